"""One line of words for an event, as lists and confirmations show it."""

from __future__ import annotations

from collections.abc import Callable

from convert_console.core.document.payload import Number, Payload

Naming = Callable[[str, str], str]
"""Gives the name of an id: the kind ("goal", "experience", "variation") and the id."""

SHOWN = 3
LONGEST = 200
"""Characters of one value in a line of words."""


def event_line(event: Payload, name: Naming = lambda _kind, plain: plain) -> str:
    """The event without its type.

    >>> event_line({"evt": "tr", "goals": ["7"], "r": Number("123.20"), "prc": Number("2")})
    '7 · 123.20 · 2 products'
    """
    if not isinstance(event, dict):
        return "not an object – edit in JSON"
    kind = event.get("evt")
    parts = []
    if kind != "viewExp":
        parts.append(_listed(event.get("goals"), lambda plain: name("goal", plain)))
    if kind not in ("hitGoal", "tr"):
        parts.append(_bucketing(event, name))
    if "r" in event:
        parts.append(_short_text(event["r"]))
    if "prc" in event:
        count = _short_text(event["prc"])
        parts.append(f"{count} product" if count == "1" else f"{count} products")
    return " · ".join(part for part in parts if part)


def cut_short(text: str) -> str:
    """A text that may be long, as far as a line of words can show it: to measure 5,000,000
    characters takes longer than to draw everything else.
    """
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def plain_text(value: Payload) -> str:
    """A plain value as the person would type it; containers and null as JSON words."""
    match value:
        case Number():
            return value.literal
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case list():
            return "[…]" if value else "[]"
        case _:
            return "{…}" if value else "{}"


def _short_text(value: Payload) -> str:
    return cut_short(plain_text(value))


def _listed(value: Payload, name: Callable[[str], str]) -> str:
    items = value if isinstance(value, list) else [] if value is None else [value]
    shown = [name(_short_text(item)) for item in items[:SHOWN]]
    if len(items) > SHOWN:
        shown.append(f"{len(items) - SHOWN} more")
    return ", ".join(shown)


def _bucketing(event: Payload, name: Naming) -> str:
    assert isinstance(event, dict)
    experiences, variations = event.get("exps"), event.get("vars")
    if not isinstance(experiences, list) or not isinstance(variations, list):
        return ""
    pairs = [
        f"{name('experience', _short_text(one))} → {name('variation', _short_text(other))}"
        for one, other in zip(experiences[: SHOWN - 1], variations, strict=False)
    ]
    count = min(len(experiences), len(variations))
    if count > SHOWN - 1:
        pairs.append(f"{count - SHOWN + 1} more")
    return ", ".join(pairs)
