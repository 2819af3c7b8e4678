"""A journey: one request per event, with the ids of the draft, and new visitors when repeated."""

from __future__ import annotations

from itertools import count, cycle

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import value_at
from convert_console.core.journeys.journey import (
    Journey,
    PlannedStep,
    Step,
    combined_draft,
    planned_steps,
    repeats_transaction_id,
    step_text,
    steps_of,
    steps_of_requests,
    with_ids_of,
    with_visitor,
)
from convert_console.core.paste.results import PastedRequest
from convert_console.core.request.draft import Draft
from convert_console.core.sending.confirmation import additions

THREE = """{
  "cid": "1", "pid": "2", "vid": "a", "odd": 1.10,
  "ev": [
    {"evt": "viewExp", "exps": ["3"], "vars": ["4"]},
    {"evt": "hitGoal", "goals": ["7"]},
    {"evt": "tr", "goals": ["7"], "r": 1.10, "prc": 1}
  ]
}"""


def vids(journey: Journey, draft: Draft) -> list[object]:
    numbers = count(1)
    planned = planned_steps(journey, draft, lambda: f"fresh-{next(numbers)}")
    return [value_at(one.step.draft.payload, ("vid",)) for one in planned]


def test_a_draft_gives_one_request_for_each_event() -> None:
    steps = steps_of(Draft(THREE, "GET"), pause=2.0)
    kinds = [value_at(step.draft.payload, ("ev", 0, "evt")) for step in steps]
    assert kinds == ["viewExp", "hitGoal", "tr"]
    assert [len(value_at(s.draft.payload, ("ev",)) or ()) for s in steps] == [1, 1, 1]  # type: ignore[arg-type]
    assert [step.delay for step in steps] == [0.0, 2.0, 2.0]
    assert {step.method for step in steps} == {"GET"}
    assert all('"odd": 1.10' in step.text for step in steps)


def test_a_draft_without_events_gives_no_steps() -> None:
    assert steps_of(Draft("{}")) == () == steps_of(Draft("not JSON"))
    assert steps_of(Draft('{"ev": []}')) == ()


def test_ids_and_visitor_come_from_the_draft_and_nothing_else_does() -> None:
    step = with_ids_of(Step(THREE), Draft('{"cid": "9", "vid": "b", "odd": 2}'))
    assert step.text == THREE.replace('"cid": "1"', '"cid": "9"').replace('"a"', '"b"')


def test_a_draft_that_cannot_be_read_changes_no_step() -> None:
    assert with_ids_of(Step(THREE), Draft("{")).text == THREE


def test_a_single_run_uses_the_drafts_visitor_and_repeated_runs_a_new_one_each() -> None:
    steps = steps_of(Draft(THREE))[:2]
    draft = Draft('{"vid": "mine"}')
    assert vids(Journey("", steps, 1), draft) == ["mine", "mine"]
    assert vids(Journey("", steps, 2), draft) == [
        "fresh-1",
        "fresh-1",
        "fresh-2",
        "fresh-2",
    ]


@given(st.integers(0, 5), st.integers(1, 5))
def test_a_plan_has_each_step_once_per_round(steps: int, repeats: int) -> None:
    journey = Journey("", (Step(THREE),) * steps, repeats)
    planned = list(planned_steps(journey, Draft(THREE), lambda: "v"))
    assert [(one.round, one.place) for one in planned] == [
        (number, place) for number in range(repeats) for place in range(steps)
    ]


def test_what_a_run_adds_is_the_exact_sum_of_all_rounds() -> None:
    journey = Journey("", steps_of(Draft(THREE))[1:], 3)
    said = additions(combined_draft(journey, Draft(THREE)).payload)
    assert said == "3 conversions of goal 7 and revenue 3.30 in 3 transactions to goal 7"


def test_a_step_is_described_on_one_line() -> None:
    assert [step_text(step) for step in steps_of(Draft(THREE))] == [
        "viewExp 3 → 4", "hitGoal 7", "tr 7 · 1.10 · 1 product",
    ]  # fmt: skip
    assert step_text(Step(THREE)) == "viewExp · hitGoal · tr"
    assert step_text(Step("{")) == "not a JSON object"
    assert step_text(Step("{}")) == "no events"


def test_another_visitor_is_put_into_a_step() -> None:
    assert with_visitor(Step(THREE), "z").text == THREE.replace('"a"', '"z"')


def test_several_rounds_repeat_a_transaction_id() -> None:
    steps = (Step('{"ev": []}'), Step('{"tid": "ORDER-1"}'))
    assert repeats_transaction_id(Journey("", steps, repeats=2))
    assert not repeats_transaction_id(Journey("", steps))
    assert not repeats_transaction_id(Journey("", steps[:1], repeats=2))


# How a journey is repeated.


def test_each_round_has_its_own_order_number_which_its_steps_share() -> None:
    text = '{"vid": "v", "tid": "A-1", "ev": []}'
    other = '{"vid": "v", "tid": "B-1", "ev": []}'
    journey = Journey("", (Step(text), Step(text), Step(other)), 3, new_order=True, between=2.0)
    numbers = iter(("A-2", "B-2", "A-2", "A-3", "B-3", "A-4", "B-4"))  # one was used already
    planned = list(planned_steps(journey, Draft("{}"), lambda: "new", lambda _tid: next(numbers)))
    tids = [value_at(each.step.draft.payload, ("tid",)) for each in planned]
    assert tids == ["A-2", "A-2", "B-2", "A-3", "A-3", "B-3", "A-4", "A-4", "B-4"]
    assert [each.step.delay for each in planned] == [0, 0, 0, 2, 0, 0, 2, 0, 0]
    assert journey.pauses == 4 and journey.requests == 9


def test_a_single_round_may_have_a_new_visitor_and_several_the_same() -> None:
    step = Step('{"vid": "old"}')
    single = Journey("", (step,), 1, new_visitor=True)
    several = Journey("", (step,), 2, new_visitor=False)
    for journey, visitors in ((single, ["new"]), (several, ["old", "old"])):
        planned = planned_steps(journey, Draft("{}"), lambda: "new")
        assert [visitor_of(one) for one in planned] == visitors


def visitor_of(planned: PlannedStep) -> object:
    return value_at(planned.step.draft.payload, ("vid",))


def test_requests_of_a_paste_become_steps() -> None:
    steps = steps_of_requests([PastedRequest("1", "{}", "GET"), PastedRequest("2", "[]")])
    assert steps == (Step("{}", "GET", 0.0), Step("[]", "POST", 1.0))


def test_a_short_order_number_gets_longer_once_all_of_its_length_are_used() -> None:
    journey = Journey("", (Step('{"tid": "A-1"}'),), 4, new_order=True)
    digits = cycle("0123")
    planned = planned_steps(journey, Draft("{}"), lambda: "new", lambda _tid: f"A-{next(digits)}")
    tids = [value_at(each.step.draft.payload, ("tid",)) for each in planned]
    assert tids == ["A-0", "A-2", "A-3", "A-1-2"]
