"""Paints the history's cells: the verdict as a badge, figures in the mono face.

Qt asks Python some ten times for each cell that one of its own delegates paints: 8 ms for ten rows,
half a frame. Painted at once they take 3 ms.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from convert_console.core.history.columns import COLUMNS, Column, local_time, verdict_words
from convert_console.core.history.row import Row
from convert_console.core.text import visible
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.badge import badge_size, paint_badge_at
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

MARGIN = 10
"""Beside what stands in a cell, before zoom; as beside the titles."""

LONGEST = 300
"""Signs of a text that are looked at; no column is so wide."""


def moment_words(sent_at: float, now: datetime) -> str:
    """A moment in Unix seconds as local time, with its date if that is not today's, and its year
    if that is not this one; "" where it is not known.
    """
    when = local_time(sent_at)
    if when is None:
        return ""
    if when.date() == now.date():
        return f"{when:%H:%M:%S}"
    return f"{when:%d %b %H:%M}" if when.year == now.year else f"{when:%d %b %Y}"


class HistoryCells(QStyledItemDelegate):
    """Of all rows of a table. `renew` is to be called before each painting."""

    def __init__(self, history: HistoryModel, table: QTableView) -> None:
        super().__init__(table)
        self._history, self._table = history, table
        self.renew()

    def renew(self) -> None:
        """Use the colours and fonts in force, today's date, and the rows as they are by now."""
        self._now = datetime.now().astimezone()
        self._line_at: tuple[int, Row | None, bool] = (-1, None, False)
        self._fonts = text_font(), text_font("mono")
        self._metrics = tuple(map(QFontMetrics, self._fonts))
        named = colors()
        self._text, self._line = QColor(named.text), QColor(named.line)
        self._chosen = QColor(named.selection)
        self._margin = px(MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell, column = option.rect, index.column()
        row, chosen = self._at(index.row())
        if chosen:
            painter.fillRect(cell, self._chosen)
        painter.fillRect(cell.left(), cell.bottom(), cell.width(), 1, self._line)
        if row is None:
            return
        if column == Column.VERDICT:
            word, tone = verdict_words(row)
            left, middle = cell.left() + px(MARGIN), QRectF(cell).center().y()
            paint_badge_at(painter, left, middle, word, tone)
        elif column == Column.STAR:
            _paint_star(painter, QRectF(cell), starred=row.starred)
        else:
            self._paint_words(painter, cell, row, COLUMNS[column])

    def _at(self, place: int) -> tuple[Row | None, bool]:
        """A line, and whether it is chosen: the same for each of its cells."""
        if self._line_at[0] != place:
            chosen = self._table.selectionModel().isRowSelected(place)
            self._line_at = place, self._history.row(place), chosen
        return self._line_at[1:]

    def _paint_words(self, painter: QPainter, cell: QRect, row: Row, column: Column) -> None:
        time = column == Column.TIME
        words = moment_words(row.sent_at, self._now) if time else self._history.words(row, column)
        spec = column.spec
        if not words:
            return
        face = int(spec.mono)
        room = cell.adjusted(self._margin, 0, -self._margin, -1)
        painter.setFont(self._fonts[face])
        painter.setPen(self._text)
        right = Qt.TextElideMode.ElideRight
        shown = self._metrics[face].elidedText(visible(words[:LONGEST]), right, room.width())
        side = Qt.AlignmentFlag.AlignRight if spec.right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags, shown)


def verdict_width() -> int:
    """What a column needs for the longest verdict, with room at both sides, in pixels."""
    return _widest_badge(px(100)) + 2 * px(MARGIN)


@cache
def _widest_badge(_zoom: int) -> int:
    return max(badge_size(word).width() for word, *_ in KINDS.values())


def _paint_star(painter: QPainter, cell: QRectF, *, starred: bool) -> None:
    """Full or hollow: the shape says it, the colour repeats it. It stands under its title."""
    area = QRectF(0, 0, px(15), px(15))
    area.moveCenter(QPointF(cell.left() + px(MARGIN) + px(13) / 2, cell.center().y()))
    name, tint = ("star-filled", colors().warn) if starred else ("star", colors().muted)
    paint_icon(painter, area, name, tint)
