"""The table of received requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.text import visible
from convert_console.models.traffic.cells import (
    BADGED,
    Badges,
    TrafficColumn,
    cell_badges,
    cell_text,
)
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.widgets.kit.badge import paint_badge_at
from convert_console.widgets.theme.theme import colors, px, text_font, theme_of

# A row is painted in one call, not by a delegate: Qt calls Python about fifteen times for each cell
# of a delegate, and each call waits for the interpreter lock while the collector's thread is busy.
# Measured: with a delegate the window froze for 150 ms at 800 requests per second, without one for
# 30 ms at 2,000 per second.

MONO = (TrafficColumn.TIME, TrafficColumn.METHOD, TrafficColumn.REVENUE, TrafficColumn.VISITOR)
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
PADDING, BADGE_GAP = 10, 5


ColumnAreas: TypeAlias = Mapping[TrafficColumn, tuple[int, int]]
"""Left edge and width of each visible column."""


class RowPainter:
    """Paints rows; created for each paint event, since theme and catalog change."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._catalog = catalog
        self._fonts = {"": text_font(), "mono": text_font("mono")}
        self._metrics = {name: QFontMetrics(font) for name, font in self._fonts.items()}
        self._text = QColor(colors().text)

    def paint(
        self, painter: QPainter, area: QRect, incoming: IncomingRequest, columns: ColumnAreas
    ) -> None:
        """Paint the cells of a request and the line under them."""
        padding = px(PADDING)
        for column, (left, width) in columns.items():
            right = left + width
            if column is TrafficColumn.EVENTS and incoming.received.reason:
                right = columns[TrafficColumn.PROBLEMS][0]  # the cells between are empty
            cell = QRect(left + padding, area.top(), right - left - 2 * padding, area.height())
            badges = cell_badges(incoming, column) if column in BADGED else ()
            if badges:
                self._paint_badges(painter, cell, badges)
            else:
                self._paint_text(painter, cell, incoming, column)
        line = QRect(area.left(), area.bottom(), area.width(), 1)
        painter.fillRect(line, QColor(colors().line))

    def _paint_text(
        self, painter: QPainter, cell: QRect, incoming: IncomingRequest, column: TrafficColumn
    ) -> None:
        text = cell_text(incoming, column, self._catalog)
        if not text:
            return
        font = "mono" if column in MONO else ""
        elided = self._metrics[font].elidedText(
            visible(text[:200]).replace("\n", " "), Qt.TextElideMode.ElideRight, cell.width()
        )
        painter.setFont(self._fonts[font])
        painter.setPen(self._text)
        alignment = RIGHT if column is TrafficColumn.REVENUE else LEFT
        painter.drawText(cell, alignment, elided)

    def _paint_badges(self, painter: QPainter, cell: QRect, badges: Badges) -> None:
        left, middle = float(cell.left()), QRectF(cell).center().y()
        for word, tone in badges:
            left = paint_badge_at(painter, left, middle, word, tone) + px(BADGE_GAP)


HEIGHT = 29
WIDTHS = {
    TrafficColumn.TIME: 116,
    TrafficColumn.FROM: 66,
    TrafficColumn.METHOD: 78,
    TrafficColumn.VERDICT: 102,
    TrafficColumn.AGENT: 94,
    TrafficColumn.GOALS: 102,
    TrafficColumn.REVENUE: 88,
    TrafficColumn.VISITOR: 98,
    TrafficColumn.PROBLEMS: 166,
}
HIDDEN_BELOW = {
    TrafficColumn.GOALS: 980,
    TrafficColumn.VISITOR: 800,
    TrafficColumn.METHOD: 760,
    TrafficColumn.FROM: 720,
    TrafficColumn.AGENT: 660,
}
"""Window width in pixels below which a column is hidden."""


class TrafficTableView(QTableView):
    """Newest first; the selection stays while new requests are inserted above it."""

    def __init__(self, traffic: LiveTraffic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._traffic, self._scale = traffic, px(100)
        self.setAccessibleName("Received requests")
        self.setModel(traffic)
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
        self.horizontalHeader().setSectionResizeMode(TrafficColumn.EVENTS, stretch)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme_of(app).changed.connect(self._apply_zoom)

    def keyboardSearch(self, search: str) -> None:
        """Does nothing: Qt would parse every request to find a row that starts with this letter."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_narrow_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all visible rows in one call."""
        area = event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        painter = QPainter(self.viewport())
        row_painter = RowPainter(self._traffic.catalog)
        columns = self._column_areas()
        selected = {index.row() for index in self.selectionModel().selectedRows()}
        for row in range(first, (last if last >= 0 else self._traffic.rowCount() - 1) + 1):
            line = QRect(0, self.rowViewportPosition(row), self._right(), self.rowHeight(row))
            if row in selected:
                painter.fillRect(line, QColor(colors().selection))
            row_painter.paint(painter, line, self._traffic.row_to_paint(row), columns)
        painter.end()

    def _apply_zoom(self) -> None:
        before, self._scale = self._scale, px(100)
        if before == self._scale:
            return
        self._set_heights()
        for column in WIDTHS:
            self.setColumnHidden(column, False)  # a hidden column has no width
            self.setColumnWidth(column, round(self.columnWidth(column) * self._scale / before))
        self._hide_narrow_columns()

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(HEIGHT))
        self.horizontalHeader().setMinimumHeight(px(28))

    def _hide_narrow_columns(self) -> None:
        for column, width in HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < px(width))

    def _column_areas(self) -> ColumnAreas:
        left, width = self.columnViewportPosition, self.columnWidth
        shown = (column for column in TrafficColumn if not self.isColumnHidden(column))
        return {column: (left(column), width(column)) for column in shown}

    def _right(self) -> int:
        return self.viewport().width()
