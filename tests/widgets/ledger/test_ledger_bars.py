"""A share is painted as a bar as long as the share, on a track, with its figure beside it."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from convert_console.widgets.ledger.table_view import PERCENT, SHARE, WHOLE, LedgerBars
from convert_console.widgets.theme import theme


def painted_pixels(table, column: int, color: str) -> int:
    image = table.viewport().grab().toImage()
    rect = table.visualItemRect(table.item(0, column))
    y = rect.center().y()
    return sum(image.pixelColor(x, y) == QColor(color) for x in range(rect.left(), rect.right()))


def test_a_larger_share_has_a_longer_bar(qapp, qtbot):
    theme.apply(qapp, "light")
    table = QTableWidget(1, 5)
    qtbot.addWidget(table)
    table.setItemDelegate(LedgerBars(table))
    for column, share in enumerate((None, 0.0, 0.5, 1.0, 1.0)):
        item = QTableWidgetItem()
        item.setData(SHARE, share)
        item.setData(WHOLE, column == 4)
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
