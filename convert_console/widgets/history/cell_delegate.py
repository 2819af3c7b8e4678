"""Paints the cells of the history's table."""

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
"""Left and right in a cell, in pixels at 100 % zoom; as in the header."""

LONGEST_TEXT = 300
"""Characters of a text that are measured; no column is as wide."""


def moment_words(sent_at: float, now: datetime) -> str:
    """A Unix time as local time; with the day if it is not today, and the year if it is not this
    year. "" for an unknown time.
    """
    when = local_time(sent_at)
    if when is None:
        return ""
    if when.date() == now.date():
        return f"{when:%H:%M:%S}"
    return f"{when:%d %b %H:%M}" if when.year == now.year else f"{when:%d %b %Y}"


class HistoryCellDelegate(QStyledItemDelegate):
    """Paints the verdict as a badge, the star as an icon and other values as text. `prepare` must
    be called before each painting of the table.
    """

    # It paints text itself: Qt's own delegate calls the model ten times for each cell, which takes
    # 8 ms for ten rows, half a frame; this takes 3 ms.

    def __init__(self, history: HistoryModel, table: QTableView) -> None:
        super().__init__(table)
        self._history, self._table = history, table
        self.prepare()

    def prepare(self) -> None:
        """Take the current colours, fonts and date, and forget the row that was read last."""
        self._now = datetime.now().astimezone()
        self._last_row: tuple[int, Row | None, bool] = (-1, None, False)
        self._fonts = text_font(), text_font("mono")
        self._metrics = tuple(map(QFontMetrics, self._fonts))
        theme = colors()
        self._text, self._line = QColor(theme.text), QColor(theme.line)
        self._selection = QColor(theme.selection)
        self._margin = px(MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell, column = option.rect, index.column()
        row, selected = self._row_at(index.row())
        if selected:
            painter.fillRect(cell, self._selection)
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
            self._paint_text(painter, cell, row, COLUMNS[column])

    def _row_at(self, index: int) -> tuple[Row | None, bool]:
        """A row, and whether it is selected; read once for all its cells."""
        if self._last_row[0] != index:
            selected = self._table.selectionModel().isRowSelected(index)
            self._last_row = index, self._history.row(index), selected
        return self._last_row[1:]

    def _paint_text(self, painter: QPainter, cell: QRect, row: Row, column: Column) -> None:
        if column == Column.TIME:
            text = moment_words(row.sent_at, self._now)
        else:
            text = self._history.words(row, column)
        spec = column.spec
        if not text:
            return
        font = int(spec.mono)
        area = cell.adjusted(self._margin, 0, -self._margin, -1)
        painter.setFont(self._fonts[font])
        painter.setPen(self._text)
        right = Qt.TextElideMode.ElideRight
        elided = self._metrics[font].elidedText(visible(text[:LONGEST_TEXT]), right, area.width())
        alignment = Qt.AlignmentFlag.AlignRight if spec.right else Qt.AlignmentFlag.AlignLeft
        flags = alignment | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(area, flags, elided)


def verdict_width() -> int:
    """Pixels that a column needs for the longest verdict."""
    return _widest_badge(px(100)) + 2 * px(MARGIN)


@cache
def _widest_badge(_zoom: int) -> int:
    return max(badge_size(word).width() for word, *_ in KINDS.values())


def _paint_star(painter: QPainter, cell: QRectF, *, starred: bool) -> None:
    """A full or hollow star, below the title of its column."""
    area = QRectF(0, 0, px(15), px(15))
    area.moveCenter(QPointF(cell.left() + px(MARGIN) + px(13) / 2, cell.center().y()))
    name, tint = ("star-filled", colors().warn) if starred else ("star", colors().muted)
    paint_icon(painter, area, name, tint)
