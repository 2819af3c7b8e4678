"""The events of the document as a list model that signals only what has changed."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from convert_console.core.document.edits import moved, with_copy, with_item, without
from convert_console.core.document.payload import Payload, equal_start
from convert_console.core.request.event_summary import event_line, event_name
from convert_console.core.text import cut_short, plain_text
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.document.document import RequestDocument

Index = QModelIndex | QPersistentModelIndex

KIND = Qt.ItemDataRole.UserRole + 1
LINE = Qt.ItemDataRole.UserRole + 2
NAME = Qt.ItemDataRole.UserRole + 3


class EventsModel(QAbstractListModel):
    """One row for each event: its type as sent (`KIND`) and by name (`NAME`), and its summary
    (`LINE`).
    """

    def __init__(
        self, document: RequestDocument, catalog: CurrentCatalog, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._catalog = catalog
        self._events: list[Payload] = []
        self._key = ""
        document.changed.connect(self.read)
        catalog.changed.connect(self._refresh_names)
        self.read()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._events)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._events):
            return None
        event = self._events[index.row()]
        if role == KIND:
            return cut_short(plain_text(event.get("evt"))) if isinstance(event, dict) else "?"
        if role == NAME:
            return event_name(event.get("evt")) if isinstance(event, dict) else "Not an event"
        if role == LINE:
            return event_line(event, self._catalog.name)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{self.data(index, KIND)} {self.data(index, LINE)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{index.row() + 1} {self.data(index)}"
        return None

    def read(self) -> None:
        """Read the events of the document; equal ones at both ends keep their rows. While the text
        is broken, the last readable events stay.
        """
        same, self._key = self._document.key == self._key, self._document.key
        if same and self._document.fault is not None and not self._document.draft.heavy:
            return
        new = events_of(self._document.payload)
        old = self._events
        start = equal_start(old, new)
        end = equal_start(old[start:][::-1], new[start:][::-1])
        altered = min(len(old), len(new)) - start - end
        if altered:  # before rows are inserted or removed: views expect the others to stay
            self._events = [*old[:start], *new[start : start + altered], *old[start + altered :]]
            self.dataChanged.emit(self.index(start), self.index(start + altered - 1))
        self._take(new, start + altered)

    def _refresh_names(self) -> None:
        if self._events:
            self.dataChanged.emit(self.index(0), self.index(len(self._events) - 1))

    def _take(self, new: list[Payload], at: int) -> None:
        added = len(new) - len(self._events)
        if added > 0:
            self.beginInsertRows(QModelIndex(), at, at + added - 1)
        elif added < 0:
            self.beginRemoveRows(QModelIndex(), at, at - added - 1)
        self._events = new
        if added > 0:
            self.endInsertRows()
        elif added < 0:
            self.endRemoveRows()


def events_of(payload: Payload) -> list[Payload]:
    """The list under `ev`; empty where there is none."""
    events = payload.get("ev") if isinstance(payload, dict) else None
    return events if isinstance(events, list) else []


# Edits of the list of events; each is one undo step.

INHERITED = ("goals", "exps", "vars")


def new_event(kind: str, events: list[Payload]) -> dict[str, Payload]:
    """A new event of a type, with the ids of the last event that has them; without goals that
    another event of the type has already, since a goal counts once per visitor.

    >>> before = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"]}
    >>> new_event("viewExp", [before])
    {'evt': 'viewExp', 'exps': ['1'], 'vars': ['2']}
    >>> new_event("hitGoal", [before])["goals"], new_event("tr", [before])["goals"]
    (['7'], [])
    """
    event: dict[str, Payload] = {"evt": kind}
    for key in INHERITED:
        if key == "goals" and kind == "viewExp":
            continue
        known = (e[key] for e in reversed(events) if isinstance(e, dict) and e.get(key))
        event[key] = next(known, [])
    taken = set().union(*(_goals(e) for e in events if _kind(e) == kind))
    if _goals(event) & taken:
        event["goals"] = []
    return event


def _kind(event: Payload) -> Payload:
    return event.get("evt") if isinstance(event, dict) else None


def _goals(event: Payload) -> set[str]:
    goals = event.get("goals") if isinstance(event, dict) else None
    return {plain_text(goal) for goal in goals} if isinstance(goals, list) else set()


def add_event(document: RequestDocument, kind: str) -> int:
    """Append an event; its row."""
    events = events_of(document.payload)
    _append(document, len(events), new_event(kind, events), f"Add {kind}")
    return len(events)


def add_event_for(document: RequestDocument, goal: str) -> int:
    """Append a hitGoal for a goal, with the pair of its neighbour; its row, -1 if it cannot be."""
    events = events_of(document.payload)
    row, event = len(events), {**new_event("hitGoal", events), "goals": [goal]}
    _append(document, row, event, "Add hitGoal")
    return row if len(events_of(document.payload)) > row else -1


def _append(document: RequestDocument, row: int, event: dict[str, Payload], label: str) -> None:
    offsets = document.event_offsets()
    document.change_text(lambda text: with_item(text, ("ev",), row, event, offsets), label)


def duplicate_event(document: RequestDocument, row: int) -> None:
    """Insert a copy after an event, the same to the character."""
    offsets = document.event_offsets()
    document.change_text(lambda text: with_copy(text, ("ev",), row, offsets), "Duplicate event")


def delete_event(document: RequestDocument, row: int) -> None:
    """Delete an event."""
    offsets = document.event_offsets()
    document.change_text(lambda text: without(text, ("ev", row), offsets), "Delete event")


def move_event(document: RequestDocument, row: int, to: int) -> bool:
    """Move an event to another row, if that exists; whether it was moved."""
    if not 0 <= to < len(events_of(document.payload)) or to == row:
        return False
    offsets = document.event_offsets()
    document.change_text(lambda text: moved(text, ("ev",), row, to, offsets), "Move event")
    return True
