"""Rules about the document as a whole: is it JSON, is it an object, are the main keys there."""

import math
from collections.abc import Iterator

from convert_console.core.document.payload import Number, Path, Payload, SyntaxFault, parse
from convert_console.core.linter.checked_request import LOOK, Event, Request
from convert_console.core.linter.fixes import CutText, PutIntoList, RenameKey, SetValue, Splice
from convert_console.core.linter.id_shapes import container_in, flattened, is_blank
from convert_console.core.linter.problem import (
    Finding,
    Fix,
    error,
    fault_sentence,
    info,
    short,
    warning,
)
from convert_console.core.linter.rule import Rule, document_rule
from convert_console.core.request.parameters import EVENT, PARAMETERS
from convert_console.core.text import is_digits

EXACT_LIMIT = 2**53
"""Integers beyond it lose digits wherever numbers are binary fractions, as in JavaScript."""


@document_rule("json-syntax")
def json_syntax(request: Request) -> Iterator[Finding]:
    """The text is not JSON."""
    fault = request.draft.reading.fault
    if fault:
        yield error((), fault_sentence(fault), _one_character_too_many(request.draft.text, fault))


@document_rule("not-an-object")
def not_an_object(request: Request) -> Iterator[Finding]:
    """The document is a list or a plain value."""
    reading = request.draft.reading
    if not reading.fault and not isinstance(reading.payload, dict):
        yield error(
            (), "The document must be an object. Put it into { } with cid, pid, vid and ev."
        )


def _missing(key: str, meaning: str, next_step: str) -> Rule:
    def find(request: Request) -> Iterator[Finding]:
        if not isinstance(request.draft.payload, dict) or not _is_missing(request, key):
            return
        known = {"cid": request.profile.account, "pid": request.profile.project}.get(key, "")
        certain = is_digits(known)
        fix = Fix(f"Write {key} {known}", SetValue((key,), known)) if certain else None
        state = "is empty" if key in request.document else "is missing"
        yield error((key,), f"{meaning} ({key}) {state}. {next_step}", fix)

    return Rule(f"missing-{key}", of_request=find)


missing_cid = _missing("cid", "The account id", "Enter the account id.")
missing_pid = _missing("pid", "The project id", "Enter the project id.")
missing_vid = _missing(
    "vid", "The visitor id", "Enter the visitor id, or make a new one for a test."
)
missing_ev = _missing("ev", "The list of events", "Add at least one event.")


@document_rule("ev-empty")
def ev_empty(request: Request) -> Iterator[Finding]:
    """`ev` is there, but is no list or has no event."""
    listed = request.document.get("ev")
    if listed is None or (isinstance(listed, list) and listed) or _is_empty_text(listed):
        return
    if container_in(listed) is not None:  # see json-text
        return
    if isinstance(listed, list):
        yield error(("ev",), "There are no events. Add at least one.")
        return
    fix = None
    if isinstance(listed, dict) and "evt" in listed:
        fix = Fix("Put the event into a list", PutIntoList(("ev",)))
    elif isinstance(listed, dict) and _is_numbered(listed):
        fix = Fix("Write them as a list", SetValue(("ev",), list(listed.values())))
    yield error(("ev",), "The events (ev) must be a list. Put them into [ ].", fix)


@document_rule("duplicate-key")
def duplicate_key(request: Request) -> Iterator[Finding]:
    """The same key occurs twice in one object."""
    for path in request.draft.reading.duplicates:
        yield warning(
            path,
            f"The key “{path[-1]}” occurs twice in one object; common parsers keep the last. "
            "Remove one of them.",
        )


@document_rule("json-text")
def json_text(request: Request) -> Iterator[Finding]:
    """JSON inside a text in place of `ev`, of an event, or of a list in `seg`.

    `seg` itself is reported by `seg-not-object`.
    """
    listed = request.document.get("ev")
    inner = container_in(listed)
    if inner is not None:
        yield _json_text(("ev",), "The events (ev) are", SetValue(("ev",), _events_in(inner)))
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(item, str):
            continue
        request.effort.spend(LOOK + 10 * len(item))
        inner = container_in(item)
        if isinstance(inner, dict):
            yield _json_text(("ev", index), "This event is", SetValue(("ev", index), inner))
        elif inner is not None:
            events = _events_in(inner)
            fix = Splice(("ev",), index, tuple(events)) if _are_events(events) else None
            yield _json_text(("ev", index), "This event is", fix)
    for key, verb in (("devices", "The devices are"), ("cust", "The custom audiences are")):
        inner = container_in(request.segments.get(key))
        if inner is not None:
            path = ("seg", key)
            items = inner if isinstance(inner, list) else flattened(inner)
            yield _json_text(path, verb, None if items is None else SetValue(path, items))


def _json_text(path: Path, what: str, change: SetValue | Splice | None) -> Finding:
    sentence = f"{what} JSON inside a text. Write the JSON itself, without the quotes."
    return error(path, sentence, Fix("Unwrap it", change) if change else None)


def _events_in(value: Payload) -> list[Payload]:
    """The events of unwrapped JSON, also those that are JSON text again."""
    items = value if isinstance(value, list) else [value]
    if isinstance(value, dict) and _is_numbered(value):
        items = list(value.values())
    events: list[Payload] = []
    for item in items:
        inner = container_in(item)
        events.append(item if inner is None else inner)
    return events


def _are_events(items: list[Payload]) -> bool:
    return bool(items) and all(isinstance(item, dict) for item in items)


def _is_numbered(value: dict[str, Payload]) -> bool:
    """Whether an object is a list as PHP writes one: its keys are "0", "1" and so on."""
    return _are_events(list(value.values())) and list(value) == [str(i) for i in range(len(value))]


