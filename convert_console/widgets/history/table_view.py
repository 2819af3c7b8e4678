"""The table of the history: widths, keys, and what stands beside the rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QWidget,
)

from convert_console.models.history.model import Column, HistoryModel
from convert_console.widgets.history.cell_delegate import HistoryCells
from convert_console.widgets.history.grouping import GutterTitle, HistoryGutter
from convert_console.widgets.history.history_choice import MOST_CHOSEN, ChoosingView
from convert_console.widgets.history.history_columns import HistoryColumns
from convert_console.widgets.history.history_titles import HistoryTitles
from convert_console.widgets.theme.theme import px, theme_of


class HistoryView(ChoosingView):
    """Signals:
    starred: a star was clicked, or S pressed.
    deleted: Delete was pressed.
    """

    starred = Signal()
    deleted = Signal()

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("History")
        self.history, self._scale = history, px(100)
        self.gutter, self._gutter_title = HistoryGutter(history, self), GutterTitle(history, self)
        # Before the model: Qt's own header would measure the titles of two hundred rows.
        self.setVerticalHeader(self.gutter)
        self.setHorizontalHeader(HistoryTitles(self))
        self.setModel(history)
        self._cells = HistoryCells(history, self)
        self.setItemDelegate(self._cells)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_headers()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme_of(app).changed.connect(self._follow_zoom)
        self.clicked.connect(self._star_clicked)

    def edit_note(self) -> None:
        """Write into the note of the current row."""
        row = self.currentIndex().row()
        if row >= 0:
            self._hide_what_gives_way(in_use=Column.NOTE)
            note = self.model().index(row, Column.NOTE)
            self.scrollTo(note)
            self.setCurrentIndex(note)
            self.edit(note)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self._hide_what_gives_way()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would read a million rows for one that begins with this letter."""

    def reset(self) -> None:
        super().reset()
        self._lay_out()

    def paintEvent(self, e: QPaintEvent) -> None:
        self._cells.renew()
        super().paintEvent(e)
        self.gutter.paint_edges(self.viewport())

    def choose_group(self, place: int) -> None:
        """Choose the rows that stand under one name with this one; those that stand under none yet
        are let in.
        """
        if 0 <= place < self.history.ungrouped:
            self.history.read()
        elif place >= 0:
            self.setCurrentIndex(self.model().index(place, 0))
            self.choose(*self.gutter.around(place, MOST_CHOSEN))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_S:
            self.starred.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif plain and event.key() == Qt.Key.Key_G and self.gutter.isVisible():
            self.choose_group(self.currentIndex().row())
        elif plain and event.key() == Qt.Key.Key_F2:
            self.edit_note()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_what_gives_way()

    def _turn(self) -> None:
        with QSignalBlocker(self.horizontalHeader()):  # see `HistoryColumns.fit`
            self.gutter.setVisible(bool(self.history.group))
            self._hide_what_gives_way()

    def _hide_what_gives_way(self, in_use: Column | None = None) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            in_use = Column.NOTE
        beside = 0 if self.gutter.isHidden() else self.gutter.sizeHint().width()
        self._columns.fit(beside, self.history.group, in_use)
        self._gutter_title.lie_over(self.horizontalHeader(), beside)
        self._lay_out()

    def _lay_out(self) -> None:
        """Qt would do it amid the painting, and then paint all once more."""
        if self.isVisible():
            self.executeDelayedItemsLayout()

    def _set_headers(self) -> None:
        self.gutter.chosen.connect(self.choose_group)
        self.gutter.turned.connect(self._turn)
        self.verticalScrollBar().valueChanged.connect(self.gutter.viewport().update)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(29))
        columns.setStretchLastSection(False)
        columns.setSectionResizeMode(Column.EVENTS, QHeaderView.ResizeMode.Stretch)
        columns.setSortIndicator(Column.TIME, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        columns.setSortIndicatorShown(False)  # the titles show it themselves
        self._columns = HistoryColumns(self)

    def _follow_zoom(self) -> None:
        before, self._scale = self._scale, px(100)
        if before != self._scale:
            self.verticalHeader().setDefaultSectionSize(px(29))
            self._columns.zoom(self._scale / before)
            self._hide_what_gives_way()

    def _star_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.STAR:
            self.starred.emit()
