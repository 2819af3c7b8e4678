"""A run without a window: asks, sends in order, and never sends what was not agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.journeys.journey import Journey, Step
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.journeys.runner import JourneyRun, Surroundings
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.console import Console
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.sender import Sender
from convert_console.services.storage.profiles import ProfileStore
from support.endpoint import Endpoint, answer, silence

TEXT = '{"cid": "1", "pid": "2", "vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
JOURNEY = Journey("", (Step(TEXT), Step(TEXT, "GET")))


class Desk:
    """A run with everything real around it, aimed at an endpoint."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        self.store = HistoryStore(folder / "history")
        self.history = HistoryModel(self.store)
        self.document = RequestDocument()
        first = Profile(id="a", name="A", target="custom", endpoint=endpoint.url, reach="free")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("a", Draft(TEXT))
        sender, numbers = Sender(), count(1)
        history = self.history
        self.console = Console(
            self.document, self.profiles, lambda: history, lambda: sender, lambda: 1.5
        )
        around = Surroundings(lambda: 1.5, lambda: f"fresh-{next(numbers)}")
        self.run = JourneyRun(
            self.document, self.console, self.history, (self.profiles, sender), around
        )

    def silence_rules(self) -> None:
        from convert_console.core.linter import RULES

        self.profiles.alter(silenced=tuple(rule.id for rule in RULES))

    async def end(self) -> None:
        await self.run.finish()
        await self.console.finish()
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


def test_errors_of_the_steps_are_asked_about_and_no_means_no(desk: Desk) -> None:
    desk.run.start(JOURNEY)
    assert "will probably not count" in desk.run.question and not desk.run.going
    desk.run.cancel()
    assert desk.run.question == ""
    desk.run.confirm()
    assert not desk.run.going and desk.history.rowCount() == 0


def test_what_changes_under_the_question_takes_it_back(desk: Desk) -> None:
    desk.run.start(JOURNEY)
    desk.document.load(Draft("{}"), "other")
    assert desk.run.question == ""
    desk.run.confirm()
    assert not desk.run.going


def test_each_request_is_made_before_the_first_is_sent(
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


def test_one_that_is_given_up_is_a_row_that_says_so(
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
