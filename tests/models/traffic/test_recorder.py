"""What the collector hands over is stored in batches, and the oldest of it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.history.row import Record
from convert_console.models.traffic.recorder import BATCH, CameIn, TrafficRecorder
from convert_console.models.traffic.records import records_of
from convert_console.services.collector.received import Backlog, Received
from convert_console.services.history.store import HistoryStore

CAME = Received(1, 1_000.0, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "bot")


def make(received: CameIn) -> list[Record]:
    assert isinstance(received, Received)
    return records_of(received, "http://127.0.0.1:8765/track", {}, lambda _owner: None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


def put(backlog: Backlog[CameIn], count: int) -> None:
    for number in range(count):
        backlog.put(replace(CAME, number=number, received_at=1_000.0 + number))


def test_all_that_waits_is_stored_at_the_end(store: HistoryStore) -> None:
    backlog = Backlog[CameIn]()
    recorder = TrafficRecorder(store, backlog, make, lambda: 10_000)
    put(backlog, BATCH + 7)
    recorder.end()
    assert store.count() == BATCH + 7
    assert (recorder.recorded.requests, recorder.recorded.rows) == (BATCH + 7, BATCH + 7)
    assert store.newest(1)[0].sent_at == 1_000.0 + BATCH + 6, "in the order in which they came"
    recorder.end()


def test_the_oldest_are_removed_and_those_with_a_star_stay(store: HistoryStore) -> None:
    backlog = Backlog[CameIn]()
    put(backlog, 1)
    TrafficRecorder(store, backlog, make, lambda: 100).end()
    store.update(1, starred=True).result()
    put(backlog, 4 * BATCH)
    TrafficRecorder(store, backlog, make, lambda: 100).end()
    assert store.count() == 101
    assert store.rows([1])


def test_what_cannot_be_stored_is_lost_and_said(store: HistoryStore) -> None:
    backlog = Backlog[CameIn]()
    recorder = TrafficRecorder(store, backlog, make, lambda: 100)
    store._writer.close()
    put(backlog, 3)
    recorder.end()
    assert (recorder.recorded.lost, recorder.recorded.rows) == (3, 0)
    assert recorder.recorded.failure == "The history is closed."
