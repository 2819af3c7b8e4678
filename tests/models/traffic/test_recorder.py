"""Hits become rows, up to so many of a second; the others are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.models.traffic.recorder import (
    BYTES_PER_SECOND,
    ROWS_PER_SECOND,
    TrafficRecorder,
)
from convert_console.services.collector.received import Received
from convert_console.services.history.store import HistoryStore
from support.exchanges import record

CAME = Received(1, 1_000.0, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "bot")


URL = "http://127.0.0.1:8765/track"


def incoming(at: float = 1_000.0, raw: bytes = b"raw") -> IncomingRequest:
    return IncomingRequest(replace(CAME, received_at=at, raw=raw), URL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


def rows(store: HistoryStore, recorder: TrafficRecorder) -> list[str]:
    for future in list(recorder._under_way):
        future.result()
    return [row.verdict for row in store.newest(1_000)]


def test_a_request_becomes_a_marked_row(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    recorder.keep(incoming())
    assert rows(store, recorder) == ["inbound-bot"]
    (row,) = store.newest(1)
    assert (row.profile, row.vid, row.sent_at) == ("Inbound", "v", 1_000.0)
    assert recorder.failure() == ""


def test_a_request_is_stored_with_current_names(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    came = replace(CAME, body=b'{"vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}')
    recorder.keep(IncomingRequest(came, URL), Catalog(goals={"7": Goal("7", "Purchase")}))
    rows(store, recorder)
    kept = store.exchange(1)
    assert kept is not None and kept.names == (("goal", "7", "Purchase"),)


def test_a_second_stores_a_limited_number_of_requests(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    for _ in range(ROWS_PER_SECOND + 7):
        recorder.keep(incoming(1_000.2))
    recorder.keep(incoming(1_001.0))
    assert (recorder.recorded, recorder.skipped) == (ROWS_PER_SECOND + 1, 7)
    assert len(rows(store, recorder)) == ROWS_PER_SECOND + 1


def test_large_requests_reach_the_limit_sooner(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    for _ in range(3):
        recorder.keep(incoming(raw=b"x" * (BYTES_PER_SECOND // 2 + 1)))
    assert (recorder.recorded, recorder.skipped) == (1, 2)


def test_a_request_of_this_app_is_not_stored_again(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    recorder.keep(IncomingRequest(CAME, "http://127.0.0.1:8765/track", record(1).exchange))
    assert (recorder.recorded, recorder.skipped, rows(store, recorder)) == (0, 0, [])


def test_a_failed_store_is_reported_and_not_counted(store: HistoryStore) -> None:
    recorder = TrafficRecorder(store)
    store.close()
    recorder.keep(incoming())
    assert recorder.failure() == "The history is closed."
    assert (recorder.recorded, recorder.skipped, recorder.failure()) == (0, 1, "")
