"""Paints the cells of the history's table."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from convert_console.core.convert_api.sighting import ICONS, TONES, state_of
from convert_console.core.history.columns import COLUMNS, Column, moment_words, verdict_words
from convert_console.core.history.row import Row
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import Source
from convert_console.core.verdict.kinds import kind_of
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.kit.painted import paint_chosen
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, figures_font, px, text_font, tone_color

Index = QModelIndex | QPersistentModelIndex

LEFT, RIGHT = 12, 4
"""Before and after the text of a cell, in pixels at 100 % zoom; as in the header."""

ROW_HEIGHT = 28
INDENT = 22
"""Pixels by which rows are set in below the name of their group."""

ICON, GAP = 14, 6

LONGEST_TEXT = 300
"""Characters of a text that are measured; no column is as wide."""

# Made once: joining flags takes as long as measuring a text.
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_AT_LEFT, _AT_RIGHT = (
    _LINE | side for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


SOURCE_ICONS: Mapping[Source, tuple[str, str]] = {
    "sent": ("arrow-up-right", "accent"),
    "collector": ("arrow-down-left", "muted"),
    "page": ("globe", "muted"),
}
"""The icon of each source, with its color."""


class HistoryCellDelegate(QStyledItemDelegate):
    """Paints a verdict as icon and word, marks as icons and other values as text. `prepare` must be
    called before each painting of the table. `hovered` is the row under the mouse, or -1. Times are
    shown to the millisecond if `milliseconds` is set.
    """

    # It paints text itself: Qt's own delegate calls the model ten times for each cell, which takes
    # 8 ms for ten rows, half a frame; this takes 3 ms.

    def __init__(self, history: HistoryModel, table: QTableView) -> None:
        super().__init__(table)
        self._history, self._table = history, table
        self.hovered = -1
        self.milliseconds = False
        self.prepare()

    def prepare(self) -> None:
        """Take the current colours, fonts and date, and forget the row that was read last."""
        self._now = datetime.now().astimezone()
        self._last_row: tuple[int, Row | None, bool] = (-1, None, False)
        self._fonts = figures_font(), text_font("mono"), _strong_font()
        self._metrics = tuple(map(QFontMetrics, self._fonts))
        theme = colors()
        self._text, self._muted = QColor(theme.text), QColor(theme.muted)
        self._selection, self._raised = QColor(theme.selection), QColor(theme.raised)
        self._left, self._right, self._height = px(LEFT), px(RIGHT), px(ROW_HEIGHT)
        self._icon, self._gap = px(ICON), px(GAP)
        self._indent = px(INDENT) if self._history.loader.group else 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The name of a group is painted above its first row, in the same cells.
        cell = option.rect.adjusted(0, option.rect.height() - self._height, 0, 0)
        column = index.column()
        row, selected = self._row_at(index.row())
        if selected:
            painter.fillRect(cell, self._selection)
            if cell.left() <= 0:  # at the edge of the table, wherever it is scrolled to
                paint_chosen(painter, cell.adjusted(-cell.left(), 0, 0, 0))
        elif index.row() == self.hovered:
            painter.fillRect(cell, self._raised)
        if row is None:
            return
        if column == Column.VERDICT:
            self._paint_verdict(painter, cell, row)
        elif column == Column.STAR:
            self._paint_marks(painter, cell.adjusted(0, 0, -self._left, 0), row, Column.STAR)
        elif column == Column.SOURCE:
            area = cell.adjusted(self._left, 0, 0, 0)
            name, ink = SOURCE_ICONS[row.source]
            paint_icon(painter, self._icon_area(area), name, getattr(colors(), ink))
        else:
            self._paint_text(painter, cell, row, COLUMNS[column])

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        super().updateEditorGeometry(editor, option, index)
        cell = option.rect
        editor.setGeometry(cell.adjusted(0, cell.height() - self._height, 0, 0))

    def _row_at(self, index: int) -> tuple[Row | None, bool]:
        """A row, and whether it is selected; read once for all its cells."""
        if self._last_row[0] != index:
            selected = self._table.selectionModel().isRowSelected(index)
            self._last_row = index, self._history.row(index), selected
        return self._last_row[1:]

    def _paint_text(self, painter: QPainter, cell: QRect, row: Row, column: Column) -> None:
        if column == Column.TIME:
            text = moment_words(row.sent_at, self._now, milliseconds=self.milliseconds)
        else:
            text = self._history.words(row, column)
        spec = column.spec
        font = int(spec.mono)
        area = cell.adjusted(self._left, 0, -self._right, 0)
        if column == Column.EVENTS:
            hidden = (one for one in (Column.STAR, Column.PROBLEMS) if self._is_hidden(one))
            area.setRight(self._paint_marks(painter, area, row, *hidden))
        if not text:
            return
        self._draw(painter, area, text, font, self._muted if spec.muted else self._text, spec.right)

    def _paint_verdict(self, painter: QPainter, cell: QRect, row: Row) -> None:
        """Icon and word in the colour of the verdict, and the mark of this machine in grey."""
        word, tone = verdict_words(row)
        area = cell.adjusted(self._left + self._indent, 0, -self._right, 0)
        ink = colors().muted if row.verdict == "pending" else tone_color(tone)
        paint_icon(painter, self._icon_area(area), kind_of(row.verdict).icon, ink)
        area.setLeft(area.left() + self._icon + self._gap)
        seen = state_of(row.seen)
        mark = (self._icon + self._gap) * (int(row.here) + int(seen is not None))
        text = area.adjusted(0, 0, -mark, 0)
        shown = self._draw(painter, text, word, 2, QColor(ink))
        used = self._metrics[2].horizontalAdvance(shown)
        if seen is not None:
            area.setLeft(area.left() + used + self._gap)
            used = self._icon
            paint_icon(painter, self._icon_area(area), ICONS[seen], tone_color(TONES[seen]))
        if row.here:
            area.setLeft(area.left() + used + self._gap)
            paint_icon(painter, self._icon_area(area), "monitor", colors().muted)
            area.setLeft(area.left() + self._icon + self._gap)
            if self._metrics[0].horizontalAdvance("here") <= area.width():
                self._draw(painter, area, "here", 0, self._muted)

    def _is_hidden(self, column: Column) -> bool:
        return self._table.isColumnHidden(column)

    def _paint_marks(self, painter: QPainter, area: QRect, row: Row, *columns: Column) -> int:
        """The star, the sign of a note and that of problems, as far as they are of these columns,
        at the right; where they begin.
        """
        area = QRect(area)
        for column, shown, name, ink in (
            (Column.STAR, row.starred, "star-filled", colors().warn),
            (Column.STAR, row.note, "sticky-note", colors().muted),
            (Column.PROBLEMS, row.rules, "alert-triangle", colors().warn),
        ):
            if shown and column in columns:
                side = self._icon
                place = QRect(area.right() + 1 - side, area.center().y() - side // 2, side, side)
                paint_icon(painter, QRectF(place), name, ink)
                area.setRight(area.right() - self._icon - self._gap)
        return area.right()

    def _icon_area(self, area: QRect) -> QRectF:
        top = area.top() + (area.height() - self._icon) / 2
        return QRectF(area.left(), top, self._icon, self._icon)

    def _draw(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        font: int,
        ink: QColor,
        right: bool = False,
    ) -> str:
        """Draw one line of text, cut where it does not fit; what was drawn."""
        painter.setFont(self._fonts[font])
        painter.setPen(ink)
        mode, metrics = Qt.TextElideMode.ElideRight, self._metrics[font]
        elided = metrics.elidedText(visible(text[:LONGEST_TEXT]), mode, max(area.width(), 0))
        painter.drawText(area, _AT_RIGHT if right else _AT_LEFT, elided)
        return elided


def _strong_font() -> QFont:
    font = text_font()
    font.setWeight(QFont.Weight.Medium)
    return font
