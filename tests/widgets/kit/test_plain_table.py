from __future__ import annotations

from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.plain_table import PlainTable
from convert_console.widgets.theme.theme import colors


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
