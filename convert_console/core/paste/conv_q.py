"""Reads calls of `_conv_q`, by which a page reports conversions and revenue to Convert's script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.json_repair import repaired
from convert_console.core.paste.pasted_ids import event, ids_of, left_out, listed
from convert_console.core.paste.repair_notes import beyond_style
from convert_console.core.paste.results import (
    Recognised,
    Unrecognised,
    only_first,
    reader,
    request_of,
    without_empty,
)
from convert_console.core.text import plain_text

CALLS_LIMIT = 2_000


@reader("_conv_q calls")
def read_conv_q(text: str) -> Recognised | Unrecognised | None:
    """One document with an event for each call, in their order."""
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


@reader("_conv_q calls")
def read_conv_q_object(value: dict[str, Payload]) -> Recognised | None:
    """The object of one call: `{what, params}`."""
    return _alone(value) if value.get("what") in _KNOWN else None


@reader("_conv_q calls")
def read_conv_q_list(value: list[Payload]) -> Recognised | None:
    """The list of one call, `["triggerConversion", "7"]`, or a list of calls."""
    if _is_list_of_calls(value):
        calls = Calls()
        for call in value:
            calls.take(call)
        return _from(calls, ())
    return _alone(value) if value and value[0] in _KNOWN else None


_PUSH = re.compile(
    r"_conv_q(?:[\"']\])?(?:(?:\s*+\|\|\s*+\[\s*+\]\s*+\))?\s*+\??\.\s*+push\s*+\(\s*+(?=[\[{])"
    r"|\s*+=\s*+(?=\[\s*+[\[{]))"
)
_CALL = r"""(?:\[|\{\s*+["'`]?what["'`]?\s*+:)\s*+["'`](?:triggerConversion|pushRevenue)["'`]"""
_LINE = re.compile(rf"^[ \t]*+(?={_CALL})", re.MULTILINE)  # calls without the name of the queue
_ANOTHER = re.compile(r"\s*+,\s*+(?=[\[{])")  # push takes several
_FILL_IN = (
    "The page's script adds account, project, visitor and variations itself: fill in cid, pid, "
    "vid, exps and vars."
)
_NONE = (
    "These calls of _conv_q report no conversion and no revenue. Paste a call of "
    "triggerConversion or pushRevenue."
)
_FIRST = only_first(CALLS_LIMIT, "calls")
_UNREADABLE = "Calls that could not be read were left out."
_UNREADABLE_LIMIT = 3
"""Calls that cannot be read; each may take as long as the whole text, so no more are tried."""

_KNOWN = ("triggerConversion", "pushRevenue", "identify")


def _alone(call: Payload) -> Recognised | None:
    calls = Calls()
    calls.take(call)
    return _from(calls, ())


def _arguments(text: str, start: re.Pattern[str]) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    """The arguments. Each search starts where the last argument ended, so the time is linear."""
    place = unreadable = 0
    while unreadable < _UNREADABLE_LIMIT and (match := start.search(text, place)):
        argument = repaired(text, match.end())
        if argument is None:
            unreadable += 1
            yield None, (_UNREADABLE,)
        while argument is not None:
            place = argument.end
            yield parse(argument.text).payload, beyond_style(argument.notes)
            another = _ANOTHER.match(text, place)
            argument = repaired(text, another.end()) if another else None
        place = max(place, match.end())


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
    request = request_of(document, _FILL_IN, *calls.notes, *remarks)
    return Recognised((request,))


# The calls one by one, and the events that they mean.

_ONE_ID = "A request has one transaction id; left out: {}."
_NEEDS_HIT = "pushRevenue became tr; a report also needs a hitGoal for the same goal."
_NO_REPORT = "Left out calls that report nothing: {}."
_NO_PLACE = "A tracking request has no field for them."


class Calls:
    """Collects events from calls in order. `visitor` comes from `identify`.

    A call is `["pushRevenue", amount, products, goal]` or `{what, params: {amount, …}}`.
    """

    def __init__(self) -> None:
        self.events: list[Payload] = []
        self.visitor: Payload = None
        self.transaction: Payload = None
        self.others = False
        self._others: dict[str, None] = {}
        self._other_ids: dict[str, None] = {}
        self._lost: dict[str, Payload] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be kept, and what to look at."""
        sold = any(isinstance(e, dict) and e["evt"] == "tr" for e in self.events)
        remarks: tuple[str, ...] = (_NEEDS_HIT,) if sold else ()
        remarks += (_ONE_ID.format(listed(self._other_ids)),) if self._other_ids else ()
        remarks += left_out(self._lost, (), _NO_PLACE)
        return remarks + ((_NO_REPORT.format(listed(self._others)),) if self._others else ())

    def take(self, call: Payload) -> None:
        """Read one call."""
        name, params = _name_and_params(call)
        if name == "triggerConversion":
            self.events.append(event("hitGoal", [], ids_of(params.get("goalId"))))
        elif name == "pushRevenue":
            self._revenue(params)
        elif name == "identify":
            self.visitor = params.get("visitorId")
        else:
            self._others.setdefault(name)
            self.others = True
            return
        self._lost |= {key: value for key, value in params.items() if key not in _TAKEN[name]}

    def _revenue(self, params: dict[str, Payload]) -> None:
        sale = event("tr", [], ids_of(params.get("goalId")))
        sale |= without_empty(r=params.get("amount"), prc=params.get("productsCount"))
        self.events.append(sale)
        transaction = params.get("transactionId")
        if transaction is not None and self.transaction not in (None, transaction):
            self._other_ids.setdefault(plain_text(transaction))
        self.transaction = transaction if self.transaction is None else self.transaction


_POSITIONS = {
    "triggerConversion": ("goalId",),
    "pushRevenue": ("amount", "productsCount", "goalId"),
    "identify": ("visitorId",),
}
_TAKEN = _POSITIONS | {"pushRevenue": ("amount", "productsCount", "goalId", "transactionId")}


def _name_and_params(call: Payload) -> tuple[str, dict[str, Payload]]:
    if isinstance(call, dict):
        params = call.get("params")
        return plain_text(call.get("what")), params if isinstance(params, dict) else {}
    if isinstance(call, list) and call:
        name = plain_text(call[0])
        known = _POSITIONS.get(name, ())
        keys = (f"argument {place}" for place in range(len(known) + 1, len(call)))
        return name, dict(zip((*known, *keys), call[1:], strict=False))
    return plain_text(call), {}
