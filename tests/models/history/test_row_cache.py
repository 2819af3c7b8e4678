"""Rows are read around the place that is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.models.history.row_cache import AT_HAND, STRETCH, HistoryReading
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(500):
        made.append(record(number))
    made.append(record(500)).result()
    yield made
    made.close()


@pytest.fixture
def reading(store: HistoryStore) -> HistoryReading:
    made = HistoryReading(store)
    made.places.reset_unknown(501)
    return made


def uid(reading: HistoryReading, place: int) -> str:
    row = reading.row(place)
    return row.uid if row else ""


def test_a_row_whose_id_is_unknown_is_found_by_its_place(reading: HistoryReading) -> None:
    assert [uid(reading, place) for place in (500, 0, 250)] == ["uid-0", "uid-500", "uid-250"]
    assert reading.places.id_at(250) == 251
    assert reading.ids_at([7, 8]) == [494, 493]
    assert uid(reading, 501) == uid(reading, -1) == ""


def test_rows_that_came_since_do_not_shift_those_that_are_unknown(
    reading: HistoryReading, store: HistoryStore
) -> None:
    store.append(record(501)).result()
    assert uid(reading, 400) == "uid-100"


def test_neighbours_are_read_in_one_go(reading: HistoryReading, store: HistoryStore) -> None:
    reading.places.reset(array("q", range(501, 0, -1)))
    assert uid(reading, 300) == "uid-200"
    store.close()
    assert uid(reading, 300 + STRETCH // 2) == f"uid-{200 - STRETCH // 2}"
    assert uid(reading, 300 - STRETCH // 8) == f"uid-{200 + STRETCH // 8}"
    assert uid(reading, 0) == ""
    assert reading.trouble


def test_a_row_that_is_gone_by_now_is_none(reading: HistoryReading, store: HistoryStore) -> None:
    reading.places.reset(array("q", range(501, 0, -1)))
    store.delete([501]).result()
    assert reading.row(0) is None
    assert uid(reading, 1) == "uid-499"


def test_only_so_many_rows_are_kept_at_hand(reading: HistoryReading, store: HistoryStore) -> None:
    rows = store.newest(501)
    for _ in range(2 * AT_HAND // 501 + 1):
        reading.remember(rows)
    assert len(reading._at_hand) <= AT_HAND
    reading.forget()
    assert not reading._at_hand
