"""The table of the history: selection, column widths, keys, and the names of groups."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QRect,
    QRectF,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableView,
    QWidget,
)

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.models.history.grouping import Group
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.history.cell_delegate import HistoryCells, verdict_width
from convert_console.widgets.history.grouping import GutterTitle, HistoryGutter
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font, theme_of

# Which rows of the history are chosen, and how many can be.

MOST_SELECTED = 1_000
"""Qt paints each chosen row's header, 12 µs a row: a million take 12 s."""

SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class LimitedSelectionView(QTableView):
    """Signals:
    limited: more rows were chosen than can be.
    """

    limited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            self.selectionModel().selectionChanged.connect(self._limit_selection)

    def selected_rows(self) -> list[int]:
        """The places of the chosen rows, from the top."""
        ranges = self._ranges()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def select(self, first: int, last: int) -> None:
        """Choose these rows and no others."""
        model = self.model()
        rows = QItemSelection(model.index(first, 0), model.index(last, model.columnCount() - 1))
        self.selectionModel().select(rows, SELECT)

    def selectAll(self) -> None:
        last = min(self.model().rowCount(), MOST_SELECTED) - 1
        if last < 0:
            return
        self.select(0, last)
        if last + 1 < self.model().rowCount():
            self.limited.emit()

    def _ranges(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def _limit_selection(self) -> None:
        """Qt lets Shift choose any number of rows: keep those next to where it ended."""
        ranges = self._ranges()
        if sum(part.height() for part in ranges) <= MOST_SELECTED:
            return
        end = self.currentIndex().row()
        inside = next((part for part in ranges if part.contains(self.currentIndex())), ranges[0])
        first = max(inside.top(), end - MOST_SELECTED + 1) if end > inside.top() else inside.top()
        self.select(first, min(inside.bottom(), first + MOST_SELECTED - 1))
        self.limited.emit()


# The titles of the history's columns, which none is too narrow for.

MARGIN, GAP, ARROW = 10, 4, 10
"""Beside a title, between it and its arrow, and the arrow, before zoom."""


class HistoryTitles(QHeaderView):
    """Says the order by an arrow that stands next to the title. Qt's own stands at the edge of the
    column, where it lies over a title that is set to the right, and cuts one in a narrow column.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.sortIndicatorChanged.connect(self.viewport().update)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        super().paintSection(painter, rect, section)
        if section != self.sortIndicatorSection():
            return
        side, words = px(ARROW), _words_width(section, px(100))
        beside = px(MARGIN) + words + px(GAP)
        right = COLUMNS[section].spec.right
        left = rect.right() + 1 - beside - side if right else rect.left() + beside
        area = QRectF(left, rect.center().y() - side / 2, side, side)
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        paint_icon(painter, area, "chevron-up" if up else "chevron-down", colors().muted)


def title_width(column: Column) -> int:
    """What a column needs for its title with an arrow, in pixels."""
    return 2 * px(MARGIN) + _words_width(column, px(100)) + px(GAP) + px(ARROW)


@cache
def _words_width(column: int, _zoom: int) -> int:
    font = text_font("small")
    font.setWeight(QFont.Weight.Medium)
    return QFontMetrics(font).horizontalAdvance(COLUMNS[column].spec.title)


# The widths of the columns, and which are hidden where there is little room.


class HistoryColumns:
    """Keeps the widths that a person has set, and sets the others."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._own: dict[Column, int] = {}
        table.horizontalHeader().sectionResized.connect(self._heed)

    def zoom(self, by: float) -> None:
        """Keep the shares of what a person has set; to be followed by `fit`."""
        self._own = {column: round(width * by) for column, width in self._own.items()}

    def fit(self, beside: int, group: Group, in_use: Column | None) -> None:
        """Show what fits, where so many pixels are taken by what stands beside the rows, and what
        is written into.
        """
        table = self._table
        scroll_bar = table.verticalScrollBar().sizeHint().width()
        room = table.width() - 2 * table.frameWidth() - scroll_bar - beside
        widths = fitting(room, group, self._own, in_use)
        table.horizontalHeader().setMinimumSectionSize(px(24))
        # A width that the table hears of has it paint all once more, after what it paints next.
        with QSignalBlocker(table.horizontalHeader()):
            for column in COLUMNS:
                table.setColumnHidden(column, column not in widths)
            for column, width in widths.items():
                if column != Column.EVENTS:
                    table.setColumnWidth(column, width)
            table.updateGeometries()
        table.viewport().update()

    def _heed(self, column: int, _before: int, width: int) -> None:
        if column != Column.EVENTS and width:
            self._own[COLUMNS[column]] = width


def fitting(
    room: int, group: Group, own: Mapping[Column, int], in_use: Column | None = None
) -> dict[Column, int]:
    """The columns that fit into so many pixels, and their widths; with the widths that a person has
    set. The visitor is left out where it names the group. `in_use` shows in any case.
    """
    wide = _pixels({column: column.spec.width for column in COLUMNS}, own)
    least = _pixels({column: column.spec.least for column in COLUMNS}, own)
    wide[Column.EVENTS] = least[Column.EVENTS]  # they take what the others leave
    shown = [column for column in COLUMNS if column != Column.VISITOR or group != "visitor"]
    for column in sorted(COLUMNS, key=lambda one: one.spec.hide):
        widths = wide if column.spec.hide <= HIDDEN_FIRST else least
        hides = bool(column.spec.hide) and column in shown and column != in_use
        if hides and sum(widths[one] for one in shown) > room:
            shown.remove(column)
    missing = sum(wide[column] for column in shown) - room
    slack = sum(wide[column] - least[column] for column in shown)
    share = min(1.0, max(0.0, missing / slack)) if slack else 0.0
    return {column: wide[column] - _share(wide[column] - least[column], share) for column in shown}


HIDDEN_FIRST = 2
"""So many columns are hidden before others are made narrow."""


def _share(slack: int, share: float) -> int:
    """Rounded up, so that the sum fits."""
    return -int(-slack * share // 1)


def _pixels(widths: Mapping[Column, int], own: Mapping[Column, int]) -> dict[Column, int]:
    pixels = {column: max(px(width), title_width(column)) for column, width in widths.items()}
    pixels[Column.VERDICT] = max(pixels[Column.VERDICT], verdict_width())
    return {**pixels, **own}


class HistoryView(LimitedSelectionView):
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

    def select_group(self, place: int) -> None:
        """Choose the rows that stand under one name with this one; those that stand under none yet
        are let in.
        """
        if 0 <= place < self.history.loader.ungrouped:
            self.history.loader.read()
        elif place >= 0:
            self.setCurrentIndex(self.model().index(place, 0))
            self.select(*self.gutter.around(place, MOST_SELECTED))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_S:
            self.starred.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif plain and event.key() == Qt.Key.Key_G and self.gutter.isVisible():
            self.select_group(self.currentIndex().row())
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
            self.gutter.setVisible(bool(self.history.loader.group))
            self._hide_what_gives_way()

    def _hide_what_gives_way(self, in_use: Column | None = None) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            in_use = Column.NOTE
        beside = 0 if self.gutter.isHidden() else self.gutter.sizeHint().width()
        self._columns.fit(beside, self.history.loader.group, in_use)
        self._gutter_title.lie_over(self.horizontalHeader(), beside)
        self._lay_out()

    def _lay_out(self) -> None:
        """Qt would do it amid the painting, and then paint all once more."""
        if self.isVisible():
            self.executeDelayedItemsLayout()

    def _set_headers(self) -> None:
        self.gutter.chosen.connect(self.select_group)
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
