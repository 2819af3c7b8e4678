"""A pasted text is ids, or pairs where that is certain."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number
from convert_console.core.paste.pasted_ids import (
    event,
    ids_in,
    ids_of,
    left_out,
    pairs_in,
    pairs_of,
    seen,
    unfolded,
)


@pytest.mark.parametrize(
    "text",
    [
        "1:10, 2:20",
        "1:10,2:20",
        "1:10 2:20",
        "1:10\n2:20\n",
        "1.10,2.20",
        "1 -> 10\n2 -> 20",
        "1\t10\n2\t20",
        "1\t10\r\n2\t20\r\n",
        "1,10\n2,20",
        "1;10\n2;20\n\n",
        '"1","10"\n"2","20"',
        "experience\tvariation\n1\t10\n2\t20",
        "exps,vars\n1,10\n2,20",
        '{"1": "10", "2": "20"}',
    ],
)
def test_pairs_are_found_where_they_are_certain(text) -> None:
    assert pairs_in(text) == (["1", "2"], ["10", "20"])


def test_one_line_with_a_tab_is_a_pair() -> None:
    assert pairs_in("1\t10") == (["1"], ["10"])
    assert pairs_in("1:10") == (["1"], ["10"])


@pytest.mark.parametrize(
    "text",
    ["", "1", "1, 2", "1, 2, 3", "1 2\n3", "1,2,3\n4,5,6", "1:10, 2", "1:a, 2:b", "a\tb\nc\td",
     "1,2\n3", "1\n2\n3", "name\n1\n2", "experience,variation"],
)  # fmt: skip
def test_a_plain_row_of_ids_is_not_read_as_pairs(text) -> None:
    assert pairs_in(text) is None


@pytest.mark.parametrize(
    "text", ["1, 2, 3", "1;2;3", "1\n2\n3\n", "1 2\t3", '["1", "2", 3]', "1,\n2,\n3,"]
)
def test_ids_are_separated_by_any_sign(text) -> None:
    assert ids_in(text) == ["1", "2", "3"]


@given(st.text(alphabet="0123456789:.,; \t\n\"'[]{}->→=/ab"))
def test_whatever_is_pasted_gives_lists_of_one_length_or_nothing(text) -> None:
    found = pairs_in(text)
    assert found is None or len(found.experiences) == len(found.variations) > 0
    assert all(ids_in(text))


# Ids, pairs and events out of odd shapes.


def test_json_text_is_unfolded_layer_by_layer_and_broken_text_kept():
    assert unfolded('"[\\"1\\"]"') == ["1"]
    assert unfolded("[broken") == "[broken"
    deep = "[]"
    for _ in range(4):
        deep = json.dumps(deep)
    assert unfolded(deep) == '"[]"'
    assert unfolded(Number("1.10")) == Number("1.10")


def test_ids_keep_the_form_they_are_written_in():
    assert ids_of([Number("7"), "8"]) == [Number("7"), "8"]
    assert ids_of(Number("7")) == [Number("7")]
    assert ids_of("") == []
    assert ids_of("${f(a, b)}") == ["${f(a, b)}"]


def test_pairs_without_anything_are_dropped_and_half_ones_kept():
    assert pairs_of([{"experienceId": "1"}, {}, "x"]) == [("1", None)]
    assert pairs_of(None) == []


def test_an_event_has_only_what_there_is():
    assert event("viewExp", []) == {"evt": "viewExp"}
    assert seen([]) == {}


def test_what_is_left_out_is_named_up_to_a_few():
    said = left_out({str(n): "x" * 100 for n in range(20)}, (), "Why.")
    assert "and 12 more. Why." in said[0] and len(said[0]) < 600
    assert left_out({"a": "b"}, ("a",), "Why.") == ()
