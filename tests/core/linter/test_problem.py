"""Problems as values."""

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
