"""Lines are ticked by mouse and keys, and a tick whose figures changed is shown as such."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from convert_console.core.ledger.ledger import Cell, Figures, Line, Tick
from convert_console.widgets.ledger.table_view import (
    BAR,
    IS_TOTAL,
    PERCENT,
    SEEN,
    SHARE,
    LedgerTable,
    ShareBarDelegate,
)
from convert_console.widgets.theme import theme

SALE = Figures(2, Decimal("1234.50"), 3, 2)
LINES = (
    Line(Cell("1", "2", ""), "Checkout", "B", "(visitors)", Figures(4), 4),
    Line(Cell("1", "2", "5"), "Checkout", "B", "Purchase", SALE, 4, Tick(SALE, 9.0)),
    Line(Cell("", "", "5"), "not attributed", "", "Purchase", Figures(5), 0, Tick(Figures(4), 9.0)),
)
TEXT = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def table(qapp: QApplication, qtbot: QtBot) -> LedgerTable:
    theme.apply(qapp, "light")
    made = LedgerTable()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show_lines(LINES)
    made.show()
    return made


@pytest.fixture
def ticked(table: LedgerTable) -> list[tuple[str, bool]]:
    told: list[tuple[str, bool]] = []
    table.ticked.connect(lambda line, seen: told.append((line.goal, seen)))
    return told


def at(table: LedgerTable, row: int, column: int) -> QTableWidgetItem:
    item = table.item(row, column)
    assert item is not None
    return item


def states(table: LedgerTable) -> list[Qt.CheckState]:
    return [at(table, row, SEEN).checkState() for row in range(3)]


def test_a_line_is_unticked_ticked_or_changed(table: LedgerTable) -> None:
    assert states(table) == [
        Qt.CheckState.Unchecked,
        Qt.CheckState.Checked,
        Qt.CheckState.PartiallyChecked,
    ]
    assert at(table, 2, SEEN).text() == "4 when ticked off, now 5"
    assert "Tick it again" in at(table, 2, SEEN).toolTip()
    assert table.columnWidth(SEEN) > 120, "what changed can be read"


def test_a_click_ticks_and_drawing_does_not(
    table: LedgerTable, ticked: list[tuple[str, bool]]
) -> None:
    for row in range(3):
        place = table.visualItemRect(at(table, row, SEEN)).topLeft() + QPoint(14, 15)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ticked == [("(visitors)", True), ("Purchase", False), ("Purchase", True)]
    ticked.clear()
    table.show_lines(LINES)
    table.show_lines([replace(LINES[0], tick=Tick(Figures(4), 9.0)), *LINES[1:]])
    table.show_lines(LINES[1:])
    assert ticked == []


def test_space_ticks_in_any_column(table: LedgerTable, ticked: list[tuple[str, bool]]) -> None:
    for column in (SEEN, 3, BAR):
        table.setCurrentCell(0, column)
        QTest.keyClick(table, Qt.Key.Key_Space)
        table.show_lines(LINES)
    assert ticked == [("(visitors)", True)] * 3


def test_the_current_line_stays_if_the_lines_are_the_same(table: LedgerTable) -> None:
    table.setCurrentCell(1, 3)
    table.show_lines([replace(line, tick=None) for line in LINES])
    assert (table.currentRow(), table.currentColumn()) == (1, 3)


def test_boxes_and_bars_are_named_for_screen_readers(table: LedgerTable) -> None:
    assert at(table, 0, SEEN).data(TEXT) == "Checkout, B, (visitors): not seen yet"
    assert at(table, 1, SEEN).data(TEXT) == "Checkout, B, Purchase: seen"
    assert at(table, 2, SEEN).data(TEXT) == "not attributed, Purchase: 4 when ticked off, now 5"
    assert at(table, 0, BAR).data(TEXT) == "4 visitors, all of them"
    assert at(table, 1, BAR).data(TEXT) == "2 of 4 visitors, 50 %"
    header = table.horizontalHeaderItem(BAR)
    assert header is not None and header.text() == "Share of visitors"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_name_is_cut_while_another_has_space(
    table: LedgerTable, qapp: QApplication, scale: float
) -> None:
    long = "Checkout with one page and a long name"
    theme.apply(qapp, "light", scale)
    try:
        table.show_lines([replace(LINES[0], experience=long, variation="B", goal="Sale")])
        table.resize(round(900 * scale), 300)
        assert table.columnWidth(1) >= table.sizeHintForColumn(1)
        table.hide_bars(True)
        widths = [table.columnWidth(column) for column in range(BAR)]
        assert sum(widths) in range(table.viewport().width() - 2, table.viewport().width() + 1)
        table.resize(round(430 * scale), 300)
        assert table.columnWidth(1) < table.sizeHintForColumn(1), "there is no room for all of it"
        assert table.columnWidth(3) >= table.sizeHintForColumn(3), "the short ones stay whole"
    finally:
        theme.apply(qapp, "light", 1.0)


# A share is a bar of that length on a track, with its figure next to it.


def painted_pixels(table, column: int, color: str) -> int:
    image = table.viewport().grab().toImage()
    rect = table.visualItemRect(table.item(0, column))
    y = rect.center().y()
    return sum(image.pixelColor(x, y) == QColor(color) for x in range(rect.left(), rect.right()))


def test_a_larger_share_has_a_longer_bar(qapp, qtbot):
    theme.apply(qapp, "light")
    table = QTableWidget(1, 5)
    qtbot.addWidget(table)
    table.setItemDelegate(ShareBarDelegate(table))
    for column, share in enumerate((None, 0.0, 0.5, 1.0, 1.0)):
        item = QTableWidgetItem()
        item.setData(SHARE, share)
        item.setData(IS_TOTAL, column == 4)
        item.setData(PERCENT, "50 %")
        table.setItem(0, column, item)
        table.setColumnWidth(column, 200)
    table.resize(1100, 100)
    table.show()
    colours = theme.colors()
    unknown, none, half, whole, all_of_it = (
        painted_pixels(table, column, colours.accent) for column in range(5)
    )
    assert (unknown, none, all_of_it) == (0, 0, 0)
    assert 0 < half < whole
    assert painted_pixels(table, 1, colours.raised) >= whole - 2
    assert painted_pixels(table, 0, colours.raised) == 0
    assert painted_pixels(table, 4, colours.muted) >= whole - 2
