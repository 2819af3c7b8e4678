"""The history: a filter, the table, and what its rows can be used for again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from convert_console.models.console import Console
from convert_console.models.document import RequestDocument
from convert_console.models.history import HistoryModel
from convert_console.models.resending import MOST, Resending
from convert_console.protocol.draft import Draft
from convert_console.protocol.handoff.form import Form, HandoffImpossible
from convert_console.protocol.wire import WireRequest
from convert_console.widgets.actions import fill
from convert_console.widgets.compare_dialog import CompareDialog
from convert_console.widgets.copy_as import CopyAs
from convert_console.widgets.export_menu import ExportMenu
from convert_console.widgets.history_filter import HistoryFilter
from convert_console.widgets.history_menu import copy_commands, row_commands
from convert_console.widgets.history_strip import HistoryStrip
from convert_console.widgets.history_view import MOST_CHOSEN, HistoryView
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.header import PanelHeader
from convert_console.widgets.kit.two_part_button import MenuButton
from convert_console.widgets.preview.notice import Notice
from convert_console.widgets.theme import set_look


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
        self.filter = HistoryFilter(history, self)
        self.header = PanelHeader("History", self)
        self.header.add_left(self.filter)
        self.fault = Notice("error", self)
        self.strip = HistoryStrip(self)
        self.table = HistoryView(history, self)
        self.resending = Resending(history, console, self)
        self.copying = CopyAs(self)
        self.exports = ExportMenu(self._chosen_ids, self)
        self.header.add_right(MenuButton("Export", self.exports.menu(), self))
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
        self._pages.setCurrentIndex(0 if shown or history.search.going else 1)
        count = f"{total:,}" if total else ""
        if history.filtered:
            count = f"{shown:,}{'…' if history.search.going else ''} of {count or 0}"
        elif history.search.going and not history.by_age:
            count = f"sorting {count}…"
        self.header.set_count(count)
        if history.filtered:
            sentence = f"No row holds all of “{self.filter.text().strip()}”."
            self._none.set_state("search", "Nothing found", sentence, "Clear the filter")
        else:
            sentence = "Every request you send is kept here, with its answer."
            self._none.set_state("history", "No history yet", sentence)

    def focus_filter(self) -> None:
        """Let the person type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def resend(self) -> None:
        """Send the chosen requests again, byte for byte, the oldest first."""
        chosen = self.table.chosen()
        if len(chosen) > MOST:
            self.strip.say(f"Up to {MOST:,} can be sent again at once; {len(chosen):,} are chosen.")
        elif len(chosen) > 1:
            self.resending.start(self._history.ids_at(chosen)[::-1])
        else:
            exchange = self._history.exchange_at(self.table.currentIndex().row())
            if exchange is not None:
                self._console.resend(exchange)

    def edit_again(self) -> None:
        """Put the current row's document into the forms."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is not None:
            draft = Draft(exchange.document, exchange.request.method)
            self._document.load(draft, "Edit from history")

    def compare(self) -> None:
        """Show two chosen rows side by side, the older one at the left."""
        pair = [self._history.exchange_at(place) for place in self.table.chosen()]
        if len(pair) != 2:
            self.strip.say("Choose two rows to compare, the second one with Ctrl.")
        elif pair[0] is not None and pair[1] is not None:
            dialog = CompareDialog(pair[1], pair[0], self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def copy_as(self, form: Form) -> None:
        """Put the current row's request on the clipboard, as a command or a script."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is None:
            return
        try:
            QGuiApplication.clipboard().setText(form.write(exchange.request))
            self.strip.say(f"Copied as {form.label}.")
        except HandoffImpossible as why:
            self.strip.say(str(why))

    def star(self) -> None:
        """Give the chosen rows a star, or take it from them."""
        self._history.edits.star(self.table.chosen())

    def delete(self) -> None:
        """Take the chosen rows out of the history, until that is undone."""
        self._history.edits.delete(self.table.chosen())

    def _place(self) -> None:
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
        for signal in (*changed, history.dataChanged, history.searched):
            signal.connect(self.refresh)
        table.customContextMenuRequested.connect(self._open_menu)
        table.selectionModel().currentRowChanged.connect(self._chosen)
        table.activated.connect(lambda _index: self.edit_again())
        table.starred.connect(self.star)
        table.deleted.connect(self.delete)
        table.curbed.connect(self._say_curbed)
        self.filter.misread.connect(self.fault.set_text)
        history.edits.deletions_changed.connect(self._say_deleted)
        self.resending.changed.connect(self._say_progress)
        self.resending.stopped.connect(self.strip.say)
        self.strip.acted.connect(self._act)
        self.exports.refused.connect(self.strip.say)
        self.copying.copied.connect(self.strip.say)
        self.copying.refused.connect(self.strip.say)

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self._console.show_exchange(self._history.exchange_at(index.row()))

    def _say_curbed(self) -> None:
        self.strip.say(f"Up to {MOST_CHOSEN:,} rows can be chosen at once; a filter finds fewer.")

    def _say_deleted(self) -> None:
        count = self._history.edits.deleted
        words = f"{count:,} {'row' if count == 1 else 'rows'} deleted" if count else ""
        self.strip.say(words, "Undo" if count else "")

    def _say_progress(self) -> None:
        sending = self.resending
        words = f"Sending {sending.done} of {sending.total} again" if sending.going else ""
        self.strip.say(words, "Cancel" if words else "")

    def _act(self) -> None:
        if self.resending.going:
            self.resending.cancel()
        else:
            self._history.edits.undo()

    def _chosen_ids(self) -> list[int]:
        return self._history.ids_at(self.table.chosen())

    def _current_wire(self) -> WireRequest | None:
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        return exchange.request if exchange else None

    def _open_menu(self, where: QPoint) -> None:
        chosen = len(self.table.chosen())
        if chosen and self.table.indexAt(where).isValid():
            menu = QMenu(self)
            fill(menu, row_commands(self, chosen), menu)
            if chosen == 1:
                fill(menu.addMenu("Copy as"), copy_commands(self), menu)
            menu.addSeparator()
            if chosen == 1:
                menu.addMenu(self.copying.menu(self._current_wire, menu))
            menu.addMenu(self.exports.menu(menu))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(where))
