"""One line of words for an event, as lists and confirmations show it."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal
from itertools import groupby
from typing import NamedTuple

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.parameters import EVENT_TYPES
from convert_console.core.request.run_marker import marker_in
from convert_console.core.text import cut_short, plain_text

Naming = Callable[[str, str], str]
"""Gives the name of an id: the kind ("goal", "experience", "variation") and the id."""

SHOWN = 3


def event_name(kind: Payload) -> str:
    """What an event of a type says, as the heads of cards name it.

    >>> event_name("hitGoal"), event_name("purchase"), event_name(None)
    ('Goal reached', 'Unknown event', 'Event without a type')
    """
    if kind in (None, ""):
        return "Event without a type"
    return next((c.label.capitalize() for c in EVENT_TYPES if c.value == kind), "Unknown event")


def event_line(event: Payload, name: Naming = lambda _kind, plain: plain) -> str:
    """The event without its type.

    >>> event_line({"evt": "tr", "goals": ["7"], "r": Number("123.20"), "prc": Number("2")})
    '7 · 123.20 · 2 products'
    >>> event_line({"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]})
    '7 · 2'
    """
    if not isinstance(event, dict):
        return "not an object – edit in JSON"
    kind = event.get("evt")
    parts = []
    if kind != "viewExp":
        parts.append(_listed(event.get("goals"), lambda plain: name("goal", plain)))
    if kind == "hitGoal":
        parts.append(_listed(event.get("vars"), lambda plain: name("variation", plain)))
    elif kind != "tr":
        parts.append(_bucketing(event, name))
    if event.get("r") not in (None, ""):
        parts.append(_short_text(event["r"]))
    elif kind == "tr":
        parts.append("no amount")
    if "prc" in event:
        count = _short_text(event["prc"])
        parts.append(f"{count} product" if count == "1" else f"{count} products")
    return " · ".join(part for part in parts if part)


def _short_text(value: Payload) -> str:
    return cut_short(plain_text(value))


def _listed(value: Payload, name: Callable[[str], str]) -> str:
    items = value if isinstance(value, list) else [] if value is None else [value]
    shown = [name(text) for item in items[:SHOWN] if (text := _short_text(item))]
    if len(items) > SHOWN:
        shown.append(f"{len(items) - SHOWN} more")
    return ", ".join(shown)


def _bucketing(event: Payload, name: Naming) -> str:
    assert isinstance(event, dict)
    experiences, variations = event.get("exps"), event.get("vars")
    if not isinstance(experiences, list) or not isinstance(variations, list):
        return ""
    pairs = [
        " → ".join(
            (name("experience", _short_text(experience)), name("variation", _short_text(variation)))
        )
        for experience, variation in zip(experiences[: SHOWN - 1], variations, strict=False)
    ]
    count = min(len(experiences), len(variations))
    if count > SHOWN - 1:
        pairs.append(f"{count - SHOWN + 1} more")
    return ", ".join(pairs)


# The summary of a request, for the columns of the history.

TEXT_LIMIT = 256
"""Characters kept of an id, so that a row stays light whatever was sent."""


class Summary(NamedTuple):
    """`revenue` is the exact sum of the amounts of `tr` events, `None` if none is readable;
    `products` the sum of their counts; `goals` each id once, in the order of the events;
    `marker` its campaign, if that is a run marker.
    """

    events: str = ""
    goals: tuple[str, ...] = ()
    revenue: Decimal | None = None
    vid: str = ""
    products: int = 0
    marker: str = ""


def goals_and_amount(goals: Iterable[str], amount: Decimal | None, name: Naming) -> tuple[str, ...]:
    """The goals by name, and the amount; none of them where there is none."""
    names = ", ".join(name("goal", plain) for plain in goals)
    return tuple(part for part in (names, amount_text(amount)) if part)


def amount_text(amount: Decimal | None) -> str:
    """An amount with its thousands separated; "" for none.

    >>> amount_text(Decimal("1234.50"))
    '1,234.50'
    """
    return "" if amount is None else f"{amount:,f}"


def summarise(payload: Payload) -> Summary:
    """Read what is readable of any tree; never raises.

    >>> ev = [{"evt": "hitGoal", "goals": [Number("7")]}, {"evt": "tr", "r": Number("1.10")}]
    >>> found = summarise({"vid": "v", "ev": ev})
    >>> found.events, found.goals, found.revenue, found.vid
    ('hitGoal · tr', ('7',), Decimal('1.10'), 'v')
    """
    if not isinstance(payload, dict):
        return Summary()
    events = _events(payload.get("ev"))
    sales = [event for event in events if isinstance(event, dict) and event.get("evt") == "tr"]
    amounts = [amount for sale in sales if (amount := exact_amount(sale.get("r"))) is not None]
    return Summary(
        events=_words(events),
        goals=tuple(dict.fromkeys(_goals(events))),
        revenue=exact_sum(amounts),
        vid=_id_text(payload.get("vid")) or "",
        products=sum(_count(sale.get("prc")) for sale in sales),
        marker=marker_in(payload),
    )


_KINDS_SHOWN = 8
_PLAIN = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,4})?")
_WHOLE = re.compile(r"[0-9]{1,12}")
_LARGEST_EXPONENT = 40
# 81 digits span the largest and the smallest amount that is read; the rest is room for carrying,
# so no sum is ever rounded.
_EXACT = Context(prec=200)


def _events(ev: Payload) -> list[Payload]:
    if isinstance(ev, dict):  # some senders number the events: {"0": {…}}
        return list(ev.values())
    return list(ev) if isinstance(ev, list) else []


def _words(events: list[Payload]) -> str:
    runs = [(word, len(list(run))) for word, run in groupby(map(_word, events))]
    shown = [word if count == 1 else f"{word} ×{count}" for word, count in runs[:_KINDS_SHOWN]]
    return " · ".join([*shown, "…"] if len(runs) > _KINDS_SHOWN else shown)


def _word(event: Payload) -> str:
    kind = event.get("evt") if isinstance(event, dict) else None
    return " ".join(kind.split())[:40] or "?" if isinstance(kind, str) else "?"


def _goals(events: list[Payload]) -> Iterator[str]:
    waiting = [event.get("goals") for event in reversed(events) if isinstance(event, dict)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif text := _id_text(value):
            yield text


def _id_text(value: Payload) -> str | None:
    if isinstance(value, Number):
        return value.literal[:TEXT_LIMIT]
    return value[:TEXT_LIMIT] if isinstance(value, str) else None


def exact_amount(value: Payload) -> Decimal | None:
    """A number, or text that is one, in its own digits; `None` for what is no amount."""
    text = value.literal if isinstance(value, Number) else value
    if not isinstance(text, str) or not _PLAIN.fullmatch(text):
        return None
    amount = Decimal(text)
    _, _, exponent = amount.as_tuple()
    outside = not isinstance(exponent, int) or abs(exponent) > _LARGEST_EXPONENT
    return None if outside or amount.adjusted() > _LARGEST_EXPONENT else amount


def exact_sum(amounts: list[Decimal]) -> Decimal | None:
    """The sum to the last digit; `None` for nothing."""
    total: Decimal | None = None
    for amount in amounts:
        total = amount if total is None else _EXACT.add(total, amount)
    return total


def _count(value: Payload) -> int:
    text = value.literal if isinstance(value, Number) else value
    return int(text) if isinstance(text, str) and _WHOLE.fullmatch(text) else 0
