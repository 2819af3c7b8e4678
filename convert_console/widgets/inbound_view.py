"""The table of what came in: widths, keys, and which columns give way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from convert_console.models.inbound import Inbound
from convert_console.models.inbound_cells import Column
from convert_console.widgets.inbound_cells import dress
from convert_console.widgets.theme import px

WIDTHS = {
    Column.TIME: 118,
    Column.FROM: 62,
    Column.METHOD: 70,
    Column.VERDICT: 104,
    Column.AGENT: 92,
    Column.GOALS: 118,
    Column.REVENUE: 88,
    Column.VISITOR: 104,
    Column.PROBLEMS: 164,
}
HIDDEN_BELOW = {Column.GOALS: 960, Column.VISITOR: 800}
"""Columns that give way in a narrower window, in pixels."""


class InboundView(QTableView):
    """The newest on top; what is chosen stays chosen while others come in above it."""

    def __init__(self, inbound: Inbound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What came in")
        self.setModel(inbound)
        dress(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(29))
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, px(width))
        columns.setSectionResizeMode(Column.EVENTS, QHeaderView.ResizeMode.Stretch)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would read all that is listed for a row that begins with this letter."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, width in HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < px(width))
