"""The history as a Qt table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from convert_console.core.history.columns import Column
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.models.history.table_rows import MOST_RANGES
from convert_console.services.history.store import HistoryStore
from support.exchanges import record

HORIZONTAL = Qt.Orientation.Horizontal


def test_a_row_that_is_gone_leaves_its_line_empty(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryModel(store, CurrentCatalog())
    for number in range(3):
        store.keep(record(number)).row.result()
    table.rows.order.reset_unknown(3)
    store.delete([1, 2, 3]).result()
    assert table.index(0, Column.VERDICT).data() is None
    assert table.index(0, Column.NOTE).data(ROW) is None
    assert not table.setData(table.index(0, Column.NOTE), "x")
    store.close()


def test_why_reading_failed_is_reported(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryModel(store, CurrentCatalog())
    table.rows.order.reset_unknown(3)
    said: list[str] = []
    table.failed.connect(said.append)
    store.close()
    assert table.row(1) is None
    assert len(said) == 1


def test_rows_are_removed_and_put_back_in_ranges_or_by_a_reset(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    for number in range(100):
        store.keep(record(number)).row.result()
    table = HistoryModel(store, CurrentCatalog())
    table.rows.order.reset_unknown(100)
    told: list[str] = []
    table.rowsRemoved.connect(lambda _parent, first, last: told.append(f"{first}-{last}"))
    table.modelReset.connect(lambda: told.append("reset"))
    table.rowsInserted.connect(lambda _parent, first, last: told.append(f"+{first}-{last}"))
    few = table.rows.remove([3, 4, 9])
    assert (told, table.rowCount()) == (["9-9", "3-4"], 97)
    told.clear()
    many = table.rows.remove(range(0, 2 * MOST_RANGES + 2, 2))
    assert (told, table.rowCount()) == (["reset"], 97 - MOST_RANGES - 1)
    table.rows.put_back(many)
    assert (told, table.rowCount()) == (["reset", "reset"], 97)
    told.clear()
    table.rows.put_back(few)
    assert (told, table.rowCount()) == (["+3-4", "+9-9"], 100)
    store.close()


def test_a_tip_is_markup_once(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryModel(store, CurrentCatalog())
    store.keep(record(1, goal="<b>\u202e7")).row.result()
    table.rows.order.reset_unknown(1)
    tip = table.index(0, Column.GOALS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;b&gt;⟨U+202E⟩7</qt>"
    store.close()


def test_the_star_s_title_is_explained(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    table = HistoryModel(store, CurrentCatalog())
    tip = table.headerData(Column.STAR, HORIZONTAL, Qt.ItemDataRole.ToolTipRole)
    assert "star" in tip
    assert table.headerData(Column.NOTE, HORIZONTAL, Qt.ItemDataRole.DecorationRole) is None
    store.close()
