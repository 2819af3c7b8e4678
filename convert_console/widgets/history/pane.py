"""The history: a filter, the table, and what can be done with its rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.copy_as.targets import CopyTarget
from convert_console.core.history.row import PENDING
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.grouping import Group
from convert_console.models.history.model import HistoryModel
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.history.filter_bar import FilterBar
from convert_console.widgets.history.grouping import HistoryGroupButton
from convert_console.widgets.history.row_actions import ExportMenu, RowActions, row_commands
from convert_console.widgets.history.table_view import MOST_SELECTED, HistoryView
from convert_console.widgets.kit.actions import fill
from convert_console.widgets.kit.buttons import MenuButton
from convert_console.widgets.kit.copy_as import CopyAs
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.panel_header import Hairline, PanelHeader
from convert_console.widgets.theme.theme import set_look


class HistoryPane(QWidget):
    """Selecting a row shows its exchange; Enter or a double click loads it for editing.

    Signals:
        grouped(str): the grouping has changed.
    """

    grouped = Signal(str)

    def __init__(
        self,
        history: HistoryModel,
        sending: SendController,
        document: RequestDocument,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._sending = sending
        set_look(self, surface="pane")
        self.filter, self.grouping = FilterBar(history, self), HistoryGroupButton(self)
        self.header = PanelHeader("History", self)
        self.fault = MessageBar("error", self)
        self.message_bar = MessageBar("info", self, closable=True)
        self.table = HistoryView(history, self)
        self.row_actions = RowActions(self.table, self.message_bar, (history, sending, document))
        self.resend, self.compare = self.row_actions.resend, self.row_actions.compare
        self.copying = CopyAs(self)
        self.exports = ExportMenu(self.row_actions.selected_ids, self)
        self.header.add_right(self._export_button())
        self._empty_state = EmptyState(parent=self)
        self._empty_state.acted.connect(self.filter.clear)
        self._pages = QStackedLayout()
        self._place()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the table, or why it is empty, and the number of rows."""
        history = self._history
        shown, total = history.rowCount(), history.total
        self._pages.setCurrentIndex(0 if shown or history.loader.search.going else 1)
        count = f"{total:,}" if total else ""
        if history.loader.filtered:
            count = f"{shown:,}{'…' if history.loader.search.going else ''} of {count or 0}"
        elif history.loader.search.going and not history.loader.by_age:
            count = f"sorting {count}…"
        self.header.set_count(count)
        self._update_empty_state()

    def group_by(self, group: Group) -> None:
        """Group rows by day or by visitor; "" for neither."""
        self.grouping.show_group(group)
        self._history.loader.group_by(group)
        self.table.gutter.refresh()
        self.grouped.emit(group)

    def copy_selected_as(self, target: CopyTarget) -> None:
        """Put the request of the selected row onto the clipboard."""
        self.copying.copy(target, self.row_actions.current_wire())

    def focus_filter(self) -> None:
        """Put the caret into the filter field and select its text."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def has_focus(self) -> bool:
        """Whether the focus is on a widget of the pane."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def undo(self) -> None:
        """Undo typing if a text field has the focus, otherwise the last deletion of rows."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.isUndoAvailable():
            focused.undo()
        else:
            self._history.edits.undo()

    def redo(self) -> None:
        """Redo typing in a focused text field. A deletion of rows cannot be redone."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit):
            focused.redo()

    def _export_button(self) -> MenuButton:
        button = MenuButton("Export", self.exports.menu(), self)
        button.setToolTip("Save the selected rows to a file")
        return button

    def _place(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header.add_left(self.filter)
        self.header.add_left(self.grouping)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty_state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.fault, self.message_bar, Hairline(self)):
            column.addWidget(part)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        history, table = self._history, self.table
        changed = (history.modelReset, history.rowsInserted, history.rowsRemoved)
        for signal in (*changed, history.dataChanged, history.loader.searched, history.edits.saved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self._update_shown_exchange)
        table.customContextMenuRequested.connect(self._open_menu)
        table.selectionModel().currentRowChanged.connect(self._show_current)
        table.activated.connect(lambda _index: self.row_actions.edit_again())
        table.starred.connect(self.row_actions.star)
        table.deleted.connect(self.row_actions.delete)
        table.limited.connect(self._show_limited)
        self.grouping.chosen.connect(self.group_by)
        self.filter.fault_changed.connect(self._show_filter_fault)
        self.exports.refused.connect(self.message_bar.set_text)
        self.copying.copied.connect(self.message_bar.set_text)
        self.copying.refused.connect(self.message_bar.set_text)

    def _update_shown_exchange(self) -> None:
        """Show the outcome of the selected exchange, which another window may have recorded."""
        shown, index = self._sending.exchange, self.table.currentIndex().row()
        if shown is None or shown.outcome is not None or shown.unreadable or shown.inbound:
            return
        row = self._history.row(index)
        if row is not None and row.uid == shown.id and row.verdict != PENDING:
            self._sending.show_exchange(self._history.exchange_at(index))

    def _show_current(self, index: QModelIndex) -> None:
        if index.isValid():
            self._sending.show_exchange(self._history.exchange_at(index.row()))

    def _update_empty_state(self) -> None:
        empty, line = self._empty_state, self.filter
        if line.fault:  # the text in the field is not the filter that is applied
            sentence = "The message above says why. Change or clear the filter."
            empty.set_state("search", "Filter not applied", sentence, "Clear the filter")
        elif self._history.loader.filtered:
            sentence = f"Nothing matches “{line.applied}”."
            empty.set_state("search", "Nothing found", sentence, "Clear the filter")
        else:
            sentence = "Every request you send is kept here, with its answer."
            empty.set_state("history", "No history yet", sentence)

    def _show_filter_fault(self, sentence: str) -> None:
        self.fault.set_text(sentence)
        self.refresh()

    def _show_limited(self) -> None:
        limit = f"Up to {MOST_SELECTED:,} rows can be selected at once."
        self.message_bar.set_text(f"{limit} Use a filter to narrow them down.")

    def _open_menu(self, position: QPoint) -> None:
        selected = len(self.table.selected_rows())
        if selected and self.table.indexAt(position).isValid():
            menu = QMenu(self)
            fill(menu, row_commands(self.row_actions, selected), menu)
            menu.addSeparator()
            if selected == 1:
                menu.addMenu(self.copying.menu(self.row_actions.current_wire, menu))
            menu.addMenu(self.exports.menu(menu))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(position))
