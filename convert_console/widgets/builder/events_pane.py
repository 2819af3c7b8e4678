"""The Events page: the list of events with the form of the current one, and their actions."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.document.payload import Payload, value_at
from convert_console.core.request.event_summary import event_name
from convert_console.core.request.parameters import EVENT_TYPES
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import (
    EventsModel,
    add_event,
    delete_event,
    duplicate_event,
    events_of,
    move_event,
)
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.event_form import EventForm
from convert_console.widgets.builder.event_list import EventList
from convert_console.widgets.builder.form import FormFoot
from convert_console.widgets.builder.tab_order import insert_in_tab_order
from convert_console.widgets.fields.field import unsupported_text
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.empty_state import EmptyState
from convert_console.widgets.theme.icons import leading_icon
from convert_console.widgets.theme.theme import set_look

FIRST_EVENT = "Add a variation seen (viewExp), a goal reached (hitGoal) or a transaction (tr)."


class EventsPane(QWidget):
    """If there are events, one of them is current, and the card of one is open.

    Signals:
        opened: the card of another event is open.
    """

    opened = Signal()

    def __init__(
        self,
        document: RequestDocument,
        events: EventsModel,
        problems: Problems,
        catalog: CurrentCatalog,
        after: QWidget,
        parent: QWidget,
    ) -> None:
        """Tab comes to the cards from `after`."""
        super().__init__(parent)
        self._document = document
        self._events = events
        self._before: list[Payload] = events_of(document.payload)
        self.form = EventForm(document, problems, catalog)
        self.list = EventList(events, self.form, self.form.kind, problems, after, self)
        self._pages = QStackedLayout()
        self._empty = EmptyState(parent=self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        self.add_buttons = [AddEventButton(choice.value, self) for choice in EVENT_TYPES]
        self.verify = LinkButton("Verify…", self)
        self.verify.setAccessibleName("Verify a conversion")
        self.verify.setToolTip("Send one conversion by names, and follow it (Ctrl+G)")
        self._place()
        insert_in_tab_order(self, after, (self.form.kind, self.list.more))
        self.form.follow(self.list.more)
        for button in self.add_buttons:
            button.clicked.connect(partial(self.add, button.kind))
        self.list.opened.connect(self._show_open)
        self.list.menu_requested.connect(self._open_menu)
        self.list.moved.connect(self._move_to)
        self.list.delete_requested.connect(partial(delete_event, document))
        self.list.entered.connect(self.form.focus_first)
        events.dataChanged.connect(self._follow_moved)
        document.changed.connect(self._keep_events)  # once the model has read them
        events.rowsInserted.connect(self._choose_first_changed)
        events.rowsRemoved.connect(self._choose_first_changed)

    @property
    def row(self) -> int:
        """The row of the current event; -1 for none."""
        return self.list.row

    def choose(self, row: int) -> None:
        """Open the card of an event, or the last one."""
        self.list.open(min(max(row, 0), self._events.rowCount() - 1))

    def _choose_first_changed(self, _parent: QModelIndex, first: int) -> None:
        self.choose(first)

    def _follow_moved(self, first: QModelIndex, last: QModelIndex) -> None:
        """Keep the current and the open event if one was moved, be it by undo: before the form is
        refreshed, which would show another event and lose the focus.
        """
        start, end = first.row(), last.row() + 1
        before, after = self._before[start:end], events_of(self._document.payload)[start:end]
        rows = (self.list.row, self.list.open_row)
        row, open_row = (start + moved_to(before, after, at - start) for at in rows)
        if (row, open_row) != rows:
            self.list.follow(row, open_row)

    def _keep_events(self) -> None:
        self._before = events_of(self._document.payload)

    def refresh(self) -> None:
        """Show the list and the values of the open event, or why there is no event."""
        focused = self._focused()
        if self._events.rowCount() and self.list.open_row < 0:
            self.choose(0)
        if not self._events.rowCount():
            self._empty.set_state("list", *_reason_for_empty(self._document.payload))
        self._pages.setCurrentWidget(self.list if self._events.rowCount() else self._empty)
        editable = self._document.editable_by_form
        self._foot.rest(not editable)
        for part in (self.form, self.form.kind):
            if part.isEnabled() != editable:
                part.setEnabled(editable)
        self.form.refresh()
        self.list.fit_form()
        if value_at(self._document.payload, ("ev", self.list.open_row)) is None:
            self._keep_focus(focused)

    def _focused(self) -> QWidget | None:
        """What has the keyboard in the list, or in the form of the open event."""
        focused = QApplication.focusWidget()
        return focused if focused is not None and self.list.isAncestorOf(focused) else None

    def _keep_focus(self, focused: QWidget | None) -> None:
        """Put the keyboard on the current card, or on what adds the first event, if the field that
        had it is gone: Qt hands it to the next button, such as the one that adds a field.
        """
        if focused is None or focused.isVisible():
            return
        if self._events.rowCount():
            self.list.focus_card()
        else:
            self.add_buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh_problems(self) -> None:
        """Show problems in the form; the cards show theirs by themselves."""
        self.form.refresh_problems()
        self.list.fit_form()

    def go_to(self, row: int, key: str) -> None:
        """Open an event and focus the field of a key."""
        self.choose(row)
        part = self.form.go_to(key)
        if part is not None:
            self.list.reveal(part)

    def add(self, kind: str) -> None:
        """Append an event of a type, open it, and focus its first empty field."""
        if not self._document.editable_by_form:
            return
        row = add_event(self._document, kind)
        self.choose(row)
        if self.list.open_row != row:  # refused: `ev` is no list
            return
        self.refresh()
        field = self.form.begin()
        self.list.reveal(field)
        # Again once the form has its final height.
        QTimer.singleShot(0, field, lambda: self.list.reveal(field))

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

    def _show_open(self) -> None:
        focused = self._focused()
        self.form.set_row(self.list.open_row)
        self.refresh()
        self._keep_focus(focused)
        self.opened.emit()

    def commands(self) -> tuple[Command | None, ...]:
        """The entries of the menu for the current event; none without one."""
        if self.row < 0:
            return ()
        return (
            Command("Duplicate", self.duplicate, "Ctrl+D"),
            Command("Move up", self.move_up, "Alt+Up"),
            Command("Move down", self.move_down, "Alt+Down"),
            None,
            Command("Delete", self.delete, "Ctrl+Backspace"),
        )

    def _open_menu(self, row: int, place: QPoint) -> None:
        self.list.make_current(row)
        menu = QMenu(self)
        fill(menu, self.commands(), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _place(self) -> None:
        caption = QLabel("Add event", self)
        set_look(caption, role="muted")
        foot = self._foot = FormFoot(self)
        foot.add(caption, *self.add_buttons)
        foot.add_at_end(self.verify)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._pages, 1)
        column.addWidget(foot)


class AddEventButton(QPushButton):
    """Adds an event of a type, which it names as it is sent."""

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(kind, parent)
        self.kind = kind
        number = [choice.value for choice in EVENT_TYPES].index(kind) + 1
        self.setIcon(leading_icon("plus", "accent"))
        self.setAccessibleName(f"Add a {kind} event")
        self.setToolTip(f"Add an event: {event_name(kind).lower()} (Ctrl+{number})")


def moved_to(before: list[Payload], after: list[Payload], row: int) -> int:
    """The row that an event has after the first or the last one was moved to the other end.

    >>> [moved_to(["a", "b", "c"], ["c", "a", "b"], row) for row in range(3)]
    [1, 2, 0]
    >>> [moved_to(["a", "b", "c"], ["b", "c", "a"], row) for row in range(3)]
    [2, 0, 1]
    >>> moved_to(["a", "b"], ["a", "c"], 1)
    1
    """
    if before != after and 0 <= row < len(before) == len(after):
        for step in (1, -1):
            if after == before[-step:] + before[:-step]:
                return (row + step) % len(before)
    return row


def _reason_for_empty(payload: Payload) -> tuple[str, str]:
    """The title and sentence of the empty state."""
    if not isinstance(payload, dict):
        return "No JSON object", "Events can be added once the JSON is a valid object."
    events = value_at(payload, ("ev",))
    if events is None or isinstance(events, list):
        return "No events yet", FIRST_EVENT
    return "The events are not a list", f"ev: {unsupported_text(events)}"
