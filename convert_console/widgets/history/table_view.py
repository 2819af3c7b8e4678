"""The table of the history."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QCursor,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolTip,
    QWidget,
)

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.history.cell_delegate import ROW_HEIGHT, HistoryCellDelegate
from convert_console.widgets.history.column_layout import (
    HEADER_HEIGHT,
    ColumnChoices,
    HistoryColumns,
    HistoryHeader,
    read_choices,
)
from convert_console.widgets.history.grouping import GroupBands
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.kit.painted import paint_focus
from convert_console.widgets.kit.texts import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import colors, px, set_look, theme_of

Index = QModelIndex | QPersistentModelIndex

MOST_SELECTED = 1_000
"""Qt paints each selected row's header, 12 µs a row: a million take 12 s."""

SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows

ROW_SPACE = 2
"""Pixels between a row's edge and the line that edits its note."""


class HistoryView(QTableView):
    """Rows stay where they are while others come in above them, and a button then leads to the new
    ones; a table that shows its top, without the mouse over it, or all rows, shows them at once.

    Signals:
        starred: S was pressed, or the place of a star was clicked.
        deleted: Delete was pressed.
        copied: the keys for copying were pressed.
        limited: the user tried to select more rows than can be selected.
        chosen: the user has selected other rows, or the selected ones are gone.
        keyed: the user has selected other rows by keys.
        layout_changed: the person has changed the columns or the sort order.
    """

    starred = Signal()
    deleted = Signal()
    copied = Signal()
    limited = Signal()
    chosen = Signal()
    keyed = Signal()
    layout_changed = Signal()

    def __init__(
        self, history: HistoryModel, parent: QWidget | None = None, *, name: str = "History"
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.history, self._scale = history, px(100)
        self._held = 0  # the scroll that keeps the rows in view in their place
        self._mouse_at: QPoint | None = None
        self._left_at: QPoint | None = None  # where the mouse was when another window opened
        header = HistoryHeader(self)
        # Before the model: Qt's own header would measure the titles of two hundred rows.
        self.setHorizontalHeader(header)
        self.verticalHeader().hide()
        self.setModel(history)
        self._cells = HistoryCellDelegate(history, self)
        self._cells.milliseconds = True
        self.setItemDelegate(self._cells)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.bands = GroupBands(history, self)
        self.news = NewRows(self)
        self.note = NoteLine(self)
        self._columns = HistoryColumns(self, header)
        self._place = _Place()
        self._group = ""
        self._set_headers(header)
        self._connect(header)

    def selected_rows(self) -> list[int]:
        """The indexes of the selected rows, from the top; a folded group is none."""
        ranges = self._selected_ranges()
        rows = sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})
        return [row for row in rows if not self.history.rows.is_folded(row)]

    def current_row(self) -> int:
        """The row that commands for one row act on: the current one if it is selected, otherwise
        the only selected one; -1 for none.
        """
        selected = self.selected_rows()
        row = self.currentIndex().row()
        return row if row in selected else selected[0] if len(selected) == 1 else -1

    @property
    def in_use(self) -> bool:
        """Whether the mouse is over a row, or a note is being edited. A mouse that rests there
        since another window was opened, such as the browser of a watched page, does not count.
        """
        return self._is_in_use(self.verticalHeader().length())

    def _is_in_use(self, height: int) -> bool:
        """The same while the rows were so many pixels high."""
        if not self.note.isHidden() or self.state() == self.State.EditingState:
            return True
        view, at = self.viewport(), self.viewport().mapFromGlobal(QCursor.pos())
        # Qt is not told that the mouse left a view that became narrower under it.
        is_over = view.underMouse() and view.rect().contains(at)
        is_left = self._left_at == QCursor.pos()
        return is_over and not is_left and at.y() + self.verticalScrollBar().value() < height

    def select(self, first: int, last: int) -> None:
        """Select these rows and no others."""
        model = self.model()
        rows = QItemSelection(model.index(first, 0), model.index(last, model.columnCount() - 1))
        self.selectionModel().select(rows, SELECT)

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select these rows and no others; the first is the current one."""
        model = self.model()
        chosen, last = QItemSelection(), model.columnCount() - 1
        for row in rows:
            chosen.select(model.index(row, 0), model.index(row, last))
        self.setCurrentIndex(model.index(rows[0], 0))
        self.selectionModel().select(chosen, SELECT)

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
            self.unfold(row)
            self.setCurrentIndex(self.model().index(row, 0))
            self.select(*self.bands.group_around(row, MOST_SELECTED))

    def toggle_group(self, row: int) -> None:
        """Fold the group that begins with a row, or unfold it; sort new rows into their groups."""
        if 0 <= row < self.history.loader.ungrouped:
            self.history.loader.read()
        elif self.history.rows.is_folded(row):
            self.unfold(row)
        else:
            self.history.fold_group(row)

    def unfold(self, row: int) -> None:
        """Show the rows of a folded group."""
        self.history.unfold_group(row)

    def edit_note(self) -> None:
        """Open the note of the current row for editing."""
        row = self.current_row()
        if row < 0:
            return
        if self.isColumnHidden(Column.NOTE):
            self.note.open(row)
        else:
            note = self.model().index(row, Column.NOTE)
            self.scrollTo(note)
            self.setCurrentIndex(note)
            self.edit(note)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self._fit_columns()

    def keyboardSearch(self, search: str) -> None:
        """Does nothing: Qt would read a million rows for one that begins with this letter."""

    def stored_layout(self) -> dict[str, Any]:
        """The person's columns and sort order as JSON values, for `restore_layout`."""
        column, descending = self.history.loader.order
        return {**self._columns.choices.stored(), "sort": [column.name, descending]}

    def restore_layout(self, stored: Mapping[str, Any]) -> None:
        """Use stored columns and a stored sort order."""
        with QSignalBlocker(self.horizontalHeader()):
            self._columns.restore(read_choices(stored))
        match stored.get("sort"):
            case [str(name), bool(descending)] if name in Column.__members__:
                side = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
                self.sortByColumn(Column[name], side)
        self._fit_columns()

    def visualRect(self, index: Index) -> QRect:
        """The place of a cell, without the name of the group above it."""
        cell = super().visualRect(index)
        return cell.adjusted(0, max(0, cell.height() - px(ROW_HEIGHT)), 0, 0)

    def reset(self) -> None:
        super().reset()
        self._lay_out()

    def paintEvent(self, e: QPaintEvent) -> None:
        self.bands.fit()
        self._hover()  # the rows may have moved under the mouse
        self._cells.prepare()
        super().paintEvent(e)
        self.bands.paint(self.viewport())
        current = self.currentIndex()
        chosen = self.selectionModel()
        # A selected row is told by its colour; Ctrl and an arrow key go to one that is not.
        if self.hasFocus() and chosen.hasSelection() and not chosen.isSelected(current):
            row = self.visualRect(current)
            area = QRectF(0, row.top(), self.viewport().width(), row.height())
            paint_focus(QPainter(self.viewport()), area, 0, colors().accent)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row: the cells of a row are one."""
        ends = {self.CursorAction.MoveHome: 0, self.CursorAction.MoveEnd: -1}
        if action not in ends:
            return super().moveCursor(action, modifiers)
        row = ends[action] % max(self.model().rowCount(), 1)
        index = self.model().index(row, max(self.currentIndex().column(), 0))
        self.scrollTo(index)  # Qt scrolls only to another row than the current one
        return index

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        row, keys = self.currentIndex().row(), Qt.Key
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif plain and event.key() == keys.Key_S:
            self.starred.emit()
        elif plain and event.key() == keys.Key_Delete:
            self.deleted.emit()
        elif plain and event.key() == keys.Key_G and self.bands.shown:
            self.select_group(row)
        elif plain and event.key() == keys.Key_F2:
            self.edit_note()
        elif plain and event.key() in (keys.Key_Left, keys.Key_Right) and self.bands.shown:
            self._fold_by_key(row, fold=event.key() == keys.Key_Left)
        else:
            before = self.selected_rows()
            super().keyPressEvent(event)
            if self.selected_rows() != before:
                self.keyed.emit()
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        band = self.bands.row_of_band_at(event.position().toPoint())
        if band < 0:
            super().mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.toggle_group(band)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        on_star = self.indexAt(at).column() == Column.STAR
        if on_star or self.bands.row_of_band_at(at) >= 0:
            self.mousePressEvent(event)  # two clicks: neither is for the whole row
        else:
            super().mouseDoubleClickEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._mouse_at = event.position().toPoint()
            self._hover()
        elif event.type() == QEvent.Type.Leave:
            self._mouse_at = None
            self._hover()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            band = self.bands.row_of_band_at(event.pos())
            if band >= 0:
                tip = plain_tip(f"{self.bands.words(band)}\n{BAND_KEYS}")
                QToolTip.showText(event.globalPos(), tip, self.viewport())
                return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        kinds = QEvent.Type
        # While it is hidden, as an empty list is, it is not told that another window is active.
        if event.type() in (kinds.WindowActivate, kinds.WindowDeactivate, kinds.Show):
            self._left_at = None if self.isActiveWindow() else QCursor.pos()
        return super().event(event)

    def updateGeometries(self) -> None:
        """Leave room below the last row if the rows in view are held where they are."""
        bar = self.verticalScrollBar()
        if not self._held:
            super().updateGeometries()
            return
        value = bar.value()
        with QSignalBlocker(bar):  # Qt limits the scroll to the rows that there are
            super().updateGeometries()
            bar.setMaximum(max(bar.maximum(), self._held))
            bar.setValue(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self.news.place()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._limit_selection()
        self.chosen.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        for row in map(self.visualRect, (current, previous)):  # Qt updates no more than two cells
            self.viewport().update(0, row.top(), self.viewport().width(), row.height())

    def _hover(self) -> None:
        """Mark the row under the mouse."""
        at = self._mouse_at
        row = -1 if at is None or self.bands.row_of_band_at(at) >= 0 else self.rowAt(at.y())
        if row != self._cells.hovered:
            self._cells.hovered = row
            self.viewport().update()

    def _fold_by_key(self, row: int, *, fold: bool) -> None:
        if row < 0 or row < self.history.loader.ungrouped:
            return
        if not fold:
            self.unfold(row)
            return
        first, _last = self.history.group_range(row)
        self.setCurrentIndex(self.model().index(first, 0))
        if not self.history.rows.is_folded(first):
            self.history.fold_group(first)

    def _update_grouping(self) -> None:
        if self.history.loader.group != self._group:
            self._group = self.history.loader.group
            self._fit_columns()

    def _update_sources(self) -> None:
        """Show where rows come from, unless all come from the console."""
        all_sent = self.history.loader.wanted.source == "sent"
        needless = frozenset((Column.SOURCE, Column.PEER, Column.CALL)) if all_sent else frozenset()
        if needless != self._columns.choices.needless:
            self._columns.choices.needless = needless
            self._cells.milliseconds = not needless
            self._fit_columns()

    def _fit_columns(self, edited: Column | None = None) -> None:
        self._columns.fit(self.history.loader.group, edited)
        self._lay_out()

    def _lay_out(self) -> None:
        # Otherwise Qt lays out while it paints, and then paints everything again.
        if self.isVisible():
            self.executeDelayedItemsLayout()

    def _set_headers(self, header: HistoryHeader) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(ROW_HEIGHT))
        header.setFixedHeight(px(HEADER_HEIGHT))
        header.setStretchLastSection(False)
        header.setSortIndicator(Column.TIME, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        header.setSortIndicatorShown(False)  # `HistoryHeader` paints it

    def _connect(self, header: HistoryHeader) -> None:
        history = self.history
        history.modelAboutToBeReset.connect(self._remember_place)
        history.modelReset.connect(self._restore_place)
        history.rowsInserted.connect(self._hold_rows)
        history.rowsRemoved.connect(self._update_grouping)
        history.dataChanged.connect(self._update_grouping)
        history.loader.searched.connect(self._update_sources)
        self._update_sources()
        self.clicked.connect(self._star_clicked)
        self.verticalScrollBar().valueChanged.connect(self._let_go)
        header.column_toggled.connect(self._show_column)
        header.reset_wanted.connect(self._reset_columns)
        header.sectionMoved.connect(self.layout_changed)
        header.sectionResized.connect(self.layout_changed)
        header.sortIndicatorChanged.connect(self.layout_changed)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme_of(app).changed.connect(self._apply_zoom)

    def _show_column(self, column: int, shown: bool) -> None:
        self._columns.choices.shown[COLUMNS[column]] = shown
        self._fit_columns()
        self.layout_changed.emit()

    def _reset_columns(self) -> None:
        with QSignalBlocker(self.horizontalHeader()):
            self._columns.restore(ColumnChoices())
        self._fit_columns()
        self.layout_changed.emit()

    def _apply_zoom(self) -> None:
        before, self._scale = self._scale, px(100)
        if before != self._scale:
            self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
            self.horizontalHeader().setFixedHeight(px(HEADER_HEIGHT))
            self._fit_columns()
            self.news.place()

    def _hold_rows(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Keep the rows in view where they are when others come in above them."""
        self._update_grouping()
        bar, rows = self.verticalScrollBar(), self.verticalHeader()
        top = max(0, rows.logicalIndexAt(0))
        if first > top or not self.isVisible():
            return
        added = rows.sectionPosition(last) + rows.sectionSize(last) - rows.sectionPosition(first)
        in_use = self._is_in_use(rows.length() - added)
        if rows.length() <= self.viewport().height() and not in_use:
            bar.setValue(0)  # all rows fit, so that none has to leave for the new ones
            return
        is_held = bar.value() > 0 or in_use
        if is_held and self.history.rowCount() > last + 1:
            self._held = bar.value() + added
            self.executeDelayedItemsLayout()
            self.updateGeometries()
            bar.setValue(self._held)
            self.news.add(last - first + 1)

    def _let_go(self, scroll: int) -> None:
        self._held = min(self._held, scroll)

    def _remember_place(self) -> None:
        """Before all rows are read again: which are selected, and which is at the top. A note in
        its cell is saved, since its editor is closed.
        """
        editor = self.indexWidget(self.currentIndex())
        if editor is not None and self.state() == self.State.EditingState:
            self.commitData(editor)
        cache, top = self.history.rows.cache, max(0, self.verticalHeader().logicalIndexAt(0))
        known = range(self.history.rowCount())
        selected = [row for row in self.selected_rows() if row in known]
        self._place = _Place(
            self.history.loader.reading,
            cache.ids_known(selected),
            next(iter(cache.ids_known([top])), 0) if top in known else 0,
            -self.rowViewportPosition(top) if top in known else 0,
            self.verticalScrollBar().value(),
        )

    def _restore_place(self) -> None:
        self._held = 0
        place, order = self._place, self.history.rows.order
        self._update_grouping()
        positions = [order.find(row_id) for row_id in place.selected]
        for position in sorted(row for row in positions if row >= 0):
            index = self.model().index(position, 0)
            flags = (
                QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            )
            self.selectionModel().select(index, flags)
            if not self.currentIndex().isValid():
                self.selectionModel().setCurrentIndex(
                    index, QItemSelectionModel.SelectionFlag.NoUpdate
                )
        if place.scroll and place.reading == self.history.loader.reading:
            top = order.find(place.top)
            if top >= 0:
                self.executeDelayedItemsLayout()
                self.updateGeometries()
                value = self.verticalHeader().sectionPosition(top) + place.offset
                self.verticalScrollBar().setValue(value)
        else:
            self.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.executeDelayedItemsLayout()
            self.bands.fit()
        self.note.follow()
        if place.selected:
            self.chosen.emit()

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


