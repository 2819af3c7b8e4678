"""What a user does to rows of the history."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.grouping import Group
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.services.history.store import HistoryStore, Limits
from support.exchanges import record
from support.histories import begin, find, under_way

Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(40):
        made.keep(record(number, vid=f"v{number % 7}")).row.result()
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore, run: Run) -> Iterator[HistoryModel]:
    made = HistoryModel(store, CurrentCatalog())
    made.loader.read()
    yield made
    run(made.end())


def uids(model: HistoryModel) -> list[str]:
    return [model.index(row, 0).data(ROW).uid for row in range(model.rowCount())]


@contextmanager
def busy(store: HistoryStore) -> Iterator[None]:
    """A disk that takes nothing in for as long as the block lasts."""
    free = threading.Event()
    waiting = store.change(lambda _db: free.wait(60))
    try:
        yield
    finally:
        free.set()
    assert waiting.result()


def test_a_star_is_seen_at_once_and_kept(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    model.edits.star([0, 2])
    assert [model.index(n, Column.STAR).data() for n in range(3)] == ["★", "", "★"]
    qtbot.waitUntil(lambda: sum(row.starred for row in store.newest(9)) == 2)
    model.edits.star([0, 1])  # not all have one yet
    qtbot.waitUntil(lambda: sum(row.starred for row in store.newest(9)) == 3)
    model.edits.star([0, 1, 2])
    qtbot.waitUntil(lambda: not any(row.starred for row in store.newest(9)))


def test_a_note_is_written_in_its_cell(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    cell = model.index(1, Column.NOTE)
    assert cell.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(1, Column.TIME), "no")
    assert model.setData(cell, "with the coupon")
    assert not model.setData(cell, "with the coupon")
    assert cell.data() == cell.data(Qt.ItemDataRole.EditRole) == "with the coupon"
    qtbot.waitUntil(lambda: len(store.newest(9, Filter(words="coupon"))) == 1)


def test_rows_reloaded_before_a_change_is_stored_show_the_change(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    def shown() -> list[str]:
        return [model.index(n, c).data() for c in (Column.STAR, Column.NOTE) for n in range(3)]

    expected = ["★", "", "★", "", "a note", ""]
    with busy(store):
        model.edits.star([0, 1, 2])
        model.edits.star([1])
        model.edits.note(1, "a note")
        assert shown() == expected
        model.loader.watch.poll()
        assert shown() == expected
    qtbot.waitUntil(lambda: store.newest(2)[1].note == "a note")
    model.loader.watch.poll()
    assert shown() == expected


def test_rows_deleted_here_do_not_come_back_while_that_is_being_kept(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    model.loader.watch.poll()
    before, read = uids(model), model.loader.times_read
    with busy(store):
        model.edits.delete([0, 1])
        model.loader.watch.poll()  # nothing was committed since: how many are there?
        assert uids(model) == before[2:]
    qtbot.waitUntil(lambda: store.count() == 38)
    for _ in range(3):
        model.loader.watch.poll()
    assert (uids(model), model.loader.times_read) == (before[2:], read)
    with busy(store):
        model.edits.undo()
        model.loader.watch.poll()
        assert uids(model) == before[2:]
    qtbot.waitUntil(lambda: model.rowCount() == 40)
    assert (uids(model), model.loader.times_read) == (before, read)


def test_what_is_found_before_a_deletion_is_kept_goes_once_it_is(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    with busy(store):
        model.edits.delete([0, 7])
        find(model, qtbot, vid="v4")
        assert model.rowCount() == 6
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    assert uids(model) == ["uid-25", "uid-18", "uid-11", "uid-4"]


@pytest.mark.parametrize("group", ["", "day", "visitor"])
@pytest.mark.parametrize("column", [Column.TIME, Column.METHOD])
def test_an_undone_deletion_returns_to_its_place_whatever_the_order(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot, group: Group, column: Column
) -> None:
    model.loader.group_by(group)
    model.sort(column, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: model.rowCount() == 40 and not model.loader.search.going)
    before = uids(model)
    reset: list[None] = []
    model.modelReset.connect(lambda: reset.append(None))
    model.edits.delete([0, 5, 6, 39])
    model.edits.delete([3, 4])
    begin(model, qtbot, under_way(77))
    model.edits.undo()
    model.edits.undo()
    qtbot.waitUntil(lambda: model.rowCount() == 41)
    if not group and column is Column.TIME:
        assert uids(model) == [*before, "uid-77"]
    else:
        assert uids(model) == ["uid-77", *before]
    assert (reset, store.count()) == ([], 41)


@pytest.mark.parametrize("found", [False, True])
def test_deleted_rows_are_gone_at_once_and_come_back_where_they_were(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot, *, found: bool
) -> None:
    if found:
        model.loader.start()
        qtbot.waitUntil(lambda: not model.loader.search.going)
    before = uids(model)
    model.edits.delete([0, 1, 7])
    assert model.edits.deleted == 3
    assert uids(model) == [uid for n, uid in enumerate(before) if n not in (0, 1, 7)]
    qtbot.waitUntil(lambda: store.count() == 37)
    model.edits.undo()
    qtbot.waitUntil(lambda: model.rowCount() == 40)
    assert (uids(model), model.edits.deleted, store.count()) == (before, 0, 40)


def test_many_separate_rows_are_deleted_too(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    before = uids(model)
    model.edits.delete(range(0, 40, 2))
    assert uids(model) == before[1::2]
    model.edits.delete(range(1, 20, 2))
    model.edits.undo()
    model.edits.undo()
    qtbot.waitUntil(lambda: model.rowCount() == 40)
    assert uids(model) == before


def test_a_deletion_among_filtered_rows_comes_back_after_the_filter_is_gone(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    before = uids(model)
    model.edits.delete([3])
    model.loader.read()
    model.edits.undo()
    qtbot.waitUntil(lambda: model.rowCount() == 40)
    assert uids(model) == before
    model.edits.delete([])
    model.edits.undo()
    assert model.edits.deleted == 0


def test_what_could_not_be_kept_is_reported_and_not_shown(tmp_path: Path, run: Run) -> None:
    store = HistoryStore(tmp_path / "own")
    store.keep(record(1)).row.result()
    model = HistoryModel(store, CurrentCatalog())
    model.loader.read()
    assert model.rowCount() == 1
    said: list[str] = []
    model.failed.connect(said.append)
    store._writer.close()
    model.edits.star([0])
    run(model.edits._tasks.settle())
    assert said == ["The history is closed."]
    assert model.index(0, Column.STAR).data() == ""
    run(model.end())
    store.close()


def test_old_rows_are_forgotten_slice_by_slice_and_starred_ones_stay(
    model: HistoryModel, store: HistoryStore, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert_console.models.history.edits.SLICE", 4)
    store.update(1, starred=True).result()
    store.delete([40]).result()
    model.edits.clean_up(Limits(count=10, before=35.0), now=9e9)
    run(model.edits._tasks.settle())
    assert [row.id for row in store.newest(99)] == [39, 38, 37, 36, 1]
    assert store.restore([40]).result() == 0


def test_cleanup_blocked_by_another_program_is_left_to_the_next_start(
    tmp_path: Path, run: Run
) -> None:
    HistoryStore(tmp_path / "own").close()
    with closing(sqlite3.connect(tmp_path / "own", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = HistoryStore(tmp_path / "own", patience=0.05)
        model = HistoryModel(store, CurrentCatalog())
        said: list[str] = []
        model.failed.connect(said.append)
        model.edits.clean_up(Limits(), now=9e9)
        run(model.edits._tasks.settle())
        assert said == []
        run(model.end())
    store.close()
