"""What is typed into a form keeps the form its value had, and is never corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.request.field_values import (
    Unreadable,
    as_number,
    extra_keys,
    ids_like,
    is_number,
    kind_of,
    like,
    number_if_it_is_one,
    read_as,
    text_as,
)
from support.json_texts import trees


@pytest.mark.parametrize("text", ["0", "-0", "7", "123.20", "1e5", "1E-05", "-3.5e+10"])
def test_json_numbers_are_numbers(text: str) -> None:
    assert is_number(text)
    assert as_number(text) == Number(text)


@pytest.mark.parametrize(
    "text",
    ["", " 7", "7 ", "+7", "07", "1.", ".5", "12,5", "1_0", "٣", "NaN", "1e500", "1e99999", "7\n"],
)
def test_anything_else_stays_the_text_it_is(text: str) -> None:
    assert not is_number(text)
    assert as_number(text) == text


@given(st.from_regex(r"-?[0-9.]{1,6}([eE][+-]?[0-9]{0,6})?", fullmatch=True) | st.text(max_size=6))
def test_what_counts_as_a_number_is_read_back_from_json_digit_by_digit(text: str) -> None:
    if is_number(text):
        assert parse(text).payload == Number(text)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (Number("7"), "78", Number("78")),
        ("7", "78", "78"),
        (Number("7"), "7x", "7x"),
        (None, "7", "7"),
        (True, "1", "1"),
    ],
)
def test_an_id_keeps_the_form_it_had(before: Payload, text: str, after: Payload) -> None:
    assert like(before, text) == after


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (None, "1.50", Number("1.50")),
        (Number("1"), "1.50", Number("1.50")),
        ("1", "1.50", Number("1.50")),
        (Number("1"), "1,50", "1,50"),
        (None, "1,50", "1,50"),
    ],
)
def test_an_amount_is_a_number_whatever_it_was(before: Payload, text: str, after: Payload) -> None:
    assert number_if_it_is_one(before, text) == after


def test_new_ids_follow_the_form_of_the_first() -> None:
    assert ids_like([Number("7")], ["7", "8"]) == [Number("7"), Number("8")]
    assert ids_like(["7"], ["8", "7"]) == ["8", "7"]
    assert ids_like([], ["7"]) == ["7"]
    assert ids_like(None, ["7"]) == ["7"]
    assert ids_like(Number("7"), ["7"]) == ["7"]


def test_ids_that_were_there_keep_their_own_form_in_a_mixed_list() -> None:
    mixed: list[Payload] = ["1", Number("2"), True, None]
    assert ids_like(mixed, ["2", "1", "3"]) == [Number("2"), "1", "3"]
    assert ids_like(mixed, ["1", "2", "true", "null"]) == mixed


@given(st.lists(st.integers(0, 99).map(lambda n: Number(str(n))) | st.text("0123", max_size=2)))
def test_untouched_ids_are_unchanged(before: list[Payload]) -> None:
    texts = [item.literal if isinstance(item, Number) else str(item) for item in before]
    if len(set(texts)) == len(texts):
        assert ids_like(before, texts) == before


# Values of keys that nobody documents are read as the kind that the user chose.

REQUEST: Payload = {
    "cid": "1",
    "dbg": True,
    "s": "shopify",
    "seg": {"browser": "CH", "lang": "ro"},
    "ev": [{"evt": "tr", "note": "a", "vars": []}],
    "x": None,
}


def test_extra_keys_are_those_that_no_table_knows_in_their_order() -> None:
    assert extra_keys(REQUEST, ()) == ("dbg", "x")
    assert extra_keys(REQUEST, ("seg",)) == ("lang",)
    assert extra_keys(REQUEST, ("ev", 0)) == ("note",)


def test_what_is_not_an_object_has_no_extra_keys() -> None:
    assert extra_keys(REQUEST, ("ev", 7)) == ()
    assert extra_keys({"seg": "CH"}, ("seg",)) == ()


def test_a_key_that_is_known_elsewhere_is_extra_here() -> None:
    assert extra_keys({"browser": "CH", "r": "1"}, ()) == ("browser", "r")


@given(trees)
def test_what_a_line_shows_reads_back_as_the_same_value(value: Payload) -> None:
    kind = kind_of(value)
    assert read_as(kind, text_as(kind, value)) == value


@given(trees)
def test_what_a_line_shows_fits_on_one_line(value: Payload) -> None:
    assert "\n" not in text_as(kind_of(value), value)


def test_a_number_keeps_its_digits() -> None:
    assert read_as("number", "1.10") == Number("1.10")


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "1,10"), ("number", ""), ("JSON", "[1,"), ("JSON", '{"a":1,"a":2}')],
)
def test_what_is_not_a_value_of_its_kind_is_refused_with_a_reason(kind: str, text: str) -> None:
    with pytest.raises(Unreadable, match=r"\.$|twice"):
        read_as(kind, text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "true"), (False, "false"), (None, "null"), ("a\nb", "JSON"), ({}, "JSON")],
)
def test_each_value_has_one_kind(value: Payload, kind: str) -> None:
    assert kind_of(value) == kind
