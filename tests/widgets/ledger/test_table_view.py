"""Lines are ticked by mouse and keys, and a tick whose figures changed is shown as such."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from convert_console.core.ledger.ledger import Cell, Figures, Line, Tick
from convert_console.widgets.ledger.results_table import NAME
from convert_console.widgets.ledger.table_view import (
    CHECK,
    FIGURES,
    SHARE,
    TITLES,
    LedgerTable,
)
from convert_console.widgets.theme import theme

SALE = Figures(2, Decimal("1234.50"), 3, 2)
LINES = (
    Line(Cell("1", "2", ""), "Checkout", "B", "(visitors)", Figures(4), 4),
    Line(Cell("1", "2", "5"), "Checkout", "B", "Purchase", SALE, 4, Tick(SALE, 9.0)),
    Line(Cell("", "", "5"), "not attributed", "", "Purchase", Figures(5), 0, Tick(Figures(4), 9.0)),
)
TEXT = Qt.ItemDataRole.AccessibleTextRole
VISITORS_ROW, SALE_ROW, LAST_ROW = 1, 2, 4
"""Rows 0 and 3 are the experiences."""


@pytest.fixture
def table(qapp: QApplication, qtbot: QtBot) -> LedgerTable:
    theme.apply(qapp, "light")
    made = LedgerTable()
    qtbot.addWidget(made)
    made.resize(1100, 300)
    made.show_lines(LINES)
    made.show()
    return made


@pytest.fixture
def ticked(table: LedgerTable) -> list[tuple[str, bool]]:
    told: list[tuple[str, bool]] = []
    table.ticked.connect(lambda line, seen: told.append((line.goal, seen)))
    return told


def item(table: LedgerTable, row: int) -> QTreeWidgetItem:
    return table._items[row]


def click(table: LedgerTable, row: int, column: int, right: int = 14) -> None:
    left = table.header().sectionViewportPosition(column)
    middle = table.visualItemRect(item(table, row)).center().y()
    place = QPoint(left + right, middle)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_rows_have_names_figures_and_shares(table: LedgerTable) -> None:
    assert table.rows() == [
        ("Checkout", "", "", "", "", "", ""),
        ("B", "4", "", "", "", "", ""),
        ("Purchase", "", "2", "1,234.50", "3", "50 %", ""),
        ("Not attributed", "", "", "", "", "", ""),
        ("Purchase", "", "5", "", "", "", "4 when ticked off, now 5"),
    ]


def test_later_transactions_have_a_row_without_a_box(
    table: LedgerTable, ticked: list[tuple[str, bool]]
) -> None:
    later = replace(LINES[1], later=Figures(0, Decimal("45.50"), 1, 1))
    table.show_lines([LINES[0], later])
    assert table.rows()[3] == ("1 later transaction, not added", "", "", "45.50", "1", "", "")
    click(table, 3, CHECK)
    table.setCurrentItem(item(table, 3))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert ticked == []


def test_a_line_is_unticked_ticked_or_changed(table: LedgerTable) -> None:
    states = [item(table, row).checkState(CHECK) for row in (VISITORS_ROW, SALE_ROW, LAST_ROW)]
    assert states == [
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
        Qt.CheckState.PartiallyChecked,
    ]
    assert "Tick it again" in item(table, LAST_ROW).toolTip(CHECK)


def test_a_click_ticks_and_drawing_does_not(
    table: LedgerTable, ticked: list[tuple[str, bool]]
) -> None:
    for row in (VISITORS_ROW, SALE_ROW, LAST_ROW):
        click(table, row, CHECK)
    assert ticked == [("(visitors)", True), ("Purchase", False), ("Purchase", True)]
    ticked.clear()
    click(table, SALE_ROW, NAME)
    table.show_lines(LINES)
    table.show_lines([replace(LINES[0], tick=Tick(Figures(4), 9.0)), *LINES[1:]])
    table.show_lines(LINES[1:])
    assert ticked == []


def test_space_ticks_the_current_row(table: LedgerTable, ticked: list[tuple[str, bool]]) -> None:
    table.setCurrentItem(item(table, VISITORS_ROW))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert ticked == [("(visitors)", True)]


def test_an_experience_is_folded_by_a_click_and_by_keys_and_stays_so(table: LedgerTable) -> None:
    click(table, 0, NAME)
    assert not item(table, 0).isExpanded()
    table.show_lines(LINES)
    assert not item(table, 0).isExpanded()
    table.setCurrentItem(item(table, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert item(table, 0).isExpanded()
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert not item(table, 0).isExpanded()
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert item(table, 0).isExpanded()


def test_the_current_row_stays_when_the_figures_change(table: LedgerTable) -> None:
    table.setCurrentItem(item(table, SALE_ROW))
    table.show_lines([replace(line, tick=None) for line in LINES])
    assert table.currentItem() is item(table, SALE_ROW)
    assert item(table, SALE_ROW).isSelected()


def test_nothing_is_selected_at_first_and_the_keyboard_begins_at_the_top(
    table: LedgerTable,
) -> None:
    assert table.selectedItems() == []
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentItem() is item(table, VISITORS_ROW)


def test_rows_boxes_and_bars_are_named_for_screen_readers(table: LedgerTable) -> None:
    assert item(table, 0).data(NAME, TEXT) == "Checkout, 1"
    assert item(table, VISITORS_ROW).data(NAME, TEXT) == "B visitors"
    assert item(table, VISITORS_ROW).data(CHECK, TEXT) == "not checked yet"
    assert item(table, SALE_ROW).data(CHECK, TEXT) == "checked in the report"
    assert item(table, LAST_ROW).data(CHECK, TEXT) == "4 when ticked off, now 5"
    assert item(table, SALE_ROW).data(SHARE, TEXT) == "2 of 4 visitors, 50 %"
    assert [table.headerItem().text(n) for n in range(len(TITLES))] == list(TITLES)


@pytest.mark.parametrize("width", [960, 1216, 1856])
def test_every_figure_has_the_width_it_needs(table: LedgerTable, width: int) -> None:
    large = Figures(1_234_567, Decimal("123456789012.34"), 1_234_567, 9)
    table.resize(width, 300)
    table.show_lines([replace(LINES[1], figures=large)])
    metrics = QFontMetrics(table.font())
    for column in FIGURES:
        text = item(table, 1).text(column)
        assert table.columnWidth(column) >= metrics.horizontalAdvance(text)
    used = sum(table.columnWidth(column) for column in range(len(TITLES)))
    assert used <= max(table.viewport().width(), 960)


def test_a_bar_is_as_long_as_the_share(table: LedgerTable) -> None:
    area = table.visualItemRect(item(table, SALE_ROW))
    left = table.header().sectionViewportPosition(SHARE)
    image = table.viewport().grab().toImage()
    row = [image.pixelColor(left + x, area.center().y()) for x in range(140)]
    filled = row.count(QColor(theme.colors().accent))
    track = row.count(QColor(theme.colors().raised))
    assert filled == track > 20
