"""Hits become rows, up to so many of a second; the others are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.recording import A_SECOND, BYTES_A_SECOND, Keeping
from convert_console.services.collector.received import Received
from convert_console.services.history.store import HistoryStore
from support.exchanges import record

CAME = Received(1, 1_000.0, b"raw", "", b'{"vid": "v"}', "POST", "/track", (), "bot")


URL = "http://127.0.0.1:8765/track"


def hit(at: float = 1_000.0, raw: bytes = b"raw") -> Hit:
    return Hit(replace(CAME, received_at=at, raw=raw), URL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "h")
    yield made
    made.close()


def rows(store: HistoryStore, keeping: Keeping) -> list[str]:
    for future in list(keeping._under_way):
        future.result()
    return [row.verdict for row in store.newest(1_000)]


def test_a_hit_becomes_a_row_that_is_marked(store: HistoryStore) -> None:
    keeping = Keeping(store)
    keeping.keep(hit())
    assert rows(store, keeping) == ["inbound-bot"]
    (row,) = store.newest(1)
    assert (row.profile, row.vid, row.sent_at) == ("Inbound", "v", 1_000.0)
    assert keeping.failure() == ""


def test_a_hit_is_kept_with_the_names_of_its_time(store: HistoryStore) -> None:
    keeping = Keeping(store)
    came = replace(CAME, body=b'{"vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}')
    keeping.keep(Hit(came, URL), Catalog(goals={"7": Goal("7", "Purchase")}))
    rows(store, keeping)
    kept = store.exchange(1)
    assert kept is not None and kept.names == (("goal", "7", "Purchase"),)


def test_each_second_has_room_for_so_many(store: HistoryStore) -> None:
    keeping = Keeping(store)
    for _ in range(A_SECOND + 7):
        keeping.keep(hit(1_000.2))
    keeping.keep(hit(1_001.0))
    assert (keeping.kept, keeping.left_out) == (A_SECOND + 1, 7)
    assert len(rows(store, keeping)) == A_SECOND + 1


def test_large_hits_fill_a_second_sooner(store: HistoryStore) -> None:
    keeping = Keeping(store)
    for _ in range(3):
        keeping.keep(hit(raw=b"x" * (BYTES_A_SECOND // 2 + 1)))
    assert (keeping.kept, keeping.left_out) == (1, 2)


def test_our_own_send_is_a_row_already(store: HistoryStore) -> None:
    keeping = Keeping(store)
    keeping.keep(Hit(CAME, "http://127.0.0.1:8765/track", record(1).exchange))
    assert (keeping.kept, keeping.left_out, rows(store, keeping)) == (0, 0, [])


def test_what_cannot_be_kept_is_said_and_not_counted_as_kept(store: HistoryStore) -> None:
    keeping = Keeping(store)
    store.close()
    keeping.keep(hit())
    assert keeping.failure() == "The history is closed."
    assert (keeping.kept, keeping.left_out, keeping.failure()) == (0, 1, "")
