"""Histories and their rows, for tests of the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record, Row
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.services.history.store import HistoryStore
from convert_console.widgets.history.table_view import HistoryView
from support.exchanges import record

WIDE = sum(column.spec.width for column in COLUMNS) + 100
"""Pixels in which every column has its whole width."""


@contextmanager
def shown_view(folder: Path, qtbot: QtBot, records: Iterable[Record] = ()) -> Iterator[HistoryView]:
    """The table of a history with these records, wide enough for every column."""
    store = HistoryStore(folder / "history")
    keep_all(store, records)
    model = HistoryModel(store, CurrentCatalog(), sent_only=True)
    model.loader.read()
    view = HistoryView(model)
    qtbot.addWidget(view)
    view.resize(WIDE, 300)
    view.show()
    yield view
    model.loader.search.end()
    store.close()


def under_way(number: int, **more: Any) -> Exchange:
    return record(number, outcome=None, **more).exchange


def sold(number: int, amount: str) -> Exchange:
    text = f'{{"vid": "v", "ev": [{{"evt": "tr", "goals": ["7"], "r": {amount}}}]}}'
    return under_way(number, document=text)


def keep_all(store: HistoryStore, records: Iterable[Record]) -> None:
    """Keep records, and wait once for all of them."""
    for future in [store.keep(entry).row for entry in records]:
        future.result()


def prepare(folder: Path, records: Iterable[Record]) -> Path:
    """The closed file of a history with these records, for tests that `open_copy` it."""
    store = HistoryStore(folder / "history")
    keep_all(store, records)
    store.close()
    return store.path


def open_copy(prepared: Path, folder: Path) -> HistoryStore:
    """Open a copy of a prepared file, which takes far less time than keeping its records."""
    return HistoryStore(Path(copyfile(prepared, folder / "history")))


def fill(store: HistoryStore, count: int, **more: Any) -> None:
    fill_from(store, 0, count, **more)


def fill_from(store: HistoryStore, first: int, count: int, **more: Any) -> None:
    keep_all(store, (record(first + number, **more) for number in range(count)))


def rows(model: HistoryModel) -> list[Row]:
    return [model.data(model.index(row, 0), ROW) for row in range(model.rowCount())]


def words(model: HistoryModel, column: Column) -> list[str]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def find(model: HistoryModel, qtbot: QtBot, **wanted: Any) -> None:
    model.loader.filter_by(Filter(**wanted))
    settle(model, qtbot)


def settle(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.loader.search.going)


def begin(model: HistoryModel, qtbot: QtBot, exchange: Exchange) -> None:
    """Begin a send, and wait until its row is shown."""
    task = model.recorder.begin(exchange)
    qtbot.waitUntil(task.done)


def finish(model: HistoryModel, qtbot: QtBot, exchange: Exchange) -> None:
    """End a send, and wait until its row is shown."""
    task = model.recorder.finish(exchange)
    qtbot.waitUntil(task.done)


def wait_until_kept(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.recorder.busy and all(row.id for row in rows(model)))
