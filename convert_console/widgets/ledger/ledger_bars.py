"""Paints which part of a variation's visitors converted as a bar in a table's cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme.theme import colors, px, text_font

SHARE = Qt.ItemDataRole.UserRole + 1
"""From 0 to 1; none where there is nothing to compare with."""

WHOLE = Qt.ItemDataRole.UserRole + 2
"""Whether it is the whole that others are a part of."""

PERCENT = Qt.ItemDataRole.UserRole + 3
"""The share in words, which stands beside the bar."""

WIDEST = "under 1 %"


class LedgerBars(QStyledItemDelegate):
    """A bar on its track, with the share in figures after it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE)
        if share is None:
            return
        words = QFontMetrics(text_font("small")).horizontalAdvance(WIDEST)
        cell = QRectF(option.rect).adjusted(px(10), 0, -px(10), 0)
        height = px(8)
        track = QRectF(cell.left(), 0, max(cell.width() - words - px(8), 0), height)
        track.moveTop(round(cell.center().y() - height / 2))
        part = QRectF(track)
        part.setWidth(max(track.width() * float(share), height if share else 0))
        painter.save()
        paint_box(painter, track, height / 2, colors().raised)
        paint_box(
            painter, part, height / 2, colors().muted if index.data(WHOLE) else colors().accent
        )
        painter.setFont(text_font("small"))
        painter.setPen(QColor(colors().muted))
        text = QRectF(cell.right() - words, cell.top(), words, cell.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, index.data(PERCENT) or "")
        painter.restore()
