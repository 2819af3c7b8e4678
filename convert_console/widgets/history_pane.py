"""The history: a filter, the table, and what each row can be used for again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from convert_console.models.console import Console
from convert_console.models.document import RequestDocument
from convert_console.models.history import Column, HistoryModel
from convert_console.protocol.draft import Draft
from convert_console.widgets.actions import Command, fill
from convert_console.widgets.history_cells import HistoryCells
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.header import PanelHeader
from convert_console.widgets.theme import px, set_look

FILTER_AFTER_MS = 150
WIDTHS = {
    Column.VERDICT: 160,
    Column.TIME: 140,
    Column.METHOD: 76,
    Column.EVENTS: 200,
    Column.GOALS: 150,
    Column.REVENUE: 90,
    Column.VISITOR: 110,
    Column.STATUS: 70,
    Column.TOOK: 80,
}


class HistoryPane(QWidget):
    """Choosing a row shows its exchange; Enter or a double click brings it back to edit."""

    def __init__(
        self,
        history: HistoryModel,
        console: Console,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._console = console
        self._document = document
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="pane")
        self._pause = QTimer(self, singleShot=True, interval=FILTER_AFTER_MS)
        self._pause.timeout.connect(self._filter)
        self.filter = self._filter_line()
        self.header = PanelHeader("History", self)
        self.header.add_left(self.filter)
        self.table = self._table()
        self._none = EmptyState(parent=self)
        self._none.acted.connect(self.filter.clear)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Hairline(self))
        column.addLayout(self._pages, 1)
        for signal in (history.modelReset, history.rowsInserted, history.dataChanged):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the table, or why there is nothing in it."""
        self._pages.setCurrentIndex(0 if self._history.rowCount() else 1)
        self.header.set_count(f"{self._history.total:,}" if self._history.total else "")
        if self._history.words:
            self._none.set_state(
                "search",
                "Nothing found",
                f"No row holds all of “{self._history.words}”.",
                "Clear the filter",
            )
        else:
            self._none.set_state(
                "history", "No history yet", "Every request you send is kept here, with its answer."
            )

    def focus_filter(self) -> None:
        """Let the person type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def resend(self) -> None:
        """Send the chosen row's request again, byte for byte."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is not None:
            self._console.resend(exchange)

    def edit_again(self) -> None:
        """Put the chosen row's document into the forms."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is not None:
            draft = Draft(exchange.document, exchange.request.method)
            self._document.load(draft, "Edit from history")

    def _filter_line(self) -> QLineEdit:
        line = QLineEdit(self, placeholderText="filter: words, ids, a verdict …")
        line.setClearButtonEnabled(True)
        line.setAccessibleName("Filter the history")
        line.setToolTip("Rows that hold all these words, wherever they stand (Ctrl+F)")
        line.setMinimumWidth(px(320))
        line.textEdited.connect(lambda _text: self._pause.start())
        line.textChanged.connect(self._cleared)
        return line

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName("History")
        table.setModel(self._history)
        table.setItemDelegate(HistoryCells(table))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(px(29))
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, px(width))
        table.horizontalHeader().setStretchLastSection(False)
        table.horizontalHeader().setSectionResizeMode(Column.EVENTS, QHeaderView.ResizeMode.Stretch)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        table.selectionModel().currentRowChanged.connect(self._chosen)
        table.activated.connect(lambda _index: self.edit_again())
        return table

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self._console.show_exchange(self._history.exchange_at(index.row()))

    def _filter(self) -> None:
        self._history.filter_by(self.filter.text())

    def _cleared(self, text: str) -> None:
        if not text and self._history.words:
            self._pause.stop()
            self._history.filter_by("")

    def _open_menu(self, where: QPoint) -> None:
        if not self.table.indexAt(where).isValid():
            return
        menu = QMenu(self)
        entries = (
            Command("Edit this again", self.edit_again),
            Command("Send again, byte for byte", self.resend),
        )
        fill(menu, entries, menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(where))
