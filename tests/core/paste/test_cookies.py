"""Convert's cookies, however browsers, logs and people spell them."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.paste.cookies import fields_of, leaves_of
from support.pasting import document, notes_of, only, refused

VISITOR = "1588166554499-0.2020703998482254"
S = f"si:4*sh:{VISITOR}*pv:2"
V = (
    "vi:1*sc:2*cs:1588166554*fs:1588166554*pv:7*seg:{10003.1-10007.1}"
    "*exp:{1001.{v.2001-g.{3001.1-3002.1}}-1002.{v.2002}}*ps:1588166554"
)
BOTH = {
    "vid": VISITOR,
    "ev": [{"evt": "viewExp", "vars": ["2001", "2002"], "exps": ["1001", "1002"]}],
}


@pytest.mark.parametrize(
    "text",
    [
        f"_conv_v={V}; _conv_s={S}",
        f"_conv_v={quote(V)}; _ga=GA1.2; _conv_s={quote(S)}; x=1",
        f"_conv_v={quote(V, safe='')}; _conv_s={quote(quote(S, safe=''), safe='')}",
        f"Cookie: a=b; _conv_s={S}; _conv_v={V}",
        f"'_conv_s={S}; _conv_v={V}'",
        f"_conv_s\t{quote(S)}\t.shop.example\t/\n_conv_v\t{quote(V)}\t.shop.example\t/",
        json.dumps({"_conv_s": S, "_conv_v": V}),
        json.dumps([{"name": "_conv_s", "value": S}, {"name": "_conv_v", "value": quote(V)}]),
    ],
)
def test_both_cookies_give_visitor_and_pairs(text):
    request = only(text)
    assert document(request) == BOTH


@pytest.mark.parametrize(
    "text", [S, quote(S, safe=""), f"sh:{VISITOR}*si:4*pv:2", f"_conv_s=sh:{VISITOR}*si:4*pv:2"]
)
def test_either_order_of_fields_names_the_visitor(text):
    assert document(only(text)) == {"vid": VISITOR}


def test_a_visitor_id_of_the_site_counts_and_the_one_does_not():
    assert "vid" not in document(only(f"_conv_v={V}"))
    own = f"_conv_v={V.replace('vi:1*', 'vi:customer-7*')}; _conv_s={S}"
    assert document(only(own))["vid"] == "customer-7"
    assert "made by the site" in notes_of(own)
    assert f"Left out: {VISITOR}" in notes_of(own)


def test_a_cookie_that_appears_twice_with_another_visitor_is_noted():
    twice = f"_conv_s={S}; _conv_s=sh:1588166554500-0.5*si:4"
    assert document(only(twice)) == {"vid": VISITOR}
    assert "left out: 1588166554500-0.5." in notes_of(twice)
    assert "more than once" not in notes_of(f"_conv_s={S}; _conv_s=sh:{VISITOR}*si:5*pv:9")


def test_what_has_no_certain_place_is_noted():
    said = notes_of(f"_conv_v={V}")
    assert "3001, 3002" in said
    assert "10003, 10007" in said
    assert "cid and pid" in said and "sh in the cookie _conv_s" in said


def test_an_experience_without_a_variation_keeps_its_place():
    text = "_conv_v=vi:1*exp:{1001.{g.{3001.1}}-1002.5}"
    assert document(only(text))["ev"][0]["vars"] == [None, None]
    assert "no variation" in notes_of(text)


@pytest.mark.parametrize("text", ["_conv_s=", "_conv_r=s:1*m:2", "ab:1*cd:2", "_conv_v=x"])
def test_other_cookies_are_not_taken(text):
    assert refused(text)


def test_the_bare_value_of_the_visitors_cookie_is_read():
    found = only("vi:1*sc:2*cs:1*fs:1*pv:7*exp:{1001.{v.2001-g.{3001.1-3002.1}}}*ps:1")
    assert document(found)["ev"] == [{"evt": "viewExp", "vars": ["2001"], "exps": ["1001"]}]
    assert "Goals reached in this browser: 3001, 3002." in " ".join(found.notes)


# The notation inside the cookies.


def test_a_value_may_contain_colons():
    assert fields_of("a:1*b:x:y*c*") == {"a": "1", "b": "x:y"}


def test_braces_are_read_with_either_spelling_of_colon_and_comma():
    assert leaves_of("{1:{v:2,g:{3:1}},4:{v:5}}") == leaves_of("{1.{v.2-g.{3.1}}-4.{v.5}}")


def test_braces_that_do_not_pair_up_do_no_harm():
    assert leaves_of("}}{1.{v.2") == {"1": {"v": "2"}}
    assert leaves_of("1.2-3") == {"1": "2", "3": ""}
    assert leaves_of("{{1.2}}}") == {"1": "2"}


@given(st.text(alphabet="{}.:,-12v*"))
def test_any_value_is_read(value):
    fields_of(value)
    leaves_of(value)


def test_a_value_of_any_depth_is_read():
    assert leaves_of("{1." * 10_000)