# Keys that the endpoint is not known to read.

_KNOWN_KEYS = frozenset(row.path[0] for row in PARAMETERS)
_EVENT_KEYS = frozenset(row.wire_name for row in EVENT) | {"tid"}  # see tid-in-event
_V1_NAMES = {row.v1: row.wire_name for row in PARAMETERS if row.v1 and row.path[0] != "seg"}
_SPELLINGS = {name.lower(): name for name in (*_KNOWN_KEYS, *_EVENT_KEYS)} | {
    "revenue": "r",
    "quantity": "prc",
    "products": "prc",
    "transactionid": "tid",
    "currency": "",
}
_MEANINGS = {
    "r": "the amount as r, in the tr event",
    "prc": "the number of products as prc, in the tr event",
    "tid": "the order number as tid, at the top level",
}
_PLAIN_VALUES = (str, Number)


def _unknown_keys(place: Request | Event) -> Iterator[Finding]:
    in_event = isinstance(place, Event)
    body, start = (place.body, place.at()) if isinstance(place, Event) else (place.document, ())
    known = _EVENT_KEYS if in_event else _KNOWN_KEYS
    for key, value in body.items():
        if key in known:
            continue
        path = (*start, key)
        meant = _SPELLINGS.get(key.lower().replace("_", "").replace("-", ""))
        if meant is None or meant == key:
            yield info(path, _not_read(key, in_event))
        elif not meant:
            yield no_currency(path, key)
        else:
            yield warning(
                path,
                f"“{short(key)}” is not known to be read. Write "
                f"{_MEANINGS.get(meant) or f'it as {meant}'}.",
                _renaming(place, path, meant, value),
            )


def no_currency(path: Path, key: str) -> Finding:
    """What to do about a key that names a currency."""
    return warning(
        path,
        f"There is no currency here, and “{short(key)}” is not known to be read. Convert the "
        "amount before you send it, where needed.",
    )


def _not_read(key: str, in_event: bool) -> str:
    if key in (_KNOWN_KEYS if in_event else _EVENT_KEYS):
        where = "at the top level" if in_event else "inside an event"
        return f"{key} is known {where}, and not here. Move it there if it should be read."
    if key in _V1_NAMES:
        return f"{key} is the v1 name, which is not known to be read here. Use {_V1_NAMES[key]}."
    return (
        f"The endpoint is not known to read “{short(key)}”. It is sent as it is; check its "
        "spelling."
    )


def _renaming(place: Request | Event, path: Path, meant: str, value: Payload) -> Fix | None:
    """A new name, where the value fits it and the name is free."""
    if isinstance(place, Event):
        fits = meant in _EVENT_KEYS and meant not in place.body
        if meant in ("r", "prc"):
            fits = fits and place.kind == "tr" and isinstance(value, _PLAIN_VALUES)
    else:
        fits = meant in _KNOWN_KEYS and meant not in place.document
    if meant == "tid":
        fits = fits and isinstance(value, _PLAIN_VALUES)
    return Fix(f"Rename to {meant}", RenameKey(path, meant)) if fits else None


unknown_key = Rule("unknown-key", _unknown_keys, _unknown_keys)


# Numbers that readers round.


def _rounded_in(value: Payload, path: Path) -> Iterator[Finding]:
    if isinstance(value, Number):
        if is_beyond_exact(value.literal):
            yield info(
                path,
                f"{short(value)} is beyond 2^53: JavaScript and other readers round it to another "
                "number. Write it as text if each digit matters.",
            )
        elif math.isinf(float(value.literal)):
            yield warning(
                path,
                f"{short(value)} is beyond 1.8E+308, the largest number of JavaScript and other "
                "readers: they take it for infinity, or refuse it. Correct it.",
            )
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (Number, dict, list)):
                yield from _rounded_in(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            if isinstance(inner, (Number, dict, list)):
                yield from _rounded_in(inner, (*path, position))


def _rounded_in_request(request: Request) -> Iterator[Finding]:
    if request.is_get:  # see get-number-form
        return
    for key, value in request.document.items():
        if key == "ev" and isinstance(value, list):
            for index, item in enumerate(value):
                if not isinstance(item, dict):
                    yield from _rounded_in(item, ("ev", index))
        else:
            yield from _rounded_in(value, (key,))


def _rounded_in_event(event: Event) -> Iterator[Finding]:
    if event.method == "POST":
        yield from _rounded_in(dict(event.body), event.at())


number_precision = Rule("number-precision", _rounded_in_request, _rounded_in_event)


def is_beyond_exact(literal: str) -> bool:
    """Whether a number is an integer that a binary fraction of 64 bits cannot hold for sure."""
    if not literal.lstrip("-").isdecimal() or len(literal) <= 15:
        return False
    return abs(int(literal[:40])) > EXACT_LIMIT


def _is_missing(request: Request, key: str) -> bool:
    value = request.document.get(key)
    if key == "ev":  # another rule reports an empty list
        return value is None or _is_empty_text(value)
    return is_blank(value)


def _is_empty_text(value: Payload) -> bool:
    return isinstance(value, str) and not value.strip()


def _one_character_too_many(text: str, fault: SyntaxFault) -> Fix | None:
    """A repair where a lone comma, colon or semicolon is all that is wrong.

    The article's own example ends in `}:`.
    """
    before = len(text[: fault.offset].rstrip()) - 1
    for offset in (fault.offset, before):
        char = text[offset : offset + 1]
        if char and char in ",:;" and not parse(text[:offset] + text[offset + 1 :]).fault:
            return Fix(f"Remove the “{char}”", CutText(offset, char))
    return None
