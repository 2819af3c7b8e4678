"""The table of what came in: widths, keys, and which columns give way."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from convert_console.models.traffic.cells import Column
from convert_console.models.traffic.table_model import Inbound
from convert_console.widgets.theme.theme import colors, px, theme_of
from convert_console.widgets.traffic.inbound_cells import LinePainter, Places

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
