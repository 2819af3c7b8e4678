"""Reads calls of `_conv_q`, by which a page tells Convert's script of conversions and revenue."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.conv_q_calls import Calls
from convert_console.core.paste.found import (
    Recognised,
    Unrecognised,
    one,
    only_first,
    request_of,
    without_empty,
)
from convert_console.core.paste.json_repair import repaired
from convert_console.core.paste.loose_notes import beyond_style

WHAT = "Calls of _conv_q"
_PUSH = re.compile(
    r"_conv_q(?:[\"']\])?(?:(?:\s*+\|\|\s*+\[\s*+\]\s*+\))?\s*+\??\.\s*+push\s*+\(\s*+(?=[\[{])"
    r"|\s*+=\s*+(?=\[\s*+[\[{]))"
)
_CALL = r"""(?:\[|\{\s*+["'`]?what["'`]?\s*+:)\s*+["'`](?:triggerConversion|pushRevenue)["'`]"""
_LINE = re.compile(rf"^[ \t]*+(?={_CALL})", re.MULTILINE)  # calls without the name of the queue
_ANOTHER = re.compile(r"\s*+,\s*+(?=[\[{])")  # push takes several
_REST = (
    "The page's script adds account, project, visitor and variations itself: fill in cid, pid, "
    "vid, exps and vars."
)
_NONE = (
    "These calls of _conv_q report no conversion and no revenue. Paste one of triggerConversion or "
    "pushRevenue."
)
CALLS_LIMIT = 2_000
_FIRST = only_first(CALLS_LIMIT, "calls")
_UNREADABLE = "Calls that could not be read were left out."
_UNREADABLE_LIMIT = 3
"""Calls that cannot be read; each may take as long as the whole text, so no more are tried."""

_KNOWN = ("triggerConversion", "pushRevenue", "identify")


def read(text: str) -> Recognised | Unrecognised | None:
    """One document with an event for each call, in their order; `None` without calls."""
    start = _PUSH if "_conv_q" in text else _LINE
    if start is _LINE and (not start.match(text) or len(start.findall(text)) < 2):
        return None
    calls = Calls()
    remarks: dict[str, None] = {}
    arguments = _arguments(text, start)
    for payload, notes in itertools.islice(arguments, CALLS_LIMIT):
        remarks |= dict.fromkeys(notes)
        for call in _calls(payload):
            calls.take(call)
    if next(arguments, None):
        remarks[_FIRST] = None
    return _from(calls, tuple(remarks)) or (Unrecognised(_NONE) if calls.others else None)


def read_object(found: dict[str, Payload]) -> Recognised | None:
    """The object of one call: `{what, params}`."""
    return _alone(found) if found.get("what") in _KNOWN else None


def read_list(found: list[Payload]) -> Recognised | None:
    """The list of one call, `["triggerConversion", "7"]`, or a list of calls."""
    if _is_list_of_calls(found):
        calls = Calls()
        for call in found:
            calls.take(call)
        return _from(calls, ())
    return _alone(found) if found and found[0] in _KNOWN else None


def _alone(call: Payload) -> Recognised | None:
    calls = Calls()
    calls.take(call)
    return _from(calls, ())


def _arguments(text: str, start: re.Pattern[str]) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    """What is pushed. Each search goes on where the last argument ended, so time stays linear."""
    place = unreadable = 0
    while unreadable < _UNREADABLE_LIMIT and (found := start.search(text, place)):
        argument = repaired(text, found.end())
        if argument is None:
            unreadable += 1
            yield None, (_UNREADABLE,)
        while argument is not None:
            place = argument.end
            yield parse(argument.text).payload, beyond_style(argument.notes)
            another = _ANOTHER.match(text, place)
            argument = repaired(text, another.end()) if another else None
        place = max(place, found.end())


def _calls(payload: Payload) -> list[Payload]:
    if payload is None:
        return []
    return payload if isinstance(payload, list) and _is_list_of_calls(payload) else [payload]


def _is_list_of_calls(payload: Payload) -> bool:
    if not isinstance(payload, list) or not payload:
        return False
    first = payload[0]
    return isinstance(first, list) or (isinstance(first, dict) and "what" in first)


def _from(calls: Calls, remarks: tuple[str, ...]) -> Recognised | None:
    if not calls.events and calls.visitor is None:
        return None
    document = without_empty(vid=calls.visitor, tid=calls.transaction)
    document["ev"] = list(calls.events)
    return one(WHAT, request_of(document, _REST, *calls.notes, *remarks))
