"""Edits of the list of events, each one undo step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convert_console.models.document.events import events_of

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload
    from convert_console.models.document.document import RequestDocument

INHERITED = ("goals", "exps", "vars")


def new_event(kind: str, events: list[Payload]) -> dict[str, Payload]:
    """An event of a type, with the ids of the nearest event before that has them.

    >>> new_event("viewExp", [{"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"]}])
    {'evt': 'viewExp', 'exps': ['1'], 'vars': ['2']}
    """
    event: dict[str, Payload] = {"evt": kind}
    for key in INHERITED:
        if key == "goals" and kind == "viewExp":
            continue
        known = (e[key] for e in reversed(events) if isinstance(e, dict) and e.get(key))
        event[key] = next(known, [])
    return event


def add_event(document: RequestDocument, kind: str) -> int:
    """Append an event; its position."""
    from convert_console.core.document.edits import with_item

    events = events_of(document.payload)
    event = new_event(kind, events)
    row, places = len(events), document.event_places()
    document.change_text(lambda text: with_item(text, ("ev",), row, event, places), f"Add {kind}")
    return len(events)


def duplicate_event(document: RequestDocument, row: int) -> None:
    """Put a copy, the same to the character, behind an event."""
    from convert_console.core.document.edits import with_copy

    places = document.event_places()
    document.change_text(lambda text: with_copy(text, ("ev",), row, places), "Duplicate event")


def delete_event(document: RequestDocument, row: int) -> None:
    """Take an event out."""
    from convert_console.core.document.edits import without

    places = document.event_places()
    document.change_text(lambda text: without(text, ("ev", row), places), "Delete event")


def move_event(document: RequestDocument, row: int, to: int) -> bool:
    """Put an event at another position; whether there was one to go to."""
    if not 0 <= to < len(events_of(document.payload)) or to == row:
        return False
    from convert_console.core.document.edits import moved

    places = document.event_places()
    document.change_text(lambda text: moved(text, ("ev",), row, to, places), "Move event")
    return True
