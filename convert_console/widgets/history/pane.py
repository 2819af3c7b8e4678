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
from convert_console.widgets.kit.copy_as import CopyAs
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.menu_button import MenuButton
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.kit.panel_header import PanelHeader
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
        self.strip = MessageBar("info", self, closable=True)
        self.table = HistoryView(history, self)
        self.row_actions = RowActions(self.table, self.strip, (history, sending, document))
        self.resend, self.compare = self.row_actions.resend, self.row_actions.compare
        self.copying = CopyAs(self)
        self.exports = ExportMenu(self.row_actions.selected_ids, self)
        self.header.add_right(self._export_button())
        self._none = EmptyState(parent=self)
        self._none.acted.connect(self.filter.clear)
        self._pages = QStackedLayout()
        self._place()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the table, or why there is nothing in it; and how many there are."""
        history = self._history
        shown, total = history.rowCount(), history.total
        self._pages.setCurrentIndex(0 if shown or history.loader.search.going else 1)
        count = f"{total:,}" if total else ""
        if history.loader.filtered:
            count = f"{shown:,}{'…' if history.loader.search.going else ''} of {count or 0}"
        elif history.loader.search.going and not history.loader.by_age:
            count = f"sorting {count}…"
        self.header.set_count(count)
        self._say_why_empty()

    def group_by(self, group: Group) -> None:
        """Group rows by day or by visitor; "" for neither."""
        self.grouping.say(group)
        self._history.loader.group_by(group)
        self.table.gutter.refresh()
        self.grouped.emit(group)

    def copy_selected_as(self, target: CopyTarget) -> None:
        """Put the request of the chosen row onto the clipboard."""
        self.copying.copy(target, self.row_actions.current_wire())

    def focus_filter(self) -> None:
        """Let the person type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def has_focus(self) -> bool:
        """Whether keys go to something in here."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def undo(self) -> None:
        """Take typing back where there is some; else the last deletion, if there is one."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit) and focused.isUndoAvailable():
            focused.undo()
        else:
            self._history.edits.undo()

    def redo(self) -> None:
        """Type again what was taken back; no key deletes rows a second time."""
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
        self._pages.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.fault, self.strip, Hairline(self)):
            column.addWidget(part)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        history, table = self._history, self.table
        changed = (history.modelReset, history.rowsInserted, history.rowsRemoved)
        for signal in (*changed, history.dataChanged, history.loader.searched, history.edits.saved):
            signal.connect(self.refresh)
        history.dataChanged.connect(self._follow_shown)
        table.customContextMenuRequested.connect(self._open_menu)
        table.selectionModel().currentRowChanged.connect(self._chosen)
        table.activated.connect(lambda _index: self.row_actions.edit_again())
        table.starred.connect(self.row_actions.star)
        table.deleted.connect(self.row_actions.delete)
        table.limited.connect(self._show_limited)
        self.grouping.chosen.connect(self.group_by)
        self.filter.misread.connect(self._say_fault)
        self.exports.refused.connect(self.strip.set_text)
        self.copying.copied.connect(self.strip.set_text)
        self.copying.refused.connect(self.strip.set_text)

    def _follow_shown(self) -> None:
        """Show what became of the chosen send: another window may have ended it, or been killed."""
        shown, place = self._sending.exchange, self.table.currentIndex().row()
        if shown is None or shown.outcome is not None or shown.unreadable or shown.inbound:
            return
        row = self._history.row(place)
        if row is not None and row.uid == shown.id and row.verdict != PENDING:
            self._sending.show_exchange(self._history.exchange_at(place))

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self._sending.show_exchange(self._history.exchange_at(index.row()))

    def _say_why_empty(self) -> None:
        """Never with the words of a filter that is not applied."""
        none, line = self._none, self.filter
        if line.fault:
            sentence = "The message above says why. Change the filter, or clear it."
            none.set_state("search", "Not filtered yet", sentence, "Clear the filter")
        elif self._history.loader.filtered:
            sentence = f"Nothing matches “{line.applied}”."
            none.set_state("search", "Nothing found", sentence, "Clear the filter")
        else:
            sentence = "Every request you send is kept here, with its answer."
            none.set_state("history", "No history yet", sentence)

    def _say_fault(self, sentence: str) -> None:
        self.fault.set_text(sentence)
        self.refresh()

    def _show_limited(self) -> None:
        most = f"Up to {MOST_SELECTED:,} rows can be selected at once."
        self.strip.set_text(f"{most} Use a filter to narrow them down.")

    def _open_menu(self, where: QPoint) -> None:
        chosen = len(self.table.selected_rows())
        if chosen and self.table.indexAt(where).isValid():
            menu = QMenu(self)
            fill(menu, row_commands(self.row_actions, chosen), menu)
            menu.addSeparator()
            if chosen == 1:
                menu.addMenu(self.copying.menu(self.row_actions.current_wire, menu))
            menu.addMenu(self.exports.menu(menu))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(where))
