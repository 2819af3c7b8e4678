"""The cells of the history's table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import Column, moment_words
from convert_console.widgets.history.cell_delegate import RIGHT
from convert_console.widgets.history.table_view import HistoryView
from convert_console.widgets.theme.theme import colors, px, theme_of
from support.driver import Driver
from support.exchanges import record
from support.histories import shown_view

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_rows_of_today_show_only_the_time() -> None:
    assert moment_words(NOON.timestamp() - 60, NOON) == "11:59:00"


def test_earlier_rows_show_their_day() -> None:
    assert moment_words(NOON.timestamp() - 86_400, NOON) == "03 May 12:00"


def test_the_cells_of_a_sent_request_can_be_painted(driver: Driver) -> None:
    driver.send()
    table = driver.window.history.table
    empty = table.visualRect(table.model().index(0, Column.VERDICT))
    picture = table.viewport().grab(empty).toImage()
    assert len({picture.pixel(x, picture.height() // 2) for x in range(picture.width())}) > 3


def test_rows_of_another_year_show_it() -> None:
    assert moment_words(NOON.timestamp() - 366 * 86_400, NOON) == "03 May 2025"


def painted(view: HistoryView, column: Column, row: int = 0) -> QImage:
    return view.viewport().grab(view.visualRect(view.model().index(row, column))).toImage()


@pytest.fixture
def view(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[HistoryView]:
    theme_of(qapp).use("light", 1.0)
    records = (record(number, profile="x" * 5_000) for number in range(2))
    with shown_view(tmp_path, qtbot, records) as shown:
        qtbot.waitExposed(shown)
        shown.history.loader.list_sent_only(False)
        shown.resize(shown.width() + 400, shown.height())
        yield shown


def test_a_selected_row_has_the_colour_of_the_selection(view: HistoryView) -> None:
    before = {column: painted(view, column) for column in Column}
    view.selectRow(0)
    for column, plain in before.items():
        chosen = painted(view, column)
        assert chosen.pixelColor(px(4), 2).name() == colors().selection
        assert plain.pixelColor(2, 2).name() == colors().pane
        assert painted(view, column, row=1).pixelColor(2, 2).name() == colors().pane


def test_a_selected_row_has_a_bar_at_its_left_edge_alone(view: HistoryView) -> None:
    view.selectRow(0)
    picture = view.viewport().grab(view.viewport().rect()).toImage()
    middle = view.visualRect(view.model().index(0, Column.TIME)).center().y()
    below = view.visualRect(view.model().index(1, Column.TIME)).center().y()
    assert picture.pixelColor(1, middle).name() == colors().accent
    assert picture.pixelColor(px(4), middle).name() == colors().selection
    assert picture.pixelColor(1, below).name() == colors().pane
    starts = [view.columnViewportPosition(column) for column in Column]
    inner = [start for start in starts if 0 < start < view.viewport().width()]
    assert all(picture.pixelColor(x, middle).name() == colors().selection for x in inner)


def test_no_line_is_between_two_rows(view: HistoryView) -> None:
    for column in Column:
        picture = painted(view, column)
        assert picture.pixelColor(1, picture.height() - 1).name() == colors().pane


def test_the_row_under_the_mouse_is_raised(view: HistoryView) -> None:
    where = view.visualRect(view.model().index(1, Column.TIME)).center()
    QTest.mouseMove(view.viewport(), where)
    assert painted(view, Column.EVENTS, row=1).pixelColor(2, 2).name() == colors().raised
    assert painted(view, Column.EVENTS).pixelColor(2, 2).name() == colors().pane


def test_a_verdict_given_on_this_machine_has_its_mark_and_says_so(view: HistoryView) -> None:
    index = view.model().index(0, Column.VERDICT)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Accepted here"
    before = painted(view, Column.VERDICT)
    away = "UPDATE entry SET here = 0"
    view.history._store.change(lambda db: db.execute(away)).result()
    view.history.rows.cache.clear()
    assert painted(view, Column.VERDICT) != before
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Accepted"


def test_a_row_with_problems_is_told_where_their_column_is_hidden(view: HistoryView) -> None:
    view.resize(800, view.height())
    assert view.isColumnHidden(Column.PROBLEMS)
    before = painted(view, Column.EVENTS)
    found = "UPDATE entry SET rules = '[\"comma-decimal\"]' WHERE id = 2"
    view.history._store.change(lambda db: db.execute(found)).result()
    view.history.rows.cache.clear()
    assert painted(view, Column.EVENTS) != before
    tip = view.model().index(0, Column.EVENTS).data(Qt.ItemDataRole.ToolTipRole)
    assert "Problems: comma-decimal" in tip
    assert painted(view, Column.EVENTS, row=1) == before, "the other one has none"


def test_a_long_text_stays_within_its_cell(view: HistoryView) -> None:
    picture = painted(view, Column.PROFILE)
    edge = range(picture.width() - px(RIGHT) + 1, picture.width())
    assert {picture.pixelColor(x, 12).name() for x in edge} == {colors().pane}


def test_a_deleted_row_is_painted_empty(view: HistoryView) -> None:
    full = painted(view, Column.VERDICT)
    gone = "UPDATE entry SET deleted_at = 1"
    view.history._store.change(lambda db: db.execute(gone)).result()
    view.history.rows.cache.clear()
    assert painted(view, Column.VERDICT) != full
