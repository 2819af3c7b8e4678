"""Paints the history's cells: the verdict as a badge, figures in the mono face."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convert_console.models.history import ROW, Column
from convert_console.protocol.verdict_kinds import WORDS
from convert_console.widgets.icons import paint_icon
from convert_console.widgets.kit.badge import badge_size, paint_badge
from convert_console.widgets.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

FIGURES = (Column.METHOD, Column.REVENUE, Column.VISITOR, Column.STATUS, Column.TOOK)


def moment_words(sent_at: float, now: datetime) -> str:
    """A moment in Unix seconds as local time, with its date if that is not today's."""
    when = datetime.fromtimestamp(sent_at).astimezone()
    return f"{when:%H:%M:%S}" if when.date() == now.date() else f"{when:%d %b %Y %H:%M}"


class HistoryCells(QStyledItemDelegate):
    """A verdict has a colour and a word; colour alone says nothing."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.TIME:
            row = index.data(ROW)
            option.text = moment_words(row.sent_at, datetime.now().astimezone()) if row else ""
        if index.column() in FIGURES:
            option.font = text_font("mono")
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW) if index.column() in (Column.VERDICT, Column.STAR) else None
        if row is None:
            super().paint(painter, option, index)
            return
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, widget)
        if index.column() == Column.STAR:
            _paint_star(painter, QRectF(option.rect), starred=row.starred)
            return
        word, tone = WORDS.get(row.verdict, (row.verdict, "info"))
        size = badge_size(word)
        cell = QRectF(option.rect)
        top = cell.center().y() - size.height() / 2
        badge = QRectF(cell.left() + px(10), round(top), size.width(), size.height())
        paint_badge(painter, badge, word, tone)


def _paint_star(painter: QPainter, cell: QRectF, *, starred: bool) -> None:
    """Full or hollow: the shape says it, the colour repeats it."""
    area = QRectF(0, 0, px(15), px(15))
    area.moveCenter(cell.center())
    name, tint = ("star-filled", colors().warn) if starred else ("star", colors().line_strong)
    paint_icon(painter, area, name, tint)
