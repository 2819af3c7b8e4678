"""The history's table keeps up with a second window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex
from pytestqt.qtbot import QtBot

from convert_console.models.history import ROW, Column, HistoryModel
from convert_console.protocol.exchange import Exchange
from convert_console.protocol.history_query import HistoryQuery
from convert_console.services.history_store import HistoryStore, Row
from support.exchanges import ACCEPTED, record

Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore, run: Run) -> Iterator[HistoryModel]:
    made = HistoryModel(store)
    yield made
    run(made.end())


def under_way(number: int, **more: Any) -> Exchange:
    return record(number, outcome=None, **more).exchange


def sold(number: int, amount: str) -> Exchange:
    text = f'{{"vid": "v", "ev": [{{"evt": "tr", "goals": ["7"], "r": {amount}}}]}}'
    return under_way(number, document=text)


def fill(store: HistoryStore, count: int, **more: Any) -> None:
    fill_from(store, 0, count, **more)


def fill_from(store: HistoryStore, first: int, count: int, **more: Any) -> None:
    futures = [store.append(record(first + number, **more)) for number in range(count)]
    for future in futures:
        future.result()


def rows(model: HistoryModel) -> list[Row]:
    return [model.data(model.index(row, 0), ROW) for row in range(model.rowCount())]


def words(model: HistoryModel, column: Column) -> list[str]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def find(model: HistoryModel, qtbot: QtBot, **wanted: Any) -> None:
    model.filter_by(HistoryQuery(**wanted))
    settle(model, qtbot)


def settle(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.search.going)


def wait_until_kept(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(row.id for row in rows(model)))


def test_a_row_of_a_second_window_comes_on_top_and_moves_no_other(
    model: HistoryModel, store: HistoryStore, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(store, 3)
    model.read()
    sent = under_way(900)
    model.begin(sent)
    kept = QPersistentModelIndex(model.index(2, 0))
    other = HistoryStore(tmp_path / "history")
    other.append(record(70)).result()
    other.append(record(71)).result()
    model.watch.look()
    uids = ["uid-900", "uid-71", "uid-70", "uid-2", "uid-1", "uid-0"]
    assert [row.uid for row in rows(model)] == uids
    assert kept.data(ROW).uid == "uid-1"
    model.finish(replace(sent, outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.watch.look()
    assert [row.uid for row in rows(model)] == uids
    other.delete([1]).result()
    model.watch.look()
    model.watch.look()
    assert [row.uid for row in rows(model)] == uids[:-1]
    other.close()


def test_a_row_of_a_second_window_comes_only_if_the_filter_wants_it(
    model: HistoryModel, store: HistoryStore, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(store, 1, vid="wanted")
    find(model, qtbot, vid="wanted")
    other = HistoryStore(tmp_path / "history")
    other.append(record(70, vid="wanted")).result()
    other.append(record(71, vid="other")).result()
    model.watch.look()
    assert [row.uid for row in rows(model)] == ["uid-70", "uid-0"]
    other.close()


def test_very_many_rows_of_a_second_window_are_read_anew(
    model: HistoryModel, store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert_console.services.history_find.PART", 200)
    model.read()
    fill(store, 900)
    model.watch.look()
    assert model.rowCount() == 900
    assert rows(model)[0].uid == "uid-899"
