"""What the history already holds of a visitor's conversions, and which of them a draft repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from convert_console.core.document.payload import Payload
from convert_console.core.linter import Sent
from convert_console.core.request.event_summary import plain_text


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted send: when, in Unix seconds, and each visitor, goal and transaction id in it."""

    sent_at: float
    sent: frozenset[Sent]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A goal that will not count again, and when it was accepted last, in Unix seconds."""

    goal: str
    sent_at: float


def visitor_in(payload: Payload) -> str:
    """The visitor of a document; "" where it names none."""
    return _text(payload.get("vid")) if isinstance(payload, dict) else ""


def sent_in(payload: Payload) -> frozenset[Sent]:
    """Each conversion of a document as visitor, goal and transaction id, "" for none.

    >>> sent_in({"vid": "v", "tid": "t", "ev": [{"evt": "hitGoal", "goals": ["7"]}]})
    frozenset({('v', '7', 't')})
    """
    vid = visitor_in(payload)
    return frozenset((vid, goal, tid) for _, goal, tid in _conversions(payload))


def repeats(payload: Payload, before: Sequence[Accepted]) -> tuple[Repeat, ...]:
    """What a draft repeats, each goal once, with the newest send that counts against it.

    A conversion counts once per visitor and goal. A transaction with an id of its own is another
    one, so it repeats only one of the same id.
    """
    vid = visitor_in(payload)
    newest_first = sorted(before, key=lambda accepted: -accepted.sent_at)
    found: dict[str, Repeat] = {}
    for kind, goal, tid in _conversions(payload):
        for accepted in newest_first:
            if goal not in found and _counted(accepted.sent, (vid, goal, tid), kind):
                found[goal] = Repeat(goal, accepted.sent_at)
    return tuple(found.values())


def _counted(sent: Iterable[Sent], now: Sent, kind: str) -> bool:
    exact = kind == "tr" and now[2] != ""
    return any(then == now if exact else then[:2] == now[:2] for then in sent)


def _conversions(payload: Payload) -> Iterator[tuple[str, str, str]]:
    """Kind, goal and transaction id of each conversion that can be read."""
    events = payload.get("ev") if isinstance(payload, dict) else None
    whole = _text(payload.get("tid")) if isinstance(payload, dict) else ""
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict) and event.get("evt") in ("hitGoal", "tr"):
            goals = event.get("goals")
            for goal in goals if isinstance(goals, list) else [goals]:
                if _text(goal):
                    yield str(event["evt"]), _text(goal), whole or _text(event.get("tid"))


def _text(value: Payload) -> str:
    plain = value is not None and not isinstance(value, list | dict)
    return plain_text(value).strip() if plain else ""
