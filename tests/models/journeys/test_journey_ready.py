"""Before a journey runs: every request is made, and one question is asked for the sum."""

from __future__ import annotations

from convert_console.core.journeys.journey import Journey, Step, steps_of
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.sending.confirmation import Accepted
from convert_console.models.journeys.runner import (
    Knowledge,
    Ready,
    Surroundings,
    asked_before,
    made_ready,
)

LIVE = Profile(id="a", name="A", project="10000001", account="10000009")
TEXT = (
    '{"cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.41", "tid": "T", "ev": ['
    '{"evt": "hitGoal", "goals": ["100300301"], "exps": ["1"], "vars": ["2"]},'
    '{"evt": "tr", "goals": ["100300301"], "exps": ["1"], "vars": ["2"], "r": 1.10, "prc": 1}]}'
)
AROUND = Surroundings(lambda: 1_796_000_100.0, lambda: "1796000000001-0.5")


def ready(journey: Journey, profile: Profile = LIVE) -> tuple[Ready, ...]:
    made = made_ready(journey, Draft(TEXT), profile, AROUND.fresh)
    assert not isinstance(made, str), made
    return made


def asked(journey: Journey, around: Surroundings = AROUND) -> str:
    return asked_before(journey, Draft(TEXT), ready(journey), Knowledge(LIVE, around))


def test_it_asks_once_with_the_sum_of_all_rounds() -> None:
    said = asked(Journey("", steps_of(Draft(TEXT)), 3))
    assert "3 conversions of goal 100300301" in said
    assert "revenue 3.30 in 3 transactions" in said
    assert "live statistics of project 10000001" in said


def test_it_says_what_the_drafts_visitor_has_done_before() -> None:
    before = Accepted(5.0, frozenset({("1796000000000-0.41", "100300301", "")}))
    around = Surroundings(AROUND.clock, AROUND.fresh, lambda _vid, _url: [before], "at {}".format)
    journey = Journey("", steps_of(Draft(TEXT))[:1])
    assert "accepted for this visitor at 5.0" in asked(journey, around)
    assert "accepted for" not in asked(Journey("", journey.steps, 2), around)


def test_it_names_an_error_of_a_step() -> None:
    broken = Step('{"ev": [{"evt": "hitGoal", "exps": ["1"], "vars": ["2"]}]}')
    assert "It will probably not count as meant. ev[0]" in asked(Journey("", (broken,)))


def test_nothing_is_asked_for_this_machine() -> None:
    local = Profile(id="a", name="A", target="local", reach="ask")
    journey = Journey("", steps_of(Draft(TEXT)))
    made = ready(journey, local)
    assert asked_before(journey, Draft(TEXT), made, Knowledge(local, AROUND)) == ""


def test_local_only_is_barred_before_anything_is_sent() -> None:
    barred = Profile(id="a", name="A", project="10000001", reach="local")
    said = made_ready(Journey("", steps_of(Draft(TEXT))), Draft(TEXT), barred, AROUND.fresh)
    assert isinstance(said, str) and "is local only" in said


def test_steps_that_cannot_be_sent_are_said() -> None:
    for steps, words in (
        ((), "no steps yet"),
        ((Step("[]"),), "not a JSON object"),
        ((Step('{"ev": [', "GET"),), "not a JSON object"),
    ):
        said = made_ready(Journey("", steps), Draft(TEXT), LIVE, AROUND.fresh)
        assert isinstance(said, str) and words in said
    nowhere = Profile(id="a", name="A")
    said = made_ready(Journey("", steps_of(Draft(TEXT))), Draft(TEXT), nowhere, AROUND.fresh)
    assert isinstance(said, str) and said.startswith("Step 1: This profile has no project id")
