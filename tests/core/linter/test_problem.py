"""Problems as values."""

import pytest

from convert_console.core.document.payload import Number
from convert_console.core.linter.problem import short
from support.linting import GOAL, changed, problems, with_events


def test_a_problem_says_where_in_the_way_people_read_a_path() -> None:
    (problem,) = problems(with_events(changed(GOAL, goals=["7", None])), "id-empty")
    assert problem.path == ("ev", 0, "goals", 1)
    assert problem.where == "ev[0].goals[1]"


def test_the_same_problem_found_twice_is_equal_with_its_fix() -> None:
    text = with_events(changed(GOAL, goals=[["7"], "1,2", "7", 7]))
    assert problems(text) == problems(text)
    assert any(one.fix for one in problems(text))
    assert len({hash(one) for one in problems(text) + problems(text)}) <= len(problems(text))


# Values in sentences.


@pytest.mark.parametrize(
    ("value", "shown"),
    [("tr", "tr"), (Number("1.10"), "1.10"), (None, "null"), (["7"], "[…]"), ("x" * 40, "x" * 40)],
)
def test_a_short_value_is_shown_whole(value, shown) -> None:
    assert short(value) == shown


def test_a_long_value_is_cut_with_an_ellipsis() -> None:
    assert short("x" * 41) == "x" * 39 + "…"


def test_signs_that_cannot_be_seen_are_spelled() -> None:
    assert short("7\n\u202e8") == "7\\n⟨U+202E⟩8"
