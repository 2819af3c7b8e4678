"""Paints the cells of what came in: badges, and beside them words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from convert_console.models.inbound_cells import BADGED, Column
from convert_console.models.inbound_table import BADGES
from convert_console.widgets.history_cells import FigureCells
from convert_console.widgets.kit.badge import badge_size, paint_badge
from convert_console.widgets.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

FIGURES = (Column.TIME, Column.METHOD, Column.REVENUE, Column.VISITOR)
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
SIDE, GAP = 8, 5


class BadgeCells(QStyledItemDelegate):
    """One badge after the other; a cell without any says its words quietly."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, widget)
        cell = QRectF(option.rect).adjusted(px(SIDE), 0, -px(2), 0)
        painter.save()
        painter.setClipRect(cell)
        badges = index.data(BADGES) or ()
        for word, tone in badges:
            size = badge_size(word)
            top = round(cell.center().y() - size.height() / 2)
            paint_badge(painter, QRectF(cell.left(), top, *size.toTuple()), word, tone)
            cell.setLeft(cell.left() + size.width() + px(GAP))
        if not badges:
            painter.setFont(text_font())
            painter.setPen(QColor(colors().muted))
            painter.drawText(cell, LEFT, index.data() or "")
        painter.restore()


def dress(table: QTableView) -> None:
    """Give each column the cells it needs."""
    for column in BADGED:
        table.setItemDelegateForColumn(column, BadgeCells(table))
    for column in FIGURES:
        table.setItemDelegateForColumn(column, FigureCells(table))
