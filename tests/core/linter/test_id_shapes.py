"""Shapes of ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number
from convert_console.core.linter.id_shapes import (
    flattened,
    ids_at,
    is_blank,
    items_of,
    named_ids,
    shape_of,
    split,
    unwrapped,
)
from convert_console.core.text import id_text


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (Number("7"), "plain"),
        ("007", "plain"),
        (Number("7.5"), "odd"),
        (None, "empty"),
        ("", "empty"),
        ([], "nested"),
        ({}, "nested"),
        (True, "odd"),
        ("1,2", "joined"),
        ("[1]", "json"),
        ("{{a}}", "placeholder"),
        ("a", "odd"),
    ],
)
def test_each_value_has_one_shape(value, shape) -> None:
    assert shape_of(value) == shape


@given(st.text())
def test_any_text_has_a_shape_and_can_be_split(text) -> None:
    assert shape_of(text) in ("plain", "empty", "json", "joined", "placeholder", "odd")
    assert all(split(text))


def test_numbers_and_texts_are_the_same_id_and_nothing_else_is_one() -> None:
    assert id_text(Number("7")) == id_text("7") == "7"
    assert id_text(None) == id_text(True) == id_text([]) == ""


def test_a_bare_value_counts_as_a_list_of_one() -> None:
    assert items_of("7") == ["7"]
    assert items_of(["7"]) == ["7"]
    assert items_of(None) == items_of("") == []


def test_zero_and_false_are_not_blank() -> None:
    assert not is_blank(Number("0"))
    assert not is_blank(False)
    assert is_blank(" ") and is_blank({}) and is_blank([])


def test_only_what_begins_like_json_is_unwrapped() -> None:
    assert unwrapped("7") is None
    assert unwrapped(" [1]") == [Number("1")]
    assert unwrapped("[1") is None


def test_nested_ids_are_flattened_in_order() -> None:
    assert flattened([["1", ["2"]], {"0": "3"}]) == ["1", "2", "3"]
    assert flattened({"a": "1"}) is None
    assert flattened(None) is None


def test_an_id_knows_its_place() -> None:
    listed = list(ids_at(["7", None], ("ev", 0, "goals")))
    assert [one.path for one in listed] == [("ev", 0, "goals", 0), ("ev", 0, "goals", 1)]
    (bare,) = ids_at("7", ("ev", 0, "goals"))
    assert bare.path == ("ev", 0, "goals") and bare.position is None
    assert list(ids_at(None, ("ev", 0, "goals"))) == []


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (["7", Number("8")], ["7", "8"]),
        ("7", ["7"]),
        ("7, 8", ["7", "8"]),
        (["[7, 8]", "9;10"], ["7", "8", "9", "10"]),
        ([["7"], {"8": Number("1")}], ["7", "8"]),
        ([" 7 ", "a", "{{b}}"], ["7", "a", "{{b}}"]),
        ([None, "", True, [], '["a"]'], []),
        (None, []),
    ],
)
def test_the_intended_ids_are_found_in_any_wrapping(value, named) -> None:
    assert named_ids(value) == named
