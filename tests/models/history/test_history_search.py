"""Searching beside the window."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.history.loader import HistorySearch
from convert_console.services.history.search import FIRST
from convert_console.services.history.store import Filter, HistoryStore, Search
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(300):
        made.append(record(number, vid=f"v{number % 2}"))
    made.append(record(300)).result()
    yield made
    made.close()


@pytest.fixture
def search(store: HistoryStore) -> Iterator[HistorySearch]:
    made = HistorySearch(store)
    yield made
    made.end()


def test_all_ids_come_in_order_and_then_the_end(search: HistorySearch, qtbot: QtBot) -> None:
    found = array("q")
    search.found.connect(found.extend)
    with qtbot.waitSignal(search.ended):
        search.start(Search(), at_once=False)
        assert search.going
    assert list(found) == list(range(301, 0, -1))
    assert not search.going


def test_only_what_the_last_search_finds_is_told(search: HistorySearch, qtbot: QtBot) -> None:
    found: list[int] = []
    search.start(Search(Filter(vid="v0")), at_once=False)
    search.found.connect(found.extend)
    with qtbot.waitSignal(search.ended):
        search.start(Search(Filter(vid="v1")))
    assert len(found) == 150
    assert all(row_id % 2 == 0 for row_id in found)


def test_a_search_that_a_slot_begins_replaces_the_one_that_told(
    search: HistorySearch, qtbot: QtBot
) -> None:
    parts: list[int] = []

    def again(part: array[int]) -> None:
        parts.append(len(part))
        if len(parts) == 1:
            search.start(Search(Filter(words="v1")), at_once=False)

    search.found.connect(again)
    with qtbot.waitSignal(search.ended):
        search.start(Search(), at_once=False)
    assert parts == [FIRST, FIRST, 150 - FIRST]


def test_nothing_is_told_after_a_stop(search: HistorySearch, qtbot: QtBot) -> None:
    told: list[object] = []
    search.found.connect(told.append)
    search.ended.connect(lambda: told.append("end"))
    search.start(Search(), at_once=False)
    search.end()
    with qtbot.waitSignal(search.ended):
        search.start(Search(Filter(vid="nobody")))
    assert told == ["end"]


def test_a_history_that_cannot_be_read_is_said(search: HistorySearch, qtbot: QtBot) -> None:
    search._store._writer.submit(lambda db: db.execute("ALTER TABLE entry RENAME TO x")).result()
    with qtbot.waitSignal(search.failed) as said:
        search.start(Search(), at_once=False)
    assert "history" in str(said.args)
    assert not search.going
