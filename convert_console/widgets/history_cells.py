"""Paints the history's cells: the verdict as a badge, figures in the mono face."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from convert_console.models.history import ROW, Column
from convert_console.protocol.verdict_kinds import WORDS
from convert_console.widgets.icons import paint_icon
from convert_console.widgets.kit.badge import badge_size, paint_badge
from convert_console.widgets.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

FIGURES = (Column.METHOD, Column.REVENUE, Column.VISITOR, Column.STATUS, Column.TOOK)

MARGIN = 10
"""Beside a verdict, before zoom."""


def moment_words(sent_at: float, now: datetime) -> str:
    """A moment in Unix seconds as local time, with its date if that is not today's, and its year
    if that is not this one.
    """
    when = datetime.fromtimestamp(sent_at).astimezone()
    if when.date() == now.date():
        return f"{when:%H:%M:%S}"
    return f"{when:%d %b %H:%M}" if when.year == now.year else f"{when:%d %b %Y}"


class FigureCells(QStyledItemDelegate):
    """Figures and ids in the mono face. Columns of words need no delegate of ours: each call from
    Qt into Python takes its time, and a page of the history is a hundred cells.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.font = text_font("mono")


class TimeCells(QStyledItemDelegate):
    """Moments as people say them today."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        row = index.data(ROW)
        option.text = moment_words(row.sent_at, datetime.now().astimezone()) if row else ""


class SignCells(QStyledItemDelegate):
    """A verdict as a badge, a star as a star: a shape or a word as well as a colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, widget)
        row = index.data(ROW)
        if row is None:
            return
        if index.column() == Column.STAR:
            _paint_star(painter, QRectF(option.rect), starred=row.starred)
        else:
            _paint_verdict(painter, QRectF(option.rect), row.verdict)


def dress(table: QTableView) -> None:
    """Give each column of the history the cells it needs."""
    kinds = {Column.VERDICT: SignCells, Column.TIME: TimeCells, Column.STAR: SignCells}
    kinds.update(dict.fromkeys(FIGURES, FigureCells))
    for column, kind in kinds.items():
        table.setItemDelegateForColumn(column, kind(table))


def verdict_width() -> int:
    """What a column needs for the longest verdict, with room at both sides, in pixels."""
    return max(badge_size(word).width() for word, _tone in WORDS.values()) + 2 * px(MARGIN)


def _paint_verdict(painter: QPainter, cell: QRectF, kind: str) -> None:
    word, tone = WORDS.get(kind, (kind, "info"))
    size = badge_size(word)
    top = cell.center().y() - size.height() / 2
    badge = QRectF(cell.left() + px(MARGIN), round(top), size.width(), size.height())
    paint_badge(painter, badge, word, tone)


def _paint_star(painter: QPainter, cell: QRectF, *, starred: bool) -> None:
    """Full or hollow: the shape says it, the colour repeats it."""
    area = QRectF(0, 0, px(15), px(15))
    area.moveCenter(cell.center())
    name, tint = ("star-filled", colors().warn) if starred else ("star", colors().muted)
    paint_icon(painter, area, name, tint)
