"""The table of the history, with its header and its column widths."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import (
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
from convert_console.widgets.history.cell_delegate import HistoryCellDelegate, verdict_width
from convert_console.widgets.history.grouping import GutterTitle, HistoryGutter
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font, theme_of

MOST_SELECTED = 1_000
"""Qt paints each selected row's header, 12 µs a row: a million take 12 s."""

SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class HistoryView(QTableView):
    """Signals:
    starred: a star was clicked, or S pressed.
    deleted: Delete was pressed.
    limited: the user tried to select more rows than can be selected.
    """

    starred = Signal()
    deleted = Signal()
    limited = Signal()

    def __init__(self, history: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("History")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.history, self._scale = history, px(100)
        self.gutter, self._gutter_title = HistoryGutter(history, self), GutterTitle(history, self)
        # Before the model: Qt's own header would measure the titles of two hundred rows.
        self.setVerticalHeader(self.gutter)
        self.setHorizontalHeader(HistoryHeader(self))
        self.setModel(history)
        self.selectionModel().selectionChanged.connect(self._limit_selection)
        self._cells = HistoryCellDelegate(history, self)
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
        theme_of(app).changed.connect(self._apply_zoom)
        self.clicked.connect(self._star_clicked)

    def selected_rows(self) -> list[int]:
        """The indexes of the selected rows, from the top."""
        ranges = self._selected_ranges()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def select(self, first: int, last: int) -> None:
        """Select these rows and no others."""
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

    def select_group(self, row: int) -> None:
        """Select the rows of this row's group. If the row was sent since the rows were grouped,
        group them again instead.
        """
        if 0 <= row < self.history.loader.ungrouped:
            self.history.loader.read()
        elif row >= 0:
            self.setCurrentIndex(self.model().index(row, 0))
            self.select(*self.gutter.group_around(row, MOST_SELECTED))

    def edit_note(self) -> None:
        """Open the note of the current row for editing."""
        row = self.currentIndex().row()
        if row >= 0:
            self._fit_columns(edited=Column.NOTE)
            note = self.model().index(row, Column.NOTE)
            self.scrollTo(note)
            self.setCurrentIndex(note)
            self.edit(note)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self._fit_columns()

    def keyboardSearch(self, search: str) -> None:
        """Does nothing: Qt would read a million rows for one that begins with this letter."""

    def reset(self) -> None:
        super().reset()
        self._lay_out()

    def paintEvent(self, e: QPaintEvent) -> None:
        self._cells.prepare()
        super().paintEvent(e)
        self.gutter.paint_group_lines(self.viewport())

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
        self._fit_columns()

    def _update_grouping(self) -> None:
        with QSignalBlocker(self.horizontalHeader()):  # see `HistoryColumns.fit`
            self.gutter.setVisible(bool(self.history.loader.group))
            self._fit_columns()

    def _fit_columns(self, edited: Column | None = None) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            edited = Column.NOTE
        gutter_width = 0 if self.gutter.isHidden() else self.gutter.sizeHint().width()
        self._columns.fit(gutter_width, self.history.loader.group, edited)
        self._gutter_title.place_over(self.horizontalHeader(), gutter_width)
        self._lay_out()

    def _lay_out(self) -> None:
        # Otherwise Qt lays out while it paints, and then paints everything again.
        if self.isVisible():
            self.executeDelayedItemsLayout()

    def _set_headers(self) -> None:
        self.gutter.row_clicked.connect(self.select_group)
        self.gutter.grouping_changed.connect(self._update_grouping)
        self.verticalScrollBar().valueChanged.connect(self.gutter.viewport().update)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(29))
        columns.setStretchLastSection(False)
        columns.setSectionResizeMode(Column.EVENTS, QHeaderView.ResizeMode.Stretch)
        columns.setSortIndicator(Column.TIME, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        columns.setSortIndicatorShown(False)  # `HistoryHeader` paints it
        self._columns = HistoryColumns(self)

    def _apply_zoom(self) -> None:
        before, self._scale = self._scale, px(100)
        if before != self._scale:
            self.verticalHeader().setDefaultSectionSize(px(29))
            self._columns.scale(self._scale / before)
            self._fit_columns()

    def _selected_ranges(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def _limit_selection(self) -> None:
        """Qt lets Shift select any number of rows: keep those nearest to where it ended."""
        ranges = self._selected_ranges()
        if sum(part.height() for part in ranges) <= MOST_SELECTED:
            return
        end = self.currentIndex().row()
        inside = next((part for part in ranges if part.contains(self.currentIndex())), ranges[0])
        first = max(inside.top(), end - MOST_SELECTED + 1) if end > inside.top() else inside.top()
        self.select(first, min(inside.bottom(), first + MOST_SELECTED - 1))
        self.limited.emit()

    def _star_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.STAR:
            self.starred.emit()


HIDDEN_BEFORE_NARROWING = 2
"""How many columns are hidden before others are made narrow."""


class HistoryColumns:
    """Sets the widths of the columns, and hides some where there is no space for all; widths that
    the user has set are kept.
    """

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._user_widths: dict[Column, int] = {}
        table.horizontalHeader().sectionResized.connect(self._keep_user_width)

    def scale(self, factor: float) -> None:
        """Zoom the widths that the user has set; call `fit` afterwards."""
        self._user_widths = {
            column: round(width * factor) for column, width in self._user_widths.items()
        }

    def fit(self, gutter_width: int, group: Group, edited: Column | None) -> None:
        """Show the columns that fit next to a gutter; `edited` is a column that must be shown."""
        table = self._table
        scroll_bar = table.verticalScrollBar().sizeHint().width()
        available = table.width() - 2 * table.frameWidth() - scroll_bar - gutter_width
        widths = column_widths(available, group, self._user_widths, edited)
        table.horizontalHeader().setMinimumSectionSize(px(24))
        # The table would paint everything a second time for each width that it is notified of.
        with QSignalBlocker(table.horizontalHeader()):
            for column in COLUMNS:
                table.setColumnHidden(column, column not in widths)
            for column, width in widths.items():
                if column != Column.EVENTS:
                    table.setColumnWidth(column, width)
            table.updateGeometries()
        table.viewport().update()

    def _keep_user_width(self, column: int, _before: int, width: int) -> None:
        if column != Column.EVENTS and width:
            self._user_widths[COLUMNS[column]] = width


def column_widths(
    available: int, group: Group, user_widths: Mapping[Column, int], edited: Column | None = None
) -> dict[Column, int]:
    """The columns that fit into the available pixels, and their widths.

    `edited` is shown in any case. Grouped by visitor, the gutter shows the visitor already.
    """
    wide = _pixels({column: column.spec.width for column in COLUMNS}, user_widths)
    narrow = _pixels({column: column.spec.least for column in COLUMNS}, user_widths)
    wide[Column.EVENTS] = narrow[Column.EVENTS]  # it stretches over what the others leave
    shown = [column for column in COLUMNS if column != Column.VISITOR or group != "visitor"]
    for column in sorted(COLUMNS, key=lambda column: column.spec.hide):
        widths = wide if column.spec.hide <= HIDDEN_BEFORE_NARROWING else narrow
        can_hide = bool(column.spec.hide) and column in shown and column != edited
        if can_hide and sum(widths[other] for other in shown) > available:
            shown.remove(column)
    missing = sum(wide[column] for column in shown) - available
    slack = sum(wide[column] - narrow[column] for column in shown)
    share = min(1.0, max(0.0, missing / slack)) if slack else 0.0
    # Each column gives its share, rounded up so that the sum fits.
    return {c: wide[c] - math.ceil((wide[c] - narrow[c]) * share) for c in shown}


def _pixels(widths: Mapping[Column, int], user_widths: Mapping[Column, int]) -> dict[Column, int]:
    pixels = {column: max(px(width), title_width(column)) for column, width in widths.items()}
    pixels[Column.VERDICT] = max(pixels[Column.VERDICT], verdict_width())
    return {**pixels, **user_widths}


MARGIN, GAP, ARROW = 10, 4, 10
"""Left and right of a title, between it and its arrow, and the arrow; pixels at 100 % zoom."""


class HistoryHeader(QHeaderView):
    """Paints the arrow of the sort order next to the title. Qt would paint it at the edge of the
    column, over a title that is aligned right, and cut the title in a narrow column.
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
        side = px(ARROW)
        offset = px(MARGIN) + _text_width(section, px(100)) + px(GAP)
        right = COLUMNS[section].spec.right
        left = rect.right() + 1 - offset - side if right else rect.left() + offset
        area = QRectF(left, rect.center().y() - side / 2, side, side)
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        paint_icon(painter, area, "chevron-up" if up else "chevron-down", colors().muted)


def title_width(column: Column) -> int:
    """Pixels that a column needs for its title with an arrow."""
    return 2 * px(MARGIN) + _text_width(column, px(100)) + px(GAP) + px(ARROW)


@cache
def _text_width(column: int, _zoom: int) -> int:
    font = text_font("small")
    font.setWeight(QFont.Weight.Medium)
    return QFontMetrics(font).horizontalAdvance(COLUMNS[column].spec.title)
