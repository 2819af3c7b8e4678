"""The history as a Qt table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.table import (
    ORDERS,
    ROW,
    STRETCHES,
    TITLES,
    Column,
    HistoryTable,
)
from convert_console.services.history.search import ORDERS as KNOWN
from convert_console.services.history.store import HistoryStore
from support.exchanges import record

HORIZONTAL = Qt.Orientation.Horizontal


def test_every_column_has_a_title_and_an_order_that_the_store_knows() -> None:
    assert len(TITLES) == len(Column) == len(ORDERS)
    assert {order for order in ORDERS.values() if order} <= set(KNOWN)


def test_a_row_that_is_gone_leaves_its_line_empty(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryTable(store, CurrentCatalog())
    for number in range(3):
        store.append(record(number)).result()
    table._reading.places.reset_unknown(3)
    store.delete([1, 2, 3]).result()
    assert table.index(0, Column.VERDICT).data() is None
    assert table.index(0, Column.NOTE).data(ROW) is None
    assert not table.setData(table.index(0, Column.NOTE), "x")
    store.close()


def test_why_reading_failed_is_said(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryTable(store, CurrentCatalog())
    table._reading.places.reset_unknown(3)
    said: list[str] = []
    table.failed.connect(said.append)
    store.close()
    assert table.row(1) is None
    assert len(said) == 1


def test_rows_are_taken_out_and_put_back_in_stretches_or_all_anew(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    for number in range(100):
        store.append(record(number)).result()
    table = HistoryTable(store, CurrentCatalog())
    table._reading.places.reset_unknown(100)
    told: list[str] = []
    table.rowsRemoved.connect(lambda _parent, first, last: told.append(f"{first}-{last}"))
    table.modelReset.connect(lambda: told.append("anew"))
    table.rowsInserted.connect(lambda _parent, first, last: told.append(f"+{first}-{last}"))
    few = table.take_out([3, 4, 9])
    assert (told, table.places) == (["9-9", "3-4"], 97)
    told.clear()
    many = table.take_out(range(0, 2 * STRETCHES + 2, 2))
    assert (told, table.places) == (["anew"], 97 - STRETCHES - 1)
    table.put_back(many)
    assert (told, table.places) == (["anew", "anew"], 97)
    told.clear()
    table.put_back(few)
    assert (told, table.places) == (["+3-4", "+9-9"], 100)
    store.close()


def test_a_tip_is_markup_once(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryTable(store, CurrentCatalog())
    store.append(record(1, goal="<b>\u202e7")).result()
    table._reading.places.reset_unknown(1)
    tip = table.index(0, Column.GOALS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;b&gt;⟨U+202E⟩7</qt>"
    store.close()


def test_the_star_s_title_is_explained(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryTable(store, CurrentCatalog())
    tip = table.headerData(Column.STAR, HORIZONTAL, Qt.ItemDataRole.ToolTipRole)
    assert "star" in tip
    assert table.headerData(Column.NOTE, HORIZONTAL, Qt.ItemDataRole.DecorationRole) is None
    store.close()
