"""Reads calls of `_conv_q`, by which a page reports conversions and revenue to Convert's script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.paste.comments import without_comments
from convert_console.core.paste.pasted_ids import event, ids_of, left_out, listed
from convert_console.core.paste.repair.json_repair import repaired
from convert_console.core.paste.repair.repair_notes import SENTENCES, beyond_style
from convert_console.core.paste.results import (
    Recognised,
    Unrecognised,
    numbered,
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
    text, about = without_comments(text, start)
    remarks = dict.fromkeys(about)
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
_KNOWN = (
    "triggerConversion",
    "triggerConversions",
    "pushRevenue",
    "sendRevenue",
    "assignVariation",
    "triggerExperienceVariation",
    "identify",
)
"""The calls that say something about a request (npm `@convertcom/tracking-types`)."""

_BEGINS = r"""(?:\[|\{\s*+["'`]?what["'`]?\s*+:)\s*+["'`]"""
_CALL = rf"""{_BEGINS}(?:{"|".join(_KNOWN[:-1])})["'`]"""
_NAMED_CALL = re.compile(rf"""{_BEGINS}(?P<name>\w{{1,60}})["'`]""")
_LINE = re.compile(rf"^[ \t]*+(?={_CALL})", re.MULTILINE)  # calls without the name of the queue
_ANOTHER = re.compile(r"\s*+,\s*+(?=[\[{])")  # push takes several
_FILL_IN = (
    "The page's script adds account, project, visitor and variations itself: fill in {} and {}."
)
_NONE = (
    "These calls of _conv_q report no conversion and no revenue. Paste a call of "
    "triggerConversion or pushRevenue."
)
_FIRST = only_first(CALLS_LIMIT, "calls")
_UNREADABLE = "Calls that could not be read were left out."
_UNREADABLE_LIMIT = 3
"""Calls that cannot be read; each may take as long as the whole text, so no more are tried."""


def _alone(call: Payload) -> Recognised | None:
    calls = Calls()
    calls.take(call)
    return _from(calls, ())


def _arguments(text: str, start: re.Pattern[str]) -> Iterator[tuple[Payload, tuple[str, ...]]]:
    """The arguments. Each search starts where the last argument ended, so the time is linear."""
    place = unreadable = 0
    while unreadable < _UNREADABLE_LIMIT and (match := start.search(text, place)):
        call = _NAMED_CALL.match(text, match.end())
        if call and call["name"] not in _KNOWN:
            # Such as addListener, whose function is no JSON.
            yield [call["name"]], ()
            place = call.end()
            continue
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
    notes = (*calls.notes, *remarks)
    requests = numbered(
        request_of(document, _missing(document), *notes) for document in calls.documents()
    )
    return Recognised(requests)


def _missing(document: dict[str, Payload]) -> str:
    """What is to be filled in."""
    events = document["ev"]
    assert isinstance(events, list)
    missing = ["cid", "pid", *(["vid"] if "vid" not in document else [])]
    missing += [
        key
        for key in ("exps", "vars")
        if not events or any(isinstance(each, dict) and key not in each for each in events)
    ]
    return _FILL_IN.format(", ".join(missing[:-1]), missing[-1])


# The calls one by one, and the events that they mean.

ONE_ID = "A request has one transaction id; left out: {}."
_NEEDS_HIT = "pushRevenue became tr; a report also needs a hitGoal for the same goal."
_NO_REPORT = "Left out calls that report nothing: {}."
NO_PLACE = "A tracking request has no field for them."
_VISITORS = "The calls name {} visitors: each has a request of its own."


class _Event(NamedTuple):
    event: dict[str, Payload]
    visitor: Payload
    transaction: Payload


class Calls:
    """Collects events from calls in order.

    A call is `["pushRevenue", amount, products, goal]` or `{what, params: {amount, …}}`. A call
    without a visitor belongs to the one that `identify` named before it.
    """

    def __init__(self) -> None:
        self._events: list[_Event] = []
        self._visitors: dict[str, Payload] = {}
        self._current: Payload = None
        self._pairs: dict[str, Payload] = {}
        self.others = False
        self._others: dict[str, None] = {}
        self._lost: dict[str, Payload] = {}

    @property
    def events(self) -> list[Payload]:
        """The events of all visitors."""
        return [each.event for each in self._events]

    @property
    def visitor(self) -> Payload:
        """The first visitor that is named; `None` without one."""
        return next(iter(self._visitors.values()), None)

    @property
    def transaction(self) -> Payload:
        """The first transaction id; `None` without one."""
        named = (each.transaction for each in self._events)
        return next((transaction for transaction in named if transaction is not None), None)

    def documents(self) -> Iterator[dict[str, Payload]]:
        """One for each visitor; events before the first one that is named are that one's."""
        visitors = self._visitors or {"": None}
        first = next(iter(visitors))
        of_visitor: dict[str, list[_Event]] = {key: [] for key in visitors}
        for each in self._events:
            of_visitor[first if each.visitor is None else plain_text(each.visitor)].append(each)
        for key, events in of_visitor.items():
            named = (each.transaction for each in events)
            transaction = next((held for held in named if held is not None), None)
            document = without_empty(vid=visitors[key], tid=transaction)
            document["ev"] = [each.event for each in events]
            yield document

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be kept, and what to look at."""
        hits = [goals for each in self._events if (goals := _goals(each, "hitGoal"))]
        sales = [each for each in self._events if each.event["evt"] == "tr"]
        hit = {plain_text(goal) for goals in hits for goal in goals}
        is_short = any(not hit.issuperset(map(plain_text, _goals(sale, "tr"))) for sale in sales)
        remarks: tuple[str, ...] = (_NEEDS_HIT,) if is_short or (sales and not hit) else ()
        if len(self._visitors) > 1:
            remarks += (_VISITORS.format(len(self._visitors)),)
        other_ids = self._other_ids()
        remarks += (ONE_ID.format(listed(other_ids)),) if other_ids else ()
        amounts = (plain_text(sale.event.get("r")) for sale in sales)
        decimals = dict.fromkeys(amount for amount in amounts if "," in amount)
        remarks += (SENTENCES["decimal"].format(listed(decimals)),) if decimals else ()
        remarks += left_out(self._lost, (), NO_PLACE)
        return remarks + ((_NO_REPORT.format(listed(self._others)),) if self._others else ())

    def _other_ids(self) -> dict[str, None]:
        first: dict[str, Payload] = {}
        others: dict[str, None] = {}
        for each in self._events:
            if each.transaction is not None:
                known = first.setdefault(plain_text(each.visitor), each.transaction)
                if known != each.transaction:
                    others[plain_text(each.transaction)] = None
        return others

    def take(self, call: Payload) -> None:
        """Read one call."""
        name, params = _name_and_params(call)
        if name not in _POSITIONS:
            self._others.setdefault(name)
            self.others = True
            return
        visitor = params.get("visitorId")
        if visitor not in (None, ""):
            self._visitors.setdefault(plain_text(visitor), visitor)
        else:
            visitor = self._current
        if name == "identify":
            self._current = visitor
        else:
            self._add(name, params, visitor)
        known = {*_POSITIONS[name], *_BY_NAME, "visitorId"}
        self._lost |= {key: value for key, value in params.items() if key not in known}

    def _add(self, name: str, params: dict[str, Payload], visitor: Payload) -> None:
        experiences = ids_of(params.get("experienceId"))
        goals = ids_of(params.get("goalId"))
        if name in _ASSIGNS:
            variations = ids_of(params.get("variationId"))
            self._pairs |= dict(zip(map(plain_text, experiences), variations, strict=False))
            added = event("viewExp", ())
            added |= without_empty(vars=variations, exps=experiences)
        else:
            added = event("tr" if name in _SELLS else "hitGoal", (), goals)
            variations = [self._pairs.get(plain_text(each)) for each in experiences]
            added |= without_empty(vars=variations if None not in variations else None)
            added |= without_empty(exps=experiences)
        if name in _SELLS:
            added |= without_empty(r=params.get("amount"), prc=params.get("productsCount"))
        self._events.append(_Event(added, visitor, params.get("transactionId")))


def _goals(each: _Event, kind: str) -> list[Payload]:
    goals = each.event.get("goals") if each.event["evt"] == kind else None
    return goals if isinstance(goals, list) else []


_SELLS = ("pushRevenue", "sendRevenue")
_ASSIGNS = ("assignVariation", "triggerExperienceVariation")
_REVENUE = ("amount", "productsCount", "goalId")
_POSITIONS = {
    "triggerConversion": ("goalId", "experienceId"),
    "triggerConversions": ("goalId", "experienceId"),
    "pushRevenue": _REVENUE,
    "sendRevenue": _REVENUE,
    "assignVariation": ("experienceId", "variationId"),
    "triggerExperienceVariation": ("experienceId", "variationId"),
    "identify": ("visitorId",),
}
_BY_NAME = ("transactionId", "experienceId")


def _is_whole(value: Payload) -> bool:
    return isinstance(value, Number) and value.literal.isdigit()


def _name_and_params(call: Payload) -> tuple[str, dict[str, Payload]]:
    if isinstance(call, dict):
        params = call.get("params")
        return plain_text(call.get("what")), params if isinstance(params, dict) else {}
    if isinstance(call, list) and call:
        name = plain_text(call[0])
        known = _POSITIONS.get(name, ())
        if name in _SELLS and len(call) == len(_REVENUE) + 2 and all(map(_is_whole, call[1:4])):
            call = [call[0], f"{plain_text(call[1])},{plain_text(call[2])}", *call[3:]]
        keys = (f"argument {place}" for place in range(len(known) + 1, len(call)))
        return name, dict(zip((*known, *keys), call[1:], strict=False))
    return plain_text(call), {}
