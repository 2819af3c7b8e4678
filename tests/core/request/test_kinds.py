"""Values of keys that nobody documents are read as the kind that the person chose."""

import pytest
from hypothesis import given

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import (
    Unreadable,
    extra_keys,
    kind_of,
    read_as,
    text_as,
)
from support.json_texts import trees

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


def test_what_is_no_object_has_no_extra_keys() -> None:
    assert extra_keys(REQUEST, ("ev", 7)) == ()
    assert extra_keys({"seg": "CH"}, ("seg",)) == ()


def test_a_key_that_is_known_elsewhere_is_extra_here() -> None:
    assert extra_keys({"browser": "CH", "r": "1"}, ()) == ("browser", "r")


@given(trees)
def test_what_a_line_shows_reads_back_as_the_same_value(value: Payload) -> None:
    kind = kind_of(value)
    assert read_as(kind, text_as(kind, value)) == value


@given(trees)
def test_what_a_line_shows_stands_on_one_line(value: Payload) -> None:
    assert "\n" not in text_as(kind_of(value), value)


def test_a_number_keeps_its_digits() -> None:
    assert read_as("number", "1.10") == Number("1.10")


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "1,10"), ("number", ""), ("JSON", "[1,"), ("JSON", '{"a":1,"a":2}')],
)
def test_what_is_no_value_of_its_kind_is_refused_with_a_reason(kind: str, text: str) -> None:
    with pytest.raises(Unreadable, match=r"\.$|twice"):
        read_as(kind, text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "true"), (False, "false"), (None, "null"), ("a\nb", "JSON"), ({}, "JSON")],
)
def test_each_value_has_one_kind(value: Payload, kind: str) -> None:
    assert kind_of(value) == kind
