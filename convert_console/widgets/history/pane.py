"""The history: a filter, the table, the details of the selected rows, and what can be done."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.history.columns import Column
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.history.grouping import Group
from convert_console.models.history.loader import HistoryLoader
from convert_console.widgets.history.detail import DETAIL_WIDTH, DetailSplit, HistoryDetail
from convert_console.widgets.history.filter_bar import FilterBar
from convert_console.widgets.history.grouping import HistoryGroupButton
from convert_console.widgets.history.row_actions import HistoryModels, RowActions, row_menu
from convert_console.widgets.history.table_view import MOST_SELECTED, HistoryView
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.input_rules import DownIntoRows
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.theme.icons import icon, leading_icon
from convert_console.widgets.theme.theme import px, set_look

HEADER_HEIGHT, WORDS_FROM = 40, 1_000
KEEP_AFTER_MS = 400
"""Milliseconds after the last change until an arrangement is kept."""

LOCKED = "locked by another program"


class Nothing(NamedTuple):
    """What an empty list shows: an icon, a title, a sentence, and an action."""

    icon: str
    title: str
    sentence: str
    action: str


def nothing_sent() -> Nothing:
    sentence = "What you send is kept here, with its answer."
    return Nothing("inbox", "Nothing sent yet", sentence, "Set up your own project…")


class SentOnly(QToolButton):
    """Says that the list has only what the console has sent, and lists the rest too when pressed.
    It is hidden while the filter names a source.
    """

    def __init__(self, loader: HistoryLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._is_offered = loader.sent_only
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(self._is_offered)  # the filter next to it keeps its place
        self.setSizePolicy(policy)
        self.setText("Sent only")
        self.setIcon(leading_icon("arrow-up-right"))
        self.setAccessibleName("Sent only")
        self.setCheckable(True)
        self.setToolTip("List only what was sent from here, or also what this machine received")
        self.setMinimumHeight(px(28))
        self.toggled.connect(loader.list_sent_only)
        loader.searched.connect(self.refresh)
        self.refresh()

    def fit(self, room: int) -> None:
        """Show the words where there is room for them in a pane of this width."""
        style = Qt.ToolButtonStyle
        wide = room >= px(WORDS_FROM)
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if wide else style.ToolButtonIconOnly
        )

    def refresh(self) -> None:
        """Show whether only what was sent is listed."""
        self.setChecked(self._loader.sent_only)
        self.setVisible(self._is_offered and not self._loader.filter.source)


class HistoryPane(QWidget):
    """Selecting a row shows its request and answer next to the list; Enter or a double click makes
    it the draft.

    Signals:
        grouped(str): the grouping has changed.
        layout_changed(dict): columns, sort order or details were arranged in another way.
        nothing_acted: the user wants what the empty list offers.
    """

    grouped = Signal(str)
    layout_changed = Signal(dict)
    nothing_acted = Signal()

    def __init__(
        self,
        models: HistoryModels,
        parent: QWidget | None = None,
        *,
        title: str = "History",
        nothing: Callable[[], Nothing] = nothing_sent,
        detail_width: int = DETAIL_WIDTH,
    ) -> None:
        """`nothing` gives what to show as long as there is no row. `detail_width` is that of the
        details in pixels at 100 % zoom, until the person chooses another one.
        """
        super().__init__(parent)
        self._nothing, self._detail_width = nothing, detail_width
        self._history, self._document = models.history, models.document
        self._failure = self._tab = ""
        self._deleted_at: list[tuple[str, int]] = []
        self._follows = True
        self.detail: HistoryDetail | None = None
        set_look(self, surface="pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title, self.count, self.selected = QLabel(title), QLabel(), QLabel()
        self.sent_only = SentOnly(self._history.loader, self)
        self.filter, self.grouping = FilterBar(self._history, self), HistoryGroupButton(self)
        self.fault = MessageBar("error", self)
        self.table = HistoryView(self._history, self, name=title)
        self.row_actions = RowActions(self.table, models)
        self.exports, self.copying = self.row_actions.exports, self.row_actions.copying
        self.export = MenuButton("Export", self.exports.menu(), self)
        self.toggle = QToolButton(self)
        self.empty = EmptyState(parent=self)
        self._pages = QStackedLayout()
        self._place()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the table, or why it is empty, and the number of rows."""
        history, loader = self._history, self._history.loader
        empty = not history.shown and not loader.search.going
        focused = QApplication.focusWidget()
        goes_on = not empty and focused is not None and self.empty.isAncestorOf(focused)
        self._pages.setCurrentIndex(1 if empty else 0)
        if goes_on:
            self.table.setFocus()
        unused = empty and not loader.filtered and not self.filter.fault
        for part in (self.filter, self.grouping, self.export):
            part.setVisible(not unused)
        self._show_count()
        self.sent_only.refresh()
        self._show_detail(not unused)
        if empty:
            self._update_empty_state()
        else:
            self._failure = ""

    def _show_count(self) -> None:
        """Show how many rows are listed and, with a filter, of how many. The room for it stays, as
        the filter next to it is being typed into.
        """
        loader, total = self._history.loader, f"{self._history.total:,}"
        new = loader.unfiltered
        listed = f"{self._history.shown - new:,}" if loader.filtered else total
        filtered = f" of {total}" if loader.filtered else ""
        going = "…" if loader.search.going and (filtered or not loader.by_age) else ""
        wide = self.width() >= px(WORDS_FROM)
        added = f", {new:,} new" if new else ""
        self.count.setText(f"{listed}{going}{filtered if wide else ''}{added}")
        tip = "Sorting…" if going else ""
        if filtered:
            tip = f"{listed}{filtered} matched the filter when it was applied{added}"
        self.count.setToolTip(tip)
        widest = "" if self.filter.isHidden() else f"{total}…{f' of {total}' if wide else ''}"
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance(widest))

    def group_by(self, group: Group) -> None:
        """Group rows by day or by visitor; "" for neither."""
        self.grouping.show_group(group)
        self._history.loader.group_by(group)
        self.grouped.emit(group)

    def take_focus(self) -> None:
        """Give the keyboard to the table, or to what can be done while it is empty."""
        if self.empty.isVisible():
            self.empty.take_focus()
        else:
            self.table.setFocus()

    def focus_filter(self) -> None:
        """Put the caret into the filter field and select its text, or say that none is needed."""
        if self.filter.isHidden():
            self.row_actions.show_notice("The history lists no requests to filter yet.")
            return
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def show_found(self, text: str) -> None:
        """Show the rows that match a filter."""
        self.filter.setText(text)
        self.filter.apply()
        self.focus_filter()

    def show_row(self, row_id: int, instead: str = "") -> None:
        """Select a row, without a filter if the one in force hides it. If it is not in the list,
        show what another filter finds `instead`.
        """
        rows, table = self._history.rows, self.table
        if rows.order.find(row_id) < 0 and self._history.loader.filtered:
            self.filter.clear()
            self.filter.apply()
        position = rows.order.find(row_id)
        if position < 0 and instead:
            self.show_found(instead)
            return
        if position < 0:
            self.row_actions.show_notice(
                "This row is far down or not listed. Find it with a filter."
            )
            return
        self._stop_following()
        table.setCurrentIndex(self._history.index(position, 0))
        table.select(position, position)
        table.scrollTo(self._history.index(position, Column.EVENTS))
        table.setFocus()

    def toggle_detail(self) -> None:
        """Open the details of the selected rows, or close them."""
        self._split.set_closed(not self._split.closed)

    def has_focus(self) -> bool:
        """Whether the focus is on a widget of the pane."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @property
    def undoes_deletion(self) -> bool:
        """Whether rows were deleted after every change of the draft that can still be undone."""
        return self._deleted_at[-1:] == [self._step()]

    def undo(self) -> None:
        """Undo typing if a text field has the focus; otherwise what was done last, a deletion of
        rows or a change of the draft.
        """
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.isUndoAvailable():
            focused.undo()
        elif self.undoes_deletion:
            self._history.edits.undo()
        else:
            self._document.undo_group.undo()

    def redo(self) -> None:
        """Redo typing in a focused text field, otherwise a change of the draft. A deletion of rows
        cannot be redone.
        """
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.isRedoAvailable():
            focused.redo()
        else:
            self._document.undo_group.redo()

    def restore_layout(self, stored: Mapping[str, Any]) -> None:
        """Use a stored arrangement of columns, sort order and details."""
        self.table.restore_layout(stored)
        width, tab = stored.get("detail_width"), stored.get("detail_tab")
        self._tab = tab if isinstance(tab, str) else ""
        if self.detail is not None:
            self.detail.open_on(self._tab)
        usable = width if type(width) is int and width > 0 else None
        self._split.restore(usable, closed=stored.get("detail_closed") is True)
        self._update_toggle()

    def stored_layout(self) -> dict[str, Any]:
        """The arrangement as JSON values, for `restore_layout`."""
        return {
            **self.table.stored_layout(),
            "detail_width": self._split.chosen_width,
            "detail_closed": self._split.closed,
            "detail_tab": self._tab,
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.sent_only.fit(self.width())
        # The details say it as well.
        self.selected.setVisible(self.width() >= px(WORDS_FROM))
        self._show_count()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_bar"):
            self._bar.setMinimumHeight(px(HEADER_HEIGHT))
            self.filter.setMaximumWidth(px(320))
            self.toggle.setMinimumSize(px(28), px(28))
            self.sent_only.setMinimumHeight(px(28))
            self.sent_only.fit(self.width())

    def _place(self) -> None:
        self.title.setParent(self)
        for label in (self.title, self.count, self.selected):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_look(label, role="strong" if label is self.title else "muted")
        self.export.setToolTip("Save the selected rows to a file")
        for button in (self.grouping, self.export):
            set_look(button, kind="quiet")
        self.toggle.setIcon(icon("panel-right"))
        self.toggle.setCheckable(True)
        self.toggle.setMinimumSize(px(28), px(28))
        listed = QWidget(self)
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(listed))
        column.addWidget(self.fault)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        column.addLayout(self._pages, 1)
        self.table.news.setParent(listed)
        self._split = DetailSplit(listed, self._detail_width, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)
        self._update_toggle()

    def _head(self, parent: QWidget) -> QWidget:
        self._bar = head = QWidget(parent)
        head.setMinimumHeight(px(HEADER_HEIGHT))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(12), 0, px(8), 0)
        row.setSpacing(px(8))
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addSpacing(px(4))
        row.addWidget(self.filter, 100)
        row.addWidget(self.sent_only)
        row.addWidget(self.selected)
        row.addStretch(1)
        for part in (self.grouping, self.export, self.toggle):
            row.addWidget(part)
        self.filter.setMaximumWidth(px(320))
        return head

    def _connect(self) -> None:
        history, table = self._history, self.table
        changed = (history.modelReset, history.rowsInserted, history.rowsRemoved)
        for signal in (*changed, history.dataChanged, history.loader.searched, history.edits.saved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self._select_again)
        history.loader.failed.connect(self._show_failure)
        history.recorder.begun.connect(self._follow_send)
        history.edits.deletions_changed.connect(self._note_deletion)
        table.chosen.connect(self._select_again)
        table.pressed.connect(self._stop_following)
        table.keyed.connect(self._stop_following)
        table.customContextMenuRequested.connect(self._open_menu)
        table.activated.connect(lambda _index: self.row_actions.edit_again())
        table.starred.connect(self.row_actions.star)
        table.deleted.connect(self.row_actions.delete)
        table.copied.connect(self.row_actions.copy_rows)
        table.limited.connect(self._show_limited)
        self._keeping = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._keeping.timeout.connect(lambda: self.layout_changed.emit(self.stored_layout()))
        split = self._split
        for arranged in (table.layout_changed, split.splitterMoved, split.closed_changed):
            arranged.connect(self._keep_layout)
        self._split.closed_changed.connect(self._update_toggle)
        self.toggle.toggled.connect(lambda on: self._split.set_closed(not on))
        self.grouping.chosen.connect(self.group_by)
        self.filter.fault_changed.connect(self._show_filter_fault)
        DownIntoRows(self.filter, self.table)
        self.empty.acted.connect(self._run_empty_action)

    def _keep_layout(self) -> None:
        self._keeping.start()  # not at each pixel of a drag

    def _keep_tab(self, tab: str) -> None:
        self._tab = tab
        self._keep_layout()

    def _show_detail(self, wanted: bool) -> None:
        """Show the details next to the table; they are built when there are rows for them."""
        if wanted and self.detail is None:
            self.detail = HistoryDetail(self._history.selected, self.row_actions, self)
            self.detail.open_on(self._tab)
            self.detail.turned.connect(self._keep_tab)
            self._split.set_detail(self.detail)
        if self.detail is not None:
            self.detail.setVisible(wanted)
        self.toggle.setVisible(wanted)

    def _update_toggle(self) -> None:
        closed = self._split.closed
        self.toggle.setChecked(not closed)
        name = "Open the details" if closed else "Close the details"
        self.toggle.setAccessibleName(name)
        self.toggle.setToolTip(f"{name} of the selected request (Ctrl+Alt+D)")

    def _select_again(self) -> None:
        """Show the details of the rows that are selected now."""
        positions = self.table.selected_rows()
        rows = [row for row in map(self._history.row, positions) if row is not None]
        self.selected.setText(f"{len(rows):,} selected" if len(rows) > 1 else "")
        self._history.selected.select(rows)

    def _follow_send(self, exchange: Exchange) -> None:
        """Bring what is sent from this window into sight, unless the person is busy in the table;
        select it too until the person selects another row.
        """
        row = self._history.rows.position_of(exchange.id)
        if row < 0:
            return
        if self._follows:
            self.table.select(row, row)
        if self._follows or not self.table.in_use:
            self.table.scrollTo(self._history.index(row, Column.EVENTS))

    def _stop_following(self) -> None:
        self._follows = False

    def _note_deletion(self) -> None:
        """Remember for each deletion that can be undone how far the draft had been edited."""
        self._document.end_typing()  # typing that goes on would be part of the step before
        deletions = self._history.edits.deletions
        del self._deleted_at[deletions:]
        self._deleted_at += [self._step()] * (deletions - len(self._deleted_at))

    def _step(self) -> tuple[str, int]:
        """The draft, and how many of its changes can be undone."""
        stack = self._document.undo_group.activeStack()
        return self._document.key, stack.index() if stack is not None else 0

    def _update_empty_state(self) -> None:
        empty, line = self.empty, self.filter
        if self._failure:
            locked = LOCKED in self._failure
            title = f"The history is {LOCKED}" if locked else "The history cannot be read"
            sentence = "Sending works. Rows are written later." if locked else self._failure
            empty.set_state("lock" if locked else "alert-triangle", title, sentence, "Try again")
        elif line.fault:  # the text in the field is not the filter that is applied
            sentence = "The message above says why. Change or clear the filter."
            empty.set_state("search", "Filter not applied", sentence, "Clear filter")
        elif self._history.loader.filtered:
            total = self._history.total
            sentence = f"{total:,} row{'' if total == 1 else 's'} in the history."
            empty.set_state("search", f"Nothing matches “{line.applied}”", sentence, "Clear filter")
        else:
            empty.set_state(*self._nothing())

    def _run_empty_action(self) -> None:
        if self._failure:
            self._failure = ""
            self._history.loader.read()
        elif self.filter.fault or self._history.loader.filtered:
            self.filter.clear()
            self.filter.setFocus()
        else:
            self.nothing_acted.emit()

    def _show_failure(self, sentence: str) -> None:
        self._failure = sentence
        self.refresh()

    def _show_filter_fault(self, sentence: str) -> None:
        self.fault.set_text(sentence)
        self.refresh()

    def _show_limited(self) -> None:
        limit = f"Up to {MOST_SELECTED:,} rows can be selected at once."
        self.row_actions.show_notice(f"{limit} Use a filter to narrow them down.")

    def _open_menu(self, position: QPoint) -> None:
        if self.table.bands.row_of_band_at(position) >= 0:
            return
        if self.table.selected_rows() and self.table.indexAt(position).isValid():
            menu = row_menu(self.row_actions, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(position))
