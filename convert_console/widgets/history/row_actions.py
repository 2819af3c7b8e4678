"""What can be done with the selected rows of the history."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from convert_console.core.convert_api.sighting import read_sighting
from convert_console.core.copy_as.targets import TARGETS, CopyTarget
from convert_console.core.export.exported import AnnotatedExchange, sent_to
from convert_console.core.export.formats import EXPECTATIONS, EXPORT_FORMATS, ExportFormat
from convert_console.core.history.columns import COLUMNS, Column
from convert_console.core.history.row import Row
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.text import one_line
from convert_console.core.verdict.exchange import Exchange, why_not_again
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.document.document import RequestDocument
from convert_console.models.history.loader import PLACED
from convert_console.models.history.model import HistoryModel
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.sending.again import MOST, EditAgain, Resending, Restored
from convert_console.models.sending.current_request import CurrentRequest
from convert_console.models.sending.send_controller import ANOTHER_SEND, SendController
from convert_console.widgets.history.table_view import HistoryView
from convert_console.widgets.kit.actions import Command, Menu
from convert_console.widgets.kit.copy_as import CopyAs
from convert_console.widgets.kit.dialogs import ask_new_file
from convert_console.widgets.theme.icons import IconTone, icon

CONFIRM = "Confirm in Convert's live log"
SELECT_FIRST = "Select a row of the history first."
SELECT_ONE = "Select only one row of the history."
SELECT_TWO = "Select two rows of the history to compare: hold Ctrl for the second one."


LEFT_OUT = "the visitor, order number, variations and segments, which differ each time"
MOST_EXPECTED = 100
"""Rows that are put onto the clipboard as expectations."""


class HistoryModels(NamedTuple):
    """What the history shows, and what its rows can be used for."""

    history: HistoryModel
    sending: SendController
    document: RequestDocument
    request: CurrentRequest
    profiles: Profiles
    confirming: Confirming


class RowActions(QObject):
    """Acts on the selected rows.

    Signals:
        notice(str, str, object): what was done or why nothing was, in a sentence, with the text of
            an action and what it runs; "" and `None` for none, and an empty sentence for no more.
        worked(str, str, object): what goes on, with the action that ends it; "" once it is over.
        compared(object, object): compare this `Exchange` with that one; the left one is older.
        edited: an exchange was made the draft.
        restored(str, object): emitted after `edited`; a sentence that says so, and a callable that
            takes over the target of the exchange, `None` where the draft has it already.
        compared_with_draft(object): compare this `Exchange` with the draft.
    """

    notice = Signal(str, str, object)
    worked = Signal(str, str, object)
    compared = Signal(object, object)
    compared_with_draft = Signal(object)
    edited = Signal()
    restored = Signal(str, object)

    def __init__(self, table: HistoryView, models: HistoryModels) -> None:
        super().__init__(table)
        self.table = table
        self._history, self._sending = models.history, models.sending
        self._confirming = models.confirming
        models.confirming.kept.connect(self._show_sighting)
        self._editing = EditAgain(models.document, models.profiles, models.request)
        self.resending = Resending(self._history, self._sending, self)
        self.exports = ExportMenu(self.selected_ids, table)
        self.exports.refused.connect(self._ask_to_select)
        self.copying = CopyAs(table)
        self.copying.copied.connect(self.show_notice)
        self.copying.refused.connect(self.show_notice)
        self._deletions = 0
        self._left: dict[int, list[int]] = {}  # ids of what is selected after each deletion
        self._history.edits.deletions_changed.connect(self._show_deleted)
        self._history.edits.restored.connect(self._select_restored)
        self.resending.changed.connect(self._show_progress)
        self.resending.stopped.connect(self.show_notice)

    def show_notice(self, sentence: str) -> None:
        """Say something without an action."""
        self.notice.emit(sentence, "", None)

    def _ask_to_select(self, sentence: str) -> None:
        """Say that rows are to be selected, by keys that the table takes."""
        self.table.setFocus()
        self.show_notice(sentence)

    def resend(self) -> None:
        """Send the selected requests again, byte for byte, the oldest first."""
        rows = self.table.selected_rows()
        if self.resending.going:
            self.show_notice(ANOTHER_SEND)
        elif len(rows) > MOST:
            self.show_notice(
                f"Up to {MOST:,} can be sent again at once; {len(rows):,} are selected."
            )
        elif len(rows) > 1:
            self.resending.start(self._history.rows.cache.ids_at(rows)[::-1])
        elif (exchange := self.current_exchange()) is not None:
            self._sending.resend(exchange)

    def edit_again(self) -> None:
        """Put the current row's document, method and User-Agent into the forms."""
        exchange = self.current_exchange()
        if exchange is not None:
            self.edit_exchange(exchange)

    def edit_exchange(self, exchange: Exchange) -> None:
        """Make an exchange the draft, and offer its target if that is another one."""
        restored = self._editing.restore(exchange)
        self.edited.emit()
        use = partial(self._use_target, restored) if restored.target else None
        self.restored.emit(restored.sentence, use)

    def _use_target(self, restored: Restored) -> None:
        refusal = self._editing.use_target(restored)
        if refusal:
            self.show_notice(refusal)

    def send_exchange(self, exchange: Exchange) -> None:
        """Send an exchange again, byte for byte."""
        self._sending.resend(exchange)

    def confirm(self) -> None:
        """Look for the selected requests in Convert's live log."""
        if self.table.selected_rows():
            self._confirming.start(self.selected_ids())
        else:
            self.show_notice(SELECT_FIRST)

    def _show_sighting(self, row_id: int, _uid: str, sighting: str) -> None:
        finding = read_sighting(sighting)
        if finding is not None:
            self._history.edits.show_sighting(row_id, finding.state)
            if any(row.id == row_id for row in self._history.selected.rows):
                self._history.selected.refresh()

    def compare(self) -> None:
        """Compare the two selected rows, with the older one at the left."""
        pair = [self._history.exchange_at(row) for row in self.table.selected_rows()]
        found = [exchange for exchange in pair if exchange is not None]
        if len(pair) != 2:
            self.show_notice("Select two rows to compare: hold Ctrl for the second one.")
        elif len(found) == 2:
            self.compared.emit(*sorted(found, key=lambda exchange: exchange.sent_at))

    def compare_with_draft(self) -> None:
        """Compare the current row with the draft."""
        exchange = self.current_exchange()
        if exchange is not None:
            self.compared_with_draft.emit(exchange)

    @property
    def all_starred(self) -> bool:
        """Whether every selected row has a star, so that `star` removes it."""
        rows = [self._history.row(position) for position in self.table.selected_rows()]
        return bool(rows) and all(row is not None and row.starred for row in rows)

    def star(self) -> None:
        """Star the selected rows, or unstar them."""
        self._history.edits.star(self.table.selected_rows())

    def delete(self) -> None:
        """Delete the selected rows, and select the next one; undo brings them back."""
        history, table = self._history, self.table
        rows = table.selected_rows()
        history.edits.delete(rows)
        if rows and history.rowCount() and not table.selected_rows():
            following = min(rows[0], history.rowCount() - 1)
            table.setCurrentIndex(history.index(following, Column.TIME))
            table.select(following, following)
        self._left[history.edits.deletions] = self.selected_ids()

    def _select_restored(self, ids: list[int]) -> None:
        """Select rows that came back, unless others were selected since the deletion, or they are
        too many to be looked up.
        """
        left = self._left.pop(self._history.edits.deletions + 1, None)
        if left == self.selected_ids() and len(ids) <= PLACED:
            positions = sorted(map(self._history.rows.order.find, ids))
            if positions[0] >= 0:
                self.table.select_rows(positions)

    def copy_rows(self) -> None:
        """Put the selected rows onto the clipboard as a table with the columns that are shown."""
        rows = self.table.selected_rows()
        if not rows:
            self.show_notice(SELECT_FIRST)
            return
        QGuiApplication.clipboard().setText(self._as_table(rows))
        self.show_notice(f"{len(rows):,} row{'' if len(rows) == 1 else 's'} copied.")

    def expect_in_ci(self) -> None:
        """Put the selected requests onto the clipboard as expectations, and offer to save them."""
        rows = self.table.selected_rows()
        form = EXPORT_FORMATS[EXPECTATIONS]
        if not rows or len(rows) > MOST_EXPECTED:
            many = f"Up to {MOST_EXPECTED:,} can be copied at once. Export them instead."
            self.show_notice(many if rows else SELECT_FIRST)
            return
        found = [self._history.exchange_at(row) for row in rows[::-1]]
        text = form.write([AnnotatedExchange(one) for one in found if one is not None], 0.0)
        if not json.loads(text):
            self.show_notice("These rows have no document that could be expected.")
            return
        QGuiApplication.clipboard().setText(text)
        self.notice.emit(
            f"Copied for --expect, without {LEFT_OUT}.", "Save…", partial(self.exports.ask, form)
        )

    def copy_request_as(self, target: CopyTarget) -> None:
        """Put the request of the selected row onto the clipboard."""
        self.copying.copy(target, self.current_wire())

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, from the top."""
        return self._history.rows.cache.ids_at(self.table.selected_rows())

    def current_row(self) -> Row | None:
        """The row that commands for one row act on."""
        row = self.table.current_row()
        return self._history.row(row) if row >= 0 else None

    def current_exchange(self) -> Exchange | None:
        """The exchange of the row that commands for one row act on."""
        row = self.table.current_row()
        if row < 0:
            return None
        found = self._history.row(row)
        shown = [details.exchange for details in self._history.selected.details]
        known = (exchange for exchange in shown if found and exchange.id == found.uid)
        exchange = next((exchange for exchange in known if exchange.outcome), None)
        return exchange or self._history.exchange_at(row)

    def current_wire(self) -> WireRequest | Unsendable | None:
        """The request of the current row."""
        exchange = self.current_exchange()
        if exchange is None:
            return None
        why = why_not_again(exchange)
        return Unsendable(why) if why else exchange.request

    def _as_table(self, rows: Sequence[int]) -> str:
        """Rows as lines of cells between tabs, below the titles."""
        header = self.table.horizontalHeader()
        order = (COLUMNS[header.logicalIndex(place)] for place in range(len(COLUMNS)))
        shown = [column for column in order if not self.table.isColumnHidden(column)]
        found = [row for row in map(self._history.row, rows) if row is not None]
        if Column.STAR in shown and Column.NOTE not in shown:
            shown.append(Column.NOTE)  # its sign is in the column of the star
        lines = [[column.menu_name for column in shown]]
        for row in found:
            catalog = self._history.catalog_of(row)
            lines.append([one_line(column.plain_text(row, catalog)) for column in shown])
        if any(row.here for row in found):
            places = ("Sent to", *(sent_to(rehearsal=row.here) for row in found))
            lines = [[*line, place] for line, place in zip(lines, places, strict=True)]
        return "\n".join("\t".join(line) for line in lines)

    def _show_deleted(self) -> None:
        edits = self._history.edits
        count = edits.deleted if edits.deletions > self._deletions else 0  # or one was undone
        self._deletions = edits.deletions
        words = f"{count:,} {'row' if count == 1 else 'rows'} deleted" if count else ""
        self.notice.emit(words, "Undo" if count else "", edits.undo if count else None)

    def _show_progress(self) -> None:
        sending = self.resending
        words = f"Sending {sending.done} of {sending.total} again" if sending.going else ""
        self.worked.emit(words, "Cancel", sending.cancel)


EDIT_AGAIN, OPEN_AS_DRAFT = "Edit again", "Open as draft"


def edit_words(row: Row) -> str:
    """What the action is called that makes a row the draft: what came in was not edited here."""
    return EDIT_AGAIN if row.source == "sent" else OPEN_AS_DRAFT


def row_menu(actions: RowActions, parent: QWidget) -> QMenu:
    """The menu of the selected rows. What does not fit their number says why at its right. The keys
    are only named: the table handles them.
    """
    selected = len(actions.table.selected_rows())
    one, two = selected == 1, selected == 2
    all_of = "" if one else " both" if two else f" all {selected:,}"
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)

    def entry(
        text: str, run: Callable[[], object], sign: str, hint: str = "", *, fits: bool = True
    ) -> QAction:
        action = menu.addAction(icon(sign, _tone(text)), f"{text}\t{hint}" if hint else text)
        action.setEnabled(fits)
        action.triggered.connect(lambda _checked=False: run())
        return action

    entry(f"Send{all_of} again", actions.resend, "send", "Ctrl+Shift+Enter")
    only = "" if one else "select one row"
    row = actions.current_row()
    edit = edit_words(row) if row else EDIT_AGAIN
    entry(edit, actions.edit_again, "pencil", only or "Enter", fits=one)
    if two:
        entry("Compare these two", actions.compare, "compare")
    else:
        entry("Compare with draft", actions.compare_with_draft, "compare", only, fits=one)
    entry(CONFIRM, actions.confirm, "eye", "Ctrl+Shift+Y")
    menu.addMenu(copy_menu(actions, menu, one=one))
    menu.addMenu(actions.exports.menu(menu))
    entry("Expect this in CI" if one else "Expect these in CI", actions.expect_in_ci, "check")
    menu.addSeparator()
    unstar = f"Remove{all_of} star{'' if one else 's'}"
    entry(unstar if actions.all_starred else f"Star{all_of}", actions.star, "star", "S")
    entry("Note…", actions.table.edit_note, "sticky-note", "F2" if one else only, fits=one)
    menu.addSeparator()
    entry(f"Delete{all_of}", actions.delete, "trash", "Del")
    return menu


def _tone(text: str) -> IconTone:
    return "error" if text.startswith("Delete") else "text"


def copy_menu(actions: RowActions, parent: QMenu, *, one: bool) -> QMenu:
    """Copies rows as a table, or one request in any format."""
    menu = actions.copying.menu(actions.current_wire, parent)
    menu.setIcon(icon("copy"))
    for action in menu.actions():
        action.setEnabled(one)
        action.setToolTip("" if one else SELECT_ONE)
    first = menu.actions()[0] if menu.actions() else None
    rows = QAction("Rows as a table\tCtrl+C", menu)
    rows.triggered.connect(actions.copy_rows)
    menu.insertAction(first, rows)  # type: ignore[arg-type]
    menu.insertSeparator(first)  # type: ignore[arg-type]
    return menu


def more_menu(actions: RowActions, parent: QWidget) -> QMenu:
    """What else can be done with the rows whose details are shown."""
    one = len(actions.table.selected_rows()) == 1
    menu = QMenu(parent)
    menu.addAction(icon("eye"), f"{CONFIRM}\tCtrl+Shift+Y").triggered.connect(actions.confirm)
    menu.addMenu(copy_menu(actions, menu, one=one))
    menu.addMenu(actions.exports.menu(menu))
    expect = menu.addAction(icon("check"), "Expect this in CI" if one else "Expect these in CI")
    expect.triggered.connect(actions.expect_in_ci)
    menu.addSeparator()
    star = "Star" if not actions.all_starred else "Remove star" if one else "Remove stars"
    menu.addAction(icon("star"), f"{star}\tS").triggered.connect(actions.star)
    note = menu.addAction(icon("sticky-note"), "Note…\tF2")
    note.triggered.connect(actions.table.edit_note)
    note.setEnabled(one)
    menu.addSeparator()
    menu.addAction(icon("trash", "error"), "Delete\tDel").triggered.connect(actions.delete)
    return menu


Action = Callable[[RowActions], object]
"""What a command does with the actions of the list in sight."""


def selection_commands(in_sight: Callable[[], RowActions]) -> tuple[Command | Menu | None, ...]:
    """Commands of the window's menus and the palette, for the selected rows of the list in sight.
    If the number of selected rows does not fit when one is run, a message says why.
    """

    def entry(text: str, run: Action, number: int, key: str) -> Command:
        hint = f"In the history: {key}" if key else ""
        return _command(in_sight, text, run, number, hint=hint)

    return (
        entry("Edit again", RowActions.edit_again, 1, "Enter"),
        entry("Compare selected", RowActions.compare, 2, "of two rows"),
        entry("Compare with draft", RowActions.compare_with_draft, 1, ""),
        entry("Star or unstar", RowActions.star, 0, "S"),
        entry("Write a note", lambda actions: actions.table.edit_note(), 1, "F2"),
        entry("Expect in CI", RowActions.expect_in_ci, 0, ""),
        Menu("Export selected", tuple(_exports(entry))),
        Menu("Copy selected", tuple(_copies(entry))),
        entry("Delete selected", RowActions.delete, 0, "Del"),
    )


def resend_command(in_sight: Callable[[], RowActions]) -> Command:
    return _command(
        in_sight, "Send selected again", RowActions.resend, 0, "Ctrl+Shift+Return"
    )._replace(once=True)


MakeEntry = Callable[[str, Action, int, str], Command]


def _exports(entry: MakeEntry) -> Iterator[Command]:
    for export in EXPORT_FORMATS.values():

        def ask(actions: RowActions, export: ExportFormat = export) -> None:
            actions.exports.ask(export)

        yield entry(f"Export as {export.title}…", ask, 0, "")


def _copies(entry: MakeEntry) -> Iterator[Command]:
    yield entry("Copy rows as a table", RowActions.copy_rows, 0, "Ctrl+C")
    for target in TARGETS:

        def copy(actions: RowActions, target: CopyTarget = target) -> None:
            actions.copy_request_as(target)

        yield entry(f"Copy as {target.title}", copy, 1, "")


def _command(
    in_sight: Callable[[], RowActions],
    text: str,
    run: Action,
    number: int,
    keys: str = "",
    *,
    hint: str = "",
) -> Command:
    """A command for `number` selected rows; 0 is any number."""

    def run_or_say_why() -> None:
        actions = in_sight()
        reason = _why_not(actions, number)
        if reason:
            actions.show_notice(reason)
        else:
            run(actions)

    return Command(text, run_or_say_why, keys, hint, lambda: _why_not(in_sight(), number))


def _why_not(actions: RowActions, wanted: int) -> str:
    """Why the selection does not have `wanted` rows, or "" if it has; 0 is any number."""
    selected = len(actions.table.selected_rows())
    if selected and wanted in (0, selected):
        return ""
    if wanted == 2:
        return SELECT_TWO
    return SELECT_ONE if selected else SELECT_FIRST


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
        menu.setIcon(icon("download"))
        for export in EXPORT_FORMATS.values():
            menu.addAction(f"{export.title}…").triggered.connect(partial(self.ask, export))
        return menu

    def ask(self, export: ExportFormat, _checked: bool = False) -> None:
        ids = list(self._get_ids())
        if not ids:
            self.refused.emit("Select the rows to export first. Ctrl+A selects all that are shown.")
            return
        rows = f"{len(ids):,} request{'' if len(ids) == 1 else 's'}"
        ask_new_file(
            self._window,
            f"Export {rows}: {export.title}",
            lambda path: self.wanted.emit(ids, export, path),
            name=f"tracking-requests.{export.suffix}",
            suffix=export.suffix,
        )
