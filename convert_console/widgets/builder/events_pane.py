"""The Events page: the list of events with the form of the current one, and their actions."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from convert_console.core.document.payload import Payload, value_at
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import (
    EventsModel,
    add_event,
    delete_event,
    duplicate_event,
    move_event,
)
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.event_form import EventForm
from convert_console.widgets.builder.event_list import EventList
from convert_console.widgets.fields.field import unsupported_text
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.empty_state import EmptyState

FIRST_EVENT = "Add a variation seen (viewExp), a goal reached (hitGoal) or a transaction (tr)."


class EventsPane(QWidget):
    """If there are events, one of them is the current event.

    Signals:
        added(int): the user added the event in this row.
    """

    added = Signal(int)

    def __init__(
        self,
        document: RequestDocument,
        events: EventsModel,
        problems: Problems,
        catalog: CurrentCatalog,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._events = events
        self.form = EventForm(document, problems, catalog)
        self.list = self.form.after = EventList(events, self.form, problems, self)
        self._pages = QStackedLayout(self)
        self._empty = EmptyState(parent=self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        self.list.selectionModel().currentChanged.connect(self._show_current)
        self.list.menu_requested.connect(self._open_menu)
        self.list.moved.connect(self._move_to)
        events.rowsInserted.connect(self._choose_first_changed)
        events.rowsRemoved.connect(self._choose_first_changed)
        # Queued: names in the fields change the height of the form, and so that of its card.
        catalog.changed.connect(self._refresh_form_height, Qt.ConnectionType.QueuedConnection)

    @property
    def row(self) -> int:
        """The row of the current event; -1 for none."""
        return self.list.currentIndex().row()

    def choose(self, row: int) -> None:
        """Open the card of an event, or the last one."""
        last = self._events.rowCount() - 1
        index = self._events.index(min(max(row, 0), last))
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.list.scrollTo(index)

    def _choose_first_changed(self, _parent: QModelIndex, first: int) -> None:
        self.choose(first)

    def refresh(self) -> None:
        """Show the list and the values of the current event, or why there is no event."""
        if self._events.rowCount() and self.row < 0:
            self.choose(0)
        if not self._events.rowCount():
            self._empty.set_state("list", *_reason_for_empty(self._document.payload))
        self._pages.setCurrentWidget(self.list if self._events.rowCount() else self._empty)
        self.form.setEnabled(self._document.editable_by_form)
        if self.form.refresh():
            self.list.update_layout()

    def refresh_problems(self) -> None:
        """Show problems on the cards and in the form."""
        self.form.refresh()
        self.list.viewport().update()

    def go_to(self, row: int, key: str) -> None:
        """Open an event and focus the field of a key."""
        self.choose(row)
        self.form.go_to(key)

    def add(self, kind: str) -> None:
        """Append an event of a type, open it, and focus its first empty field."""
        if not self._document.editable_by_form:
            return
        row = add_event(self._document, kind)
        self.choose(row)
        if self.row != row:  # refused: `ev` is no list
            return
        self.refresh()
        field = self.form.begin()
        self.list.reveal(field)
        # Again once the form has its final height.
        QTimer.singleShot(0, field, lambda: self.list.reveal(field))
        self.added.emit(row)

    def duplicate(self) -> None:
        """Copy the current event and open the copy."""
        if self.row >= 0:
            duplicate_event(self._document, self.row)

    def delete(self) -> None:
        """Delete the current event."""
        if self.row >= 0:
            delete_event(self._document, self.row)

    def move_up(self) -> None:
        """Move the current event up by one."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the current event down by one."""
        self._move(1)

    def _move(self, step: int) -> None:
        if self.row >= 0:
            self._move_to(self.row, self.row + step)

    def _move_to(self, row: int, to: int) -> None:
        if move_event(self._document, row, to):
            self.choose(to)

    def _refresh_form_height(self) -> None:
        self.form.refresh()
        self.list.update_layout()

    def _show_current(self) -> None:
        self.form.set_row(self.row)
        self.refresh()

    def _open_menu(self, row: int) -> None:
        self.choose(row)
        menu = QMenu(self)
        entries = (
            Command("Duplicate", self.duplicate, "Ctrl+D"),
            Command("Move up", self.move_up, "Alt+Up"),
            Command("Move down", self.move_down, "Alt+Down"),
            None,
            Command("Delete", self.delete, "Ctrl+Backspace"),
        )
        fill(menu, entries, menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())


def _reason_for_empty(payload: Payload) -> tuple[str, str]:
    """The title and sentence of the empty state."""
    events = value_at(payload, ("ev",))
    if events is None or isinstance(events, list):
        return "No events yet", FIRST_EVENT
    return "The events are not a list", f"ev: {unsupported_text(events)}"
