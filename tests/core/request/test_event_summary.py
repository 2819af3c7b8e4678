"""An event in one line: nothing in it is rounded, corrected or hidden without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.event_summary import event_line, plain_text

NAMES = {("goal", "7"): "Purchase", ("experience", "1"): "Hero", ("variation", "2"): "B"}


def named(kind: str, plain: str) -> str:
    return NAMES.get((kind, plain), plain)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"evt": "viewExp", "exps": ["1"], "vars": ["2"]}, "1 → 2"),
        ({"evt": "hitGoal", "goals": ["7", Number("8")]}, "7, 8"),
        ({"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]}, "7"),
        ({"evt": "tr", "goals": ["7"], "r": Number("123.20")}, "7 · 123.20"),
        ({"evt": "tr", "goals": ["7"], "prc": Number("1")}, "7 · 1 product"),
        ({"evt": "tr", "goals": ["7"], "prc": "3"}, "7 · 3 products"),
        ({"evt": "tr", "r": None}, "null"),
        ({"evt": "tr", "goals": []}, ""),
        ({"evt": "own", "goals": ["7"], "exps": ["1"], "vars": ["2"]}, "7 · 1 → 2"),
        ({"goals": "7"}, "7"),
        ({}, ""),
    ],
)
def test_an_event_shows_what_its_type_is_about(event: Payload, line: str) -> None:
    assert event_line(event) == line


@pytest.mark.parametrize("event", ["tr", None, [], Number("1"), True])
def test_what_is_no_object_points_to_the_json(event: Payload) -> None:
    assert event_line(event) == "not an object – edit in JSON"


def test_ids_that_have_names_show_them() -> None:
    seen: Payload = {"evt": "viewExp", "exps": ["1", "5"], "vars": [Number("2"), "6"]}
    assert event_line(seen, named) == "Hero → B, 5 → 6"
    assert event_line({"evt": "hitGoal", "goals": [Number("7")]}, named) == "Purchase"


def test_a_long_list_says_how_many_more_there_are() -> None:
    ids = [str(number) for number in range(10)]
    assert event_line({"evt": "hitGoal", "goals": ids}) == "0, 1, 2, 7 more"
    assert event_line({"evt": "viewExp", "exps": ids, "vars": ids}) == "0 → 0, 1 → 1, 8 more"
    assert event_line({"evt": "hitGoal", "goals": ids[:3]}) == "0, 1, 2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Number("1.10"), "1.10"),
        ("7", "7"),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        ([], "[]"),
        (["1"], "[…]"),
        ({}, "{}"),
        ({"a": "1"}, "{…}"),
    ],
)
def test_a_value_is_shown_as_a_person_would_type_it(value: Payload, text: str) -> None:
    assert plain_text(value) == text


PLAIN = st.none() | st.booleans() | st.text(max_size=3) | st.just(Number("1.10"))
TREES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["evt", "goals", "exps", "vars", "r", "prc"]), inner)
    ),
    max_leaves=12,
)


@given(TREES)
def test_whatever_stands_in_an_event_has_a_line(event: Payload) -> None:
    assert isinstance(event_line(event), str)
