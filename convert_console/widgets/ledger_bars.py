"""Paints a share as a bar in a table's cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme import colors, px

SHARE = Qt.ItemDataRole.UserRole + 1
"""From 0 to 1, of the longest bar."""


class LedgerBars(QStyledItemDelegate):
    """The number stands in another column; the bar only compares."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        cell = QRectF(option.rect).adjusted(px(10), 0, -px(10), 0)
        width = cell.width() * float(index.data(SHARE) or 0.0)
        height = px(7)
        top = round(cell.center().y() - height / 2)
        painter.save()
        paint_box(painter, QRectF(cell.left(), top, width, height), height / 2, colors().accent)
        painter.restore()
