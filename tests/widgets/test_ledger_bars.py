"""A share is painted as a bar as long as the share."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from convert_console.widgets import theme
from convert_console.widgets.ledger_bars import SHARE, LedgerBars


def painted_pixels(table, column: int) -> int:
    image = table.viewport().grab().toImage()
    rect = table.visualItemRect(table.item(0, column))
    accent = QColor(theme.colors().accent)
    y = rect.center().y()
    return sum(image.pixelColor(x, y) == accent for x in range(rect.left(), rect.right()))


def test_a_larger_share_has_a_longer_bar(qapp, qtbot):
    theme.apply(qapp, "light")
    table = QTableWidget(1, 3)
    qtbot.addWidget(table)
    table.setItemDelegate(LedgerBars(table))
    for column, share in enumerate((0.0, 0.5, 1.0)):
        item = QTableWidgetItem()
        item.setData(SHARE, share)
        table.setItem(0, column, item)
    table.resize(600, 100)
    table.show()
    none, half, whole = (painted_pixels(table, column) for column in range(3))
    assert none == 0
    assert 0 < half < whole
