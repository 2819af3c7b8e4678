from __future__ import annotations

from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.plain_table import PlainTable
from convert_console.widgets.theme.theme import colors
from support.driver import Driver


def test_the_selected_row_alone_has_a_bar_at_its_left(qtbot: QtBot) -> None:
    table = PlainTable("Rows", ("One", "Two"), 2)
    qtbot.addWidget(table)
    for row in range(2):
        table.setItem(row, 1, QTableWidgetItem("text"))
    table.selectRow(1)
    table.show()
    picture = table.viewport().grab().toImage()
    chosen, other = (table.visualRect(table.model().index(row, 0)).center().y() for row in (1, 0))
    second = table.visualRect(table.model().index(1, 1)).left()
    assert picture.pixelColor(1, chosen).name() == colors().accent
    assert picture.pixelColor(1, other).name() != colors().accent
    assert picture.pixelColor(second + 1, chosen).name() != colors().accent


def test_a_row_is_as_high_as_its_text_at_any_width(driver: Driver) -> None:
    table = PlainTable("Rows", ("One",), 1, driver.window)
    table.setWordWrap(True)
    table.resize(500, 300)
    table.setItem(0, 0, QTableWidgetItem("Only the first row of an order is sent. " * 3))
    table.show()

    def inked() -> int:
        """How many lines of pixels have some of the text."""
        cell = table.visualRect(table.model().index(0, 0))
        picture = table.viewport().grab(cell).toImage()
        ground = picture.pixelColor(2, 2)
        return sum(
            any(picture.pixelColor(x, y) != ground for x in range(8, cell.width() - 8, 2))
            for y in range(picture.height())
        )

    for width in range(200, 360, 4):
        table.setColumnWidth(0, width)
        table.resizeRowsToContents()
        shown = inked()
        table.setRowHeight(0, 250)
        assert shown == inked(), f"{width} pixels wide, it is cut"
