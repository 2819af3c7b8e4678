"""Sending chosen exchanges again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.history.row import Record
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import Summary
from convert_console.core.request.profile import Profile
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.again import MOST, Resending
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.services.collector.server import Collector
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.profiles import ProfileStore
from support.collecting import running
from support.exchanges import record
from support.sending import send_controller

Run = Callable[..., Any]


class Desk:
    def __init__(self, folder: Path, url: str) -> None:
        self.store = HistoryStore(folder / "history")
        self.history = HistoryModel(self.store, CurrentCatalog())
        self.document = RequestDocument()
        first = Profile(id="shop", name="Shop", target="local", reach="ask")
        self.profiles = Profiles(ProfileStore(folder / "profiles"), first)
        self.document.open("shop", Draft("{}"))
        self.request = CurrentRequest(self.document, self.profiles)
        self.sending = send_controller(
            self.request, self.document, self.profiles, self.history, 1.0
        )
        self.request.set_local_endpoint(url)
        self.resending = Resending(self.history, self.sending)
        self.said: list[str] = []
        self.resending.stopped.connect(self.said.append)

    def send(self, text: str, qtbot: QtBot) -> None:
        self.document.write(text)
        self.sending.send()
        qtbot.waitUntil(lambda: not self.sending.running and not self.history.recorder.busy)

    async def end(self) -> None:
        await self.sending.finish()
        await self.history.end()
        self.store.close()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, collector: Collector, run: Run, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(tmp_path, collector.url)
    for n in range(3):
        made.send(f'{{"vid": "{n}"}}', qtbot)
    yield made
    run(made.end())


def test_they_go_out_one_after_the_other_in_their_order(
    desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    progress: list[tuple[int, int]] = []
    desk.resending.changed.connect(
        lambda: progress.append((desk.resending.done, desk.resending.total))
    )
    desk.resending.start([1, 2, 3])
    desk.resending.start([3])  # one run at a time
    qtbot.waitUntil(lambda: not desk.resending.going)
    bodies = [received.body for received in collector.received()]
    assert bodies[3:] == bodies[:3]
    assert progress == [(1, 3), (2, 3), (3, 3), (0, 0)]
    assert desk.said == []


def test_rows_of_one_request_that_came_in_are_sent_once(
    desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    sent = desk.history.exchange(1)
    assert sent is not None
    came_in = sent._replace(outcome=None, inbound="accepted", source="collector")
    rows = [
        desk.store.keep(
            Record(came_in._replace(id=uid), "inbound-accepted", Summary())
        ).row.result()
        for uid in ("first visitor", "second visitor")
    ]
    desk.resending.start([*rows, 2])
    qtbot.waitUntil(lambda: not desk.resending.going)
    one, two, _, again, other = [received.body for received in collector.received()]
    assert (again, other) == (one, two)
    assert desk.said == []


def test_a_run_can_be_stopped_and_the_one_under_way_is_ended_first(
    desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    desk.resending.start([1, 2, 3])
    desk.resending.cancel()
    qtbot.waitUntil(lambda: not desk.sending.running)
    assert len(collector.received()) == 4
    assert desk.said == ["Stopped after 1 of 3."]
    desk.resending.cancel()
    assert len(desk.said) == 1


def test_a_run_ends_when_the_one_under_way_is_cancelled(
    desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    desk.resending.start([1, 2, 3])
    desk.sending.cancel()
    qtbot.waitUntil(lambda: not desk.resending.going)
    assert not desk.sending.running
    assert len(collector.received()) == 3
    assert desk.said == ["Stopped after 1 of 3."]


def test_a_row_that_is_gone_is_passed_over(desk: Desk, collector: Collector, qtbot: QtBot) -> None:
    desk.resending.start([77, 2])
    qtbot.waitUntil(lambda: not desk.resending.going)
    assert len(collector.received()) == 4


def test_a_question_answered_with_no_ends_the_run(
    desk: Desk, collector: Collector, qtbot: QtBot
) -> None:
    kept = record(9)
    request = kept.exchange.request._replace(url="http://example.com/track", body=b"")
    away = kept._replace(exchange=kept.exchange._replace(request=request))
    row_id = desk.store.keep(away).row.result()
    desk.resending.start([row_id, 1])
    assert desk.sending.question is not None
    desk.sending.cancel()
    qtbot.waitUntil(lambda: not desk.resending.going)
    assert desk.said == ["Stopped after 0 of 2: it was not confirmed."]
    assert len(collector.received()) == 3


def test_no_more_than_can_be_watched_go_out_at_once(desk: Desk) -> None:
    desk.resending.start(range(1, 10 * MOST))
    assert desk.resending.total == MOST
    desk.resending.cancel()
