"""Measures how much of tracking documents a reading has, so that the fullest one can be taken."""

import itertools
from typing import TypeAlias

from convert_console.core.document.payload import Payload
from convert_console.core.paste.repair.json_value import json_in, strict
from convert_console.core.paste.repair.repair_notes import SENTENCES
from convert_console.core.paste.results import PastedRequest, Recognised, Unrecognised
from convert_console.core.paste.unwrap import unescaped

Reading: TypeAlias = Recognised | Unrecognised | None

CERTAIN = 2
"""The least weight of what is surely a document: a single key may belong to another system."""

_EVENT = 10
_DOCUMENT = ("cid", "pid", "vid", "tid", "seg", "ev", "s")
_BEGINS_JSON = ("{", "[", '"', "\\")


def measure(reading: Reading) -> int:
    """How much of tracking documents a reading has; nothing where it is a refusal."""
    return sum(map(weight, reading.requests)) if isinstance(reading, Recognised) else 0


def is_damaged(reading: Reading) -> bool:
    """Whether pieces were left out or put in where they did not fit: it may be read wrongly."""
    if not isinstance(reading, Recognised):
        return False
    notes = itertools.chain(reading.notes, *(request.notes for request in reading.requests))
    return any(note.startswith(_DAMAGE) for note in notes)


_DAMAGE = tuple(
    SENTENCES[kind].partition(":")[0] for kind in ("stray", "value", "comma-missing", "line-break")
)


def weight(request: PastedRequest) -> int:
    """How much of a document a request has: its events count most, then its other keys.

    A project alone, as an address has it, is 1. A body that is no JSON counts by what it says.
    """
    payload = payload_of(request)
    if not isinstance(payload, dict):
        return 0
    events = payload.get("ev")
    count = sum(isinstance(event, dict) for event in events) if isinstance(events, list) else 0
    filled = [key for key in _DOCUMENT if payload.get(key) not in (None, "", [], {})]
    return _EVENT * count + len(filled)


def payload_of(request: PastedRequest) -> Payload:
    """The document; of a broken one what can be read, since what a command sends stays broken."""
    value = strict(request.text)
    if value is None and request.text.lstrip()[:1] in _BEGINS_JSON:
        value = json_in(unescaped(request.text)[0])
    return value.payload if value else None
