"""The linter takes time in proportion to the document, and says what it did not look at."""

import json
from collections.abc import Sequence

import pytest

from convert_console.core.linter.checked_request import Event, Request, effort_for
from convert_console.core.linter.checker import NOT_CHECKED, Checker, check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.step_budget import StepBudget

PROFILE = Profile(id="p", name="P", project="1")


def document(events: Sequence[object], **others: object) -> str:
    return json.dumps({"cid": "1", "pid": "1", "vid": "v", "ev": events, **others})


def conversion(goals: list[str], experiences: list[str]) -> dict[str, object]:
    return {"evt": "hitGoal", "goals": goals, "exps": experiences, "vars": experiences}


def numbers(count: int, first: int = 1_000) -> list[str]:
    return [str(first + n) for n in range(count)]


def found_in(text: str, method: str = "POST") -> tuple[Problem, ...]:
    return check(Draft(text, method), PROFILE)  # type: ignore[arg-type]


def said(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.rule for problem in problems} - {"vid-form"}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_event_with_very_many_goals_is_checked_whole(method: str) -> None:
    text = document([conversion(numbers(24_000), ["1"])])
    expected = {"get-too-long", "get-many-parameters"} if method == "GET" else set()
    assert said(found_in(text, method)) - {"sample-id"} == expected


def test_goals_and_experiences_are_not_multiplied() -> None:
    event = conversion(numbers(5_000), numbers(5_000))
    problems = found_in(document([event, event]))
    twice = [problem for problem in problems if problem.rule == "goal-twice"]
    assert len(twice) == 5_000
    assert twice[-1].sentence.startswith("Event 1 already")
    assert NOT_CHECKED not in said(problems)


def test_goals_of_one_event_are_separated_where_a_later_event_has_one_of_them() -> None:
    events = [
        conversion(["7", "8"], ["1"]),
        conversion(["7"], ["2"]),
        conversion(["7", "8"], ["2"]),
    ]
    twice = [p.where for p in found_in(document(events)) if p.rule == "goal-twice"]
    assert twice == ["ev[2].goals[0]"]


def test_ids_nested_deeply_are_found() -> None:
    deep = json.loads("[" * 150 + ",".join(numbers(2_000)) + "]" * 150)
    (nested,) = [
        p for p in found_in(document([conversion([deep], ["1"])])) if p.rule == "id-nested"
    ]
    assert nested.fix is not None


def test_experiences_in_conflict_are_not_multiplied() -> None:
    one, other = conversion(["7"], numbers(5_000)), conversion(["8"], numbers(5_000))
    other["vars"] = numbers(5_000, 10_000)
    problems = found_in(document([one, other]))
    assert sum(problem.rule == "variation-conflict" for problem in problems) == 5_000
    assert NOT_CHECKED not in said(problems)


def test_events_that_are_json_text_are_all_read() -> None:
    event = json.dumps(conversion(["7"], ["1"]))
    problems = found_in(document([event] * 5_000))
    assert sum(problem.rule == "json-text" for problem in problems) == 5_000


def test_what_was_not_checked_is_reported_with_its_place() -> None:
    problems = found_in(document([{}] * 60_000))
    cut, unfinished = (p for p in problems if p.rule == NOT_CHECKED)
    checked = int(cut.where.removeprefix("ev[").removesuffix("]"))
    assert (
        f"{60_000 - checked:,} of 60,000 events were not checked, from event {checked + 1} on"
        in cut.sentence
    )
    assert cut.sentence.endswith("Split the document to check all of it.")
    assert "goal-twice" in unfinished.sentence
    assert "missing-cid" not in unfinished.sentence


def test_a_rule_about_the_whole_is_quiet_where_not_all_was_looked_at() -> None:
    """A transaction at the beginning may have its conversion at the end."""
    sale = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["1"], "r": 1, "prc": 1}
    problems = found_in(document([sale, *[{}] * 60_000, conversion(["7"], ["1"])]))
    assert "tr-without-goal-hit" not in said(problems)


def test_a_second_check_gives_the_same_result() -> None:
    checker, draft = Checker(), Draft(document([{}] * 60_000), "POST")
    first = checker.check(draft, PROFILE)
    assert NOT_CHECKED in said(first)
    assert checker.check(draft, PROFILE) == first == check(draft, PROFILE)


def test_the_notice_can_be_silenced_like_a_rule() -> None:
    draft = Draft(document([{}] * 60_000), "POST")
    problems = check(draft, PROFILE, Situation(silenced=frozenset({NOT_CHECKED})))
    assert NOT_CHECKED not in said(problems)


def test_a_name_that_would_be_repeated_a_million_times_is_not_written() -> None:
    text = document([], **{"K" * 100_000: [1] * 50_000})
    found = {p.rule: p.sentence for p in found_in(text, "GET")}
    assert found["get-too-long"].startswith("The URL has more than 131,072 bytes;")


def test_an_ordinary_event_costs_less_than_its_share() -> None:
    event = conversion(["100300311"], ["100400101", "100400102"])
    draft = Draft(document([event] * 1_000), "POST")
    request = Request(draft, PROFILE, Situation())
    work = sum(one.work for one in request.all_events)
    assert work < effort_for(draft).left - effort_for(Draft("", "POST")).left
    assert isinstance(request.events[0], Event)
    assert StepBudget(1).left == 1
