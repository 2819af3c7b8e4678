"""The table of what came in: widths, keys, and which columns give way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.text import visible
from convert_console.models.traffic.cells import BADGED, Badges, Column, cell_badges, cell_text
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.table_model import Inbound
from convert_console.widgets.kit.labels import BadgeStamps
from convert_console.widgets.theme.theme import colors, px, text_font, theme_of

# Paints a line of what came in as a whole.
#
# Qt asks Python some fifteen times for each cell that a delegate paints, and while the collector's
# thread is busy each of these calls waits for the interpreter. Measured at 800 hits a second: the
# window stood still for 150 ms at a time; painted at once, for 30 ms at 2,000 hits a second. The
# rest was reading: `inbound_table` does a few documents at a time.

MONO = (Column.TIME, Column.METHOD, Column.REVENUE, Column.VISITOR)
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
SIDE, GAP = 10, 5


Places: TypeAlias = Mapping[Column, tuple[int, int]]
"""Where each column that is seen begins, and how wide it is."""


class LinePainter:
    """Make one for each painting of the list, since themes and catalogs change."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._fonts = {"": text_font(), "mono": text_font("mono")}
        self._metrics = {name: QFontMetrics(font) for name, font in self._fonts.items()}
        self._text = QColor(colors().text)
        self._stamps = BadgeStamps()

    def paint(self, painter: QPainter, area: QRect, hit: Hit, places: Places) -> None:
        """Paint the cells of a hit into their places, and the line under it."""
        side = px(SIDE)
        for column, (left, width) in places.items():
            room = QRect(left + side, area.top(), width - 2 * side, area.height())
            badges = cell_badges(hit, column) if column in BADGED else ()
            if badges:
                self._paint_badges(painter, room, badges)
            else:
                self._paint_words(painter, room, hit, column)
        line = QRect(area.left(), area.bottom(), area.width(), 1)
        painter.fillRect(line, QColor(colors().line))

    def _paint_words(self, painter: QPainter, room: QRect, hit: Hit, column: Column) -> None:
        words = cell_text(hit, column, self._catalog)
        if not words:
            return
        face = "mono" if column in MONO else ""
        shown = self._metrics[face].elidedText(
            visible(words[:200]).replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.setFont(self._fonts[face])
        painter.setPen(self._text)
        side = RIGHT if column is Column.REVENUE else LEFT
        painter.drawText(room, side, shown)

    def _paint_badges(self, painter: QPainter, room: QRect, badges: Badges) -> None:
        left, middle = float(room.left()), QRectF(room).center().y()
        for word, tone in badges:
            left = self._stamps.paint(painter, left, middle, word, tone) + px(GAP)


HEIGHT = 29
WIDTHS = {
    Column.TIME: 116,
    Column.FROM: 66,
    Column.METHOD: 66,
    Column.VERDICT: 102,
    Column.AGENT: 94,
    Column.GOALS: 102,
    Column.REVENUE: 88,
    Column.VISITOR: 98,
    Column.PROBLEMS: 166,
}
HIDDEN_BELOW = {
    Column.GOALS: 980,
    Column.VISITOR: 800,
    Column.METHOD: 760,
    Column.FROM: 720,
    Column.AGENT: 660,
}
"""Columns that give way in a narrower window, in pixels."""


class InboundView(QTableView):
    """The newest on top; what is chosen stays chosen while others come in above it."""

    def __init__(self, inbound: Inbound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inbound, self._scale = inbound, px(100)
        self.setAccessibleName("What came in")
        self.setModel(inbound)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self._set_heights()
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, px(width))
        stretch = QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(Column.EVENTS, stretch)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme_of(app).changed.connect(self._follow_zoom)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would read all that is listed for a row that begins with this letter."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_what_gives_way()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All lines in sight, in this one call."""
        area = event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        painter = QPainter(self.viewport())
        lines = LinePainter(self._inbound.catalog)
        places = self._places()
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        for row in range(first, (last if last >= 0 else self._inbound.rowCount() - 1) + 1):
            line = QRect(0, self.rowViewportPosition(row), self._right(), self.rowHeight(row))
            if row in chosen:
                painter.fillRect(line, QColor(colors().selection))
            lines.paint(painter, line, self._inbound.in_sight(row), places)
        painter.end()

    def _follow_zoom(self) -> None:
        before, self._scale = self._scale, px(100)
        if before == self._scale:
            return
        self._set_heights()
        for column in WIDTHS:
            self.setColumnHidden(column, False)  # a hidden one does not tell its width
            self.setColumnWidth(column, round(self.columnWidth(column) * self._scale / before))
        self._hide_what_gives_way()

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(HEIGHT))
        self.horizontalHeader().setMinimumHeight(px(28))

    def _hide_what_gives_way(self) -> None:
        for column, width in HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < px(width))

    def _places(self) -> Places:
        left, width = self.columnViewportPosition, self.columnWidth
        seen = (column for column in Column if not self.isColumnHidden(column))
        return {column: (left(column), width(column)) for column in seen}

    def _right(self) -> int:
        return self.viewport().width()
