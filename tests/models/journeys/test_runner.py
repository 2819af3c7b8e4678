"""A run without a window: asks, sends in order, and never sends what was not agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.journeys.journey import Journey, Step, steps_of
from convert_console.core.journeys.preparation import (
    JourneyEnvironment,
    PreparedRequest,
    RunChecks,
    confirmation_sentence,
    prepared_requests,
)
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.sending.confirmation import Accepted
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.runner import JourneyRun
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from convert_console.services.storage.profiles import ProfileStore
from support.endpoint import Endpoint, answer, silence

TEXT = '{"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
JOURNEY = Journey("", (Step(TEXT), Step(TEXT, "GET")))


class Desk:
    """A run with everything real around it, aimed at an endpoint."""

    def __init__(
        self, folder: Path, endpoint: Endpoint, here: Callable[[], str] = lambda: ""
    ) -> None:
        self.store = HistoryStore(folder / "history")
        self.history = HistoryModel(self.store, CurrentCatalog())
        self.document = RequestDocument()
        first = Profile(id="a", name="A", target="custom", endpoint=endpoint.url, reach="free")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("a", Draft(TEXT))
        sender, numbers = Sender(), count(1)
        self.request = CurrentRequest(self.document, self.profiles)
        self.sender = sender
        environment = JourneyEnvironment(lambda: 1.5, lambda: f"fresh-{next(numbers)}")
        self.run = JourneyRun(
            self.document,
            self.request,
            self.history,
            (self.profiles, sender),
            (CurrentCatalog(), lambda: None),
            environment,
            here,
        )

    def silence_rules(self) -> None:
        from convert_console.core.linter.all_rules import RULES

        self.profiles.alter(silenced=tuple(rule.id for rule in RULES))

    async def end(self) -> None:
        await self.run.finish()
        await self.sender.aclose()
        await self.history.end()
        self.store.close()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint([answer(), answer()]) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, endpoint: Endpoint, run: Callable[..., Any]) -> Iterator[Desk]:
    made = Desk(tmp_path, endpoint)
    yield made
    run(made.end())


def wait(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.run.going)


def test_errors_of_steps_need_confirmation_and_declining_sends_nothing(desk: Desk) -> None:
    desk.run.start(JOURNEY)
    assert "Choose the experience" in desk.run.question and not desk.run.going
    desk.run.cancel()
    assert desk.run.question == ""
    desk.run.confirm()
    assert not desk.run.going and desk.history.rowCount() == 0


def test_an_edit_closes_the_confirmation_of_a_run(desk: Desk) -> None:
    desk.run.start(JOURNEY)
    desk.document.load(Draft("{}"), "other")
    assert desk.run.question == ""
    desk.run.confirm()
    assert not desk.run.going


def test_every_request_is_encoded_before_the_first_is_sent(
    desk: Desk, endpoint: Endpoint, qtbot: QtBot
) -> None:
    desk.silence_rules()
    desk.run.start(JOURNEY)
    desk.run.start(JOURNEY)  # a second press starts nothing
    desk.profiles.alter(user_agent="Other/1")
    wait(desk, qtbot)
    assert desk.run.done == 2 and len(endpoint.requests) == 2
    assert endpoint.requests[0].startswith(b"POST") and endpoint.requests[1].startswith(b"GET")
    assert not any(b"Other/1" in request for request in endpoint.requests)


def test_a_cancelled_request_is_stored_as_cancelled(
    desk: Desk, endpoint: Endpoint, qtbot: QtBot
) -> None:
    endpoint.replies[:] = [silence]
    desk.silence_rules()
    desk.run.start(JOURNEY)
    qtbot.waitUntil(lambda: len(endpoint.requests) == 1)
    desk.run.cancel()
    wait(desk, qtbot)
    assert desk.run.sentence == "Cancelled after 0 of 2."
    exchange = desk.history.exchange_at(0)
    assert exchange is not None and getattr(exchange.outcome, "kind", "") == "cancelled"


# Before a journey runs: every request is made, and one question is asked for the sum.

LIVE = Profile(id="a", name="A", project="10000001", account="10000009")
TWO_EVENTS = (
    '{"cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.41", "tid": "T", "ev": ['
    '{"evt": "hitGoal", "goals": ["100300301"], "exps": ["1"], "vars": ["2"]},'
    '{"evt": "tr", "goals": ["100300301"], "exps": ["1"], "vars": ["2"], "r": 1.10, "prc": 1}]}'
)
ENVIRONMENT = JourneyEnvironment(lambda: 1_796_000_100.0, lambda: "1796000000001-0.5")


def ready(journey: Journey, profile: Profile = LIVE) -> tuple[PreparedRequest, ...]:
    made = prepared_requests(journey, Draft(TWO_EVENTS), profile, ENVIRONMENT.new_visitor)
    assert not isinstance(made, str), made
    return made


def asked(journey: Journey, environment: JourneyEnvironment = ENVIRONMENT) -> str:
    return confirmation_sentence(
        journey, Draft(TWO_EVENTS), ready(journey), RunChecks(LIVE, environment)
    )


def test_it_asks_once_with_the_sum_of_all_rounds() -> None:
    said = asked(Journey("", steps_of(Draft(TWO_EVENTS)), 3))
    assert "3 conversions and 3.30" in said
    assert "live statistics of A." in said


def test_it_says_what_the_drafts_visitor_has_done_before() -> None:
    accepted_before = Accepted(5.0, frozenset({("1796000000000-0.41", "100300301", "")}))
    environment = JourneyEnvironment(
        ENVIRONMENT.clock,
        ENVIRONMENT.new_visitor,
        lambda _vid, _url: [accepted_before],
        "at {}".format,
    )
    journey = Journey("", steps_of(Draft(TWO_EVENTS))[:1])
    assert "accepted for this visitor at 5.0" in asked(journey, environment)
    assert "accepted for" not in asked(Journey("", journey.steps, 2), environment)


def test_it_names_an_error_of_a_step() -> None:
    broken = Step('{"ev": [{"evt": "hitGoal", "exps": ["1"], "vars": ["2"]}]}')
    said = asked(Journey("", (broken,)))
    assert "Step 1: Choose the goal that was reached. This may not count as meant." in said


def test_nothing_is_asked_for_this_machine() -> None:
    local = Profile(id="a", name="A", target="local", reach="ask")
    journey = Journey("", steps_of(Draft(TWO_EVENTS)))
    made = ready(journey, local)
    assert (
        confirmation_sentence(journey, Draft(TWO_EVENTS), made, RunChecks(local, ENVIRONMENT)) == ""
    )


def test_a_local_only_profile_is_refused_before_anything_is_sent() -> None:
    barred = Profile(id="a", name="A", project="10000001", reach="local")
    said = prepared_requests(
        Journey("", steps_of(Draft(TWO_EVENTS))),
        Draft(TWO_EVENTS),
        barred,
        ENVIRONMENT.new_visitor,
    )
    assert isinstance(said, str) and "is local only" in said


def test_steps_that_cannot_be_sent_are_named() -> None:
    for steps, words in (
        ((), "no steps yet"),
        ((Step("[]"),), "not a JSON object"),
        ((Step('{"ev": [', "GET"),), "not a JSON object"),
    ):
        said = prepared_requests(
            Journey("", steps), Draft(TWO_EVENTS), LIVE, ENVIRONMENT.new_visitor
        )
        assert isinstance(said, str) and words in said
    nowhere = Profile(id="a", name="A")
    said = prepared_requests(
        Journey("", steps_of(Draft(TWO_EVENTS))),
        Draft(TWO_EVENTS),
        nowhere,
        ENVIRONMENT.new_visitor,
    )
    assert isinstance(said, str) and said.startswith("Step 1: This profile has no project id")


# What a run leaves to look at, and where it goes.


def test_each_request_is_followed_in_the_record(desk: Desk, qtbot: QtBot) -> None:
    desk.silence_rules()
    desk.run.start(JOURNEY)
    qtbot.waitUntil(lambda: not desk.run.going)
    record = desk.run.last("")
    assert record is not None and record.complete and record.here and not record.rehearsal
    (one,) = record.rounds
    assert [(cell.state, cell.kind) for cell in one.cells] == [("done", "accepted")] * 2
    assert one.visitor == "v" and record.accepted == record.sent == record.total == 2
    assert desk.run.last("another") is None


def test_a_rehearsal_asks_nothing_and_reaches_only_this_machine(
    tmp_path: Path, qtbot: QtBot, run: Callable[..., Any]
) -> None:
    with Endpoint([answer()]) as endpoint:
        desk = Desk(tmp_path, endpoint, here=lambda: endpoint.url)
        desk.profiles.alter(target="convert", project="10000001", reach="ask")
        desk.run.rehearse(Journey("", (Step(TEXT),)))
        qtbot.waitUntil(lambda: not desk.run.going)
        record = desk.run.record
        assert desk.run.question == "" and record is not None
        assert record.rehearsal and record.here and record.accepted == 1
        run(desk.end())


@pytest.mark.parametrize(("stop", "sent"), [(None, 2), (False, 2), (True, 1)])
def test_a_failed_step_stops_the_run_where_that_is_wanted(
    tmp_path: Path, qtbot: QtBot, run: Callable[..., Any], stop: bool | None, sent: int
) -> None:
    with Endpoint([answer("503 Service Unavailable"), answer()]) as endpoint:
        desk = Desk(tmp_path, endpoint)
        desk.silence_rules()
        desk.run.start(Journey("", JOURNEY.steps, stop=stop))
        qtbot.waitUntil(lambda: not desk.run.going)
        record = desk.run.record
        assert record is not None and record.sent == sent and not record.complete
        assert record.fault.startswith("Visitor 1, step 1: ")
        states = [cell.state for cell in record.rounds[0].cells]
        assert states == (["done"] * 2 if sent == 2 else ["done", "unsent"])
        run(desk.end())