BAND_KEYS = "Click to fold or unfold. In a row: Left, Right; G selects the group."


class _Place(NamedTuple):
    """Where the person is in the table, by ids of rows: `reading` is what was read, `offset` how
    much of the topmost row is out of sight.
    """

    reading: object = None
    selected: tuple[int, ...] = ()
    top: int = 0
    offset: int = 0
    scroll: int = 0


class NewRows(QPushButton):
    """Says how many rows came in above those in view, and leads to them. Its parent should be the
    widget around the table: for screen readers, a table has no children but cells.
    """

    def __init__(self, table: HistoryView) -> None:
        super().__init__(table)
        self._table = table
        self._count = 0
        set_look(self, kind="primary")
        self.setIcon(icon("arrow-up", "accent_text"))
        self.setAutoDefault(False)
        self.hide()
        self.clicked.connect(self._go)
        table.verticalScrollBar().valueChanged.connect(self._hide_at_top)

    def add(self, count: int) -> None:
        """Count rows that came in."""
        self._count += count
        self.setText(f"{self._count:,} new")
        self.setToolTip("Go to the new rows (Home)")
        self.setAccessibleName(f"{self._count:,} new requests above. Go to the top")
        self.show()
        self.place()

    def place(self) -> None:
        """Place it over the upper edge of the rows, in the middle."""
        if self.isHidden():
            return
        self.resize(self.sizeHint())
        view, parent = self._table.viewport(), self.parentWidget()
        if parent is not None:
            top = view.mapTo(parent, QPoint(view.width() // 2, px(8)))
            self.move(top.x() - self.width() // 2, top.y())
        self.raise_()

    def _go(self) -> None:
        self._table.verticalScrollBar().setValue(0)
        self._table.setFocus()

    def _hide_at_top(self, value: int) -> None:
        if value == 0:
            self._count = 0
            self.hide()


class NoteLine(QLineEdit):
    """Edits the note of a row over its cells: Enter keeps it, Esc leaves it as it was."""

    def __init__(self, table: HistoryView) -> None:
        super().__init__(table.viewport())
        self._table = table
        self._row_id, self._before = 0, ""
        self.setPlaceholderText("Note. Enter keeps it, Esc leaves it")
        self.setAccessibleName("Note of the selected row")
        self.hide()
        table.verticalScrollBar().valueChanged.connect(self.follow)

    def open(self, row: int) -> None:
        """Edit the note of a row."""
        found = self._table.history.row(row)
        if found is None or not found.id:
            return
        self._row_id, self._before = found.id, found.note
        self._table.scrollTo(self._table.model().index(row, Column.EVENTS))
        self.setText(found.note)
        self.selectAll()
        self.follow()
        self.show()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Claim Esc from the shortcuts of the window, which would close a message by it."""
        if is_override(event, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.isHidden():
            self._keep()

    def _keep(self) -> None:
        if self._row_id and self.text() != self._before:
            self._table.history.edits.note_by_id(self._row_id, self.text())
        self._end()

    def _end(self) -> None:
        had_focus = self.hasFocus()
        self._row_id = 0
        self.hide()
        if had_focus:
            self._table.setFocus()

    def follow(self) -> None:
        """Stay over the row when the table scrolls, or reads its rows again."""
        table = self._table
        row = table.history.rows.order.find(self._row_id) if self._row_id else -1
        if row < 0:
            return
        bottom = table.rowViewportPosition(row) + table.rowHeight(row)
        left = table.columnViewportPosition(Column.EVENTS)
        width = max(table.viewport().width() - left - px(8), px(160))
        height = px(ROW_HEIGHT) - ROW_SPACE
        left = max(0, min(left, table.viewport().width() - width))
        self.setGeometry(left, bottom - px(ROW_HEIGHT) + ROW_SPACE // 2, width, height)
