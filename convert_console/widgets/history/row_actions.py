"""What can be done with the selected rows of the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from convert_console.core.copy_as.targets import TARGETS, CopyTarget
from convert_console.core.export.formats import EXPORT_FORMATS, ExportFormat
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import CANNOT_BE_SENT, unreadable_words
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.model import HistoryModel
from convert_console.models.sending.resend import MOST, Resending
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.history.compare_dialog import CompareDialog
from convert_console.widgets.history.table_view import HistoryView
from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.dialogs import open_dialog
from convert_console.widgets.kit.message_bar import MessageBar


class RowActions(QObject):
    """Acts on the selected rows, and shows the result in the message bar."""

    def __init__(
        self,
        table: HistoryView,
        message_bar: MessageBar,
        models: tuple[HistoryModel, SendController, RequestDocument],
    ) -> None:
        super().__init__(table)
        self.table = table
        self.message_bar = message_bar
        self._history, self._sending, self._document = models
        self.resending = Resending(self._history, self._sending, self)
        self._history.edits.deletions_changed.connect(self._show_deleted)
        self.resending.changed.connect(self._show_progress)
        self.resending.stopped.connect(self.message_bar.set_text)
        self.message_bar.acted.connect(self._run_bar_action)

    def resend(self) -> None:
        """Send the selected requests again, byte for byte, the oldest first."""
        rows = self.table.selected_rows()
        if len(rows) > MOST:
            self.message_bar.set_text(
                f"Up to {MOST:,} can be sent again at once; {len(rows):,} are selected."
            )
        elif len(rows) > 1:
            self.resending.start(self._history.rows.cache.ids_at(rows)[::-1])
        else:
            exchange = self._history.exchange_at(self.table.currentIndex().row())
            if exchange is not None:
                self._sending.resend(exchange)

    def edit_again(self) -> None:
        """Put the current row's document into the forms."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is None:
            return
        if {"document", "method"} & dict(exchange.unreadable).keys():
            self.message_bar.set_text(unreadable_words(exchange.unreadable))
        else:
            draft = Draft(exchange.document, exchange.request.method)
            self._document.load(draft, "Edit from history")

    def compare(self) -> None:
        """Compare the two selected rows, with the older one at the left."""
        pair = [self._history.exchange_at(row) for row in self.table.selected_rows()]
        if len(pair) != 2:
            self.message_bar.set_text("Select two rows to compare: hold Ctrl for the second one.")
        elif pair[0] is not None and pair[1] is not None:
            open_dialog(CompareDialog(pair[1], pair[0], self.table))

    def star(self) -> None:
        """Star the selected rows, or unstar them."""
        self._history.edits.star(self.table.selected_rows())

    def delete(self) -> None:
        """Delete the selected rows; undo brings them back."""
        self._history.edits.delete(self.table.selected_rows())

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from the top."""
        return self._history.rows.cache.ids_at(self.table.selected_rows())

    def current_wire(self) -> WireRequest | Unsendable | None:
        """The request of the current row."""
        exchange = self._history.exchange_at(self.table.currentIndex().row())
        if exchange is None:
            return None
        if exchange.unreadable:
            return Unsendable(f"{unreadable_words(exchange.unreadable)} {CANNOT_BE_SENT}")
        if not exchange.request.can_go:
            return Unsendable(f"This history row contains no request. {CANNOT_BE_SENT}")
        return exchange.request

    def _show_deleted(self) -> None:
        count = self._history.edits.deleted
        words = f"{count:,} {'row' if count == 1 else 'rows'} deleted" if count else ""
        self.message_bar.set_text(words, "Undo" if count else "")

    def _show_progress(self) -> None:
        sending = self.resending
        words = f"Sending {sending.done} of {sending.total} again" if sending.going else ""
        self.message_bar.set_text(words, "Cancel" if words else "")

    def _run_bar_action(self) -> None:
        if self.resending.going:
            self.resending.cancel()
        else:
            self._history.edits.undo()


SELECT_FIRST = "Select a row of the history first."
SELECT_ONE = "Select only one row of the history."
SELECT_TWO = "Select two rows of the history to compare: hold Ctrl for the second one."


def row_commands(actions: RowActions, selected: int) -> tuple[Command | None, ...]:
    """The context menu's commands for this number of selected rows. Their keys are only named: the
    table handles them.
    """
    one = selected == 1
    again = "Send again, byte for byte" if one else f"Send all {selected:,} again"
    edit = (Command("Edit this again  ↵", actions.edit_again),) if one else ()
    compare = (Command("Compare these two…", actions.compare),) if selected == 2 else ()
    note = (Command("Write a note  F2", actions.table.edit_note),) if one else ()
    return (
        *edit,
        Command(again, actions.resend),
        *compare,
        None,
        Command("Star or unstar  S", actions.star),
        *note,
        None,
        Command("Delete  Del" if one else f"Delete all {selected:,}  Del", actions.delete),
    )


def selection_commands(
    actions: RowActions, exports: ExportMenu, copy: Callable[[CopyTarget], object]
) -> tuple[Command | Menu | None, ...]:
    """Commands of the window's menus and the palette. If the number of selected rows does not fit
    when one is run, a message says why.
    """
    any_number, one, two = (partial(_why_not, actions, number) for number in (0, 1, 2))

    def entry(text: str, run: Callable[[], object], why: Callable[[], str], key: str) -> Command:
        hint = f"In the history: {key}" if key else ""
        return Command(text, partial(_run, actions, run, why), "", hint, why)

    return (
        entry("Edit this again", actions.edit_again, one, "Enter"),
        entry("Compare selected", actions.compare, two, "of two rows"),
        entry("Star or unstar", actions.star, any_number, "S"),
        entry("Write a note", actions.table.edit_note, one, "F2"),
        Menu("Export selected", tuple(_exports(exports, entry, any_number))),
        Menu("Copy selected", tuple(_copies(copy, entry, one))),
        entry("Delete selected", actions.delete, any_number, "Del"),
    )


def resend_command(actions: RowActions) -> Command:
    why = partial(_why_not, actions, 0)
    return Command(
        "Send selected again",
        partial(_run, actions, actions.resend, why),
        "Ctrl+Shift+Return",
        "",
        why,
    )


MakeEntry = Callable[[str, Callable[[], object], Callable[[], str], str], Command]


def _exports(exports: ExportMenu, entry: MakeEntry, why: Callable[[], str]) -> Iterator[Command]:
    for export in EXPORT_FORMATS.values():
        yield entry(f"Export as {export.title}…", partial(exports.ask, export), why, "")


def _copies(
    copy: Callable[[CopyTarget], object], entry: MakeEntry, why: Callable[[], str]
) -> Iterator[Command]:
    for target in TARGETS:
        yield entry(f"Copy as {target.title}", partial(copy, target), why, "")


def _why_not(actions: RowActions, wanted: int) -> str:
    """Why the selection does not have `wanted` rows, or "" if it has; 0 is any number."""
    selected = len(actions.table.selected_rows())
    if selected and wanted in (0, selected):
        return ""
    if wanted == 2:
        return SELECT_TWO
    return SELECT_ONE if selected else SELECT_FIRST


def _run(actions: RowActions, run: Callable[[], object], why: Callable[[], str]) -> None:
    reason = why()
    if reason:
        actions.message_bar.set_text(reason)
    else:
        run()


GetIds = Callable[[], Sequence[int]]


class ExportMenu(QObject):
    """Asks for the file to export the selected rows to.

    Signals:
        wanted(object, object, str): ids of rows, the `ExportFormat`, and the file's path.
        refused(str): a sentence about why there is nothing to export.
    """

    wanted = Signal(object, object, str)
    refused = Signal(str)

    def __init__(self, get_ids: GetIds, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._get_ids = get_ids

    def menu(self, parent: QMenu | None = None) -> QMenu:
        """A menu of the formats."""
        menu = QMenu("Export", parent or self._window)
        for export in EXPORT_FORMATS.values():
            menu.addAction(f"{export.title}…").triggered.connect(partial(self.ask, export))
        return menu

    def ask(self, export: ExportFormat, _checked: bool = False) -> None:
        ids = list(self._get_ids())
        if not ids:
            self.refused.emit("Select the rows to export first. Ctrl+A selects all that are shown.")
            return
        rows = f"{len(ids):,} request{'' if len(ids) == 1 else 's'}"
        dialog = QFileDialog(self._window, f"Export {rows}: {export.title}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(export.suffix)
        dialog.selectFile(f"tracking-requests.{export.suffix}")
        dialog.fileSelected.connect(lambda path: self.wanted.emit(ids, export, path))
        open_dialog(dialog)
