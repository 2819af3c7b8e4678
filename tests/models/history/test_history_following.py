"""The history's table keeps up with a second window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex
from pytestqt.qtbot import QtBot

from convert_console.models.history.model import ROW, Column, HistoryModel
from convert_console.services.history.store import HistoryStore
from support.exchanges import ACCEPTED, begun, record
from support.histories import (
    begin,
    fill,
    find,
    finish,
    rows,
    settle,
    under_way,
    wait_until_kept,
    words,
)

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


def test_a_row_of_a_second_window_comes_on_top_and_moves_no_other(
    model: HistoryModel, store: HistoryStore, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(store, 3)
    model.read()
    sent = under_way(900)
    begin(model, qtbot, sent)
    kept = QPersistentModelIndex(model.index(2, 0))
    other = HistoryStore(tmp_path / "history")
    other.append(record(70)).result()
    other.append(record(71)).result()
    model.watch.look()
    uids = ["uid-900", "uid-71", "uid-70", "uid-2", "uid-1", "uid-0"]
    assert [row.uid for row in rows(model)] == uids
    assert kept.data(ROW).uid == "uid-1"
    finish(model, qtbot, replace(sent, outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.watch.look()
    assert [row.uid for row in rows(model)] == uids
    other.delete([1]).result()
    model.watch.look()
    model.watch.look()
    # All is read again by now, and the send was begun before the others came.
    assert [row.uid for row in rows(model)] == ["uid-71", "uid-70", "uid-900", "uid-2", "uid-1"]
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
    monkeypatch.setattr("convert_console.services.history.search.PART", 200)
    model.read()
    fill(store, 900)
    model.watch.look()
    assert model.rowCount() == 900
    assert rows(model)[0].uid == "uid-899"


def test_one_that_is_answered_after_midnight_stands_with_the_day_it_was_sent_on(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    midnight = datetime(2026, 5, 4).astimezone().timestamp()
    for number, second in enumerate((-3_600, 1, -2, 5, -1)):
        kept = record(number)
        exchange = replace(kept.exchange, sent_at=midnight + second)
        store.append(replace(kept, exchange=exchange)).result()
    model.group_by("day")
    settle(model, qtbot)
    assert [row.sent_at - midnight for row in rows(model)] == [5, 1, -1, -2, -3_600]
    assert [place for place in range(5) if model.begins(place)] == [0, 2]


def test_what_another_window_sends_is_under_way_until_that_window_is_gone(
    model: HistoryModel, tmp_path: Path
) -> None:
    other = HistoryStore(tmp_path / "history")
    other.begin(begun(5)).row.result()
    model.watch.look()
    assert words(model, Column.VERDICT) == ["Sending"]
    model.watch.look()
    assert words(model, Column.VERDICT) == ["Sending"]
    other.close()  # which lets go of its lock, as a kill does
    model.watch.look()
    assert words(model, Column.VERDICT) == ["Unknown"]
