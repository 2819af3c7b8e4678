"""Several ids in one pasted text: a row of them, or experiences with their variations."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from convert_console.core.document.payload import Payload, parse
from convert_console.core.query.write import scalar_text
from convert_console.core.step_budget import spend
from convert_console.core.text import is_digits, plain_text

_APART = re.compile(r"[\s,;]+")
_PAIR = re.compile(
    r"""(?<![0-9])([0-9]++)["']?+(?:\s*+(?::|\.|=|/|->|→)|[^\S\t]*+\t)\s*+["']?+([0-9]++)"""
)
_CELLS = re.compile(r"[\t,;]")
_EDGE = "\"'[](){} \t"


class PastedIds(NamedTuple):
    """What goes into `exps` and into `vars`; where only one list was pasted, the other is empty."""

    experiences: list[str]
    variations: list[str]


def ids_in(text: str) -> list[str]:
    """The ids in a text, parted by commas, semicolons or blanks; quotes and brackets go.

    >>> ids_in('["1", "2"] 3')
    ['1', '2', '3']
    """
    parts = (part.strip(_EDGE) for part in _APART.split(text))
    return [part for part in parts if part]


def pairs_in(text: str) -> PastedIds | None:
    """Experiences with their variations, where a text is certainly that; else `None`.

    >>> pairs_in("1:10, 2:20")
    PastedIds(experiences=['1', '2'], variations=['10', '20'])
    >>> pairs_in("1, 2, 3") is None
    True
    """
    rows = [line for line in text.splitlines() if line.strip(_EDGE + ",;")]
    return _pairs(_signed(text)) or _pairs(_columns(rows)) or _pairs(_columns(rows[1:], rows[:1]))


def _signed(text: str) -> list[list[str]]:
    """Pairs held together by a sign, and apart from each other by a comma, a blank or a line."""
    pairs = [[match[1], match[2]] for match in _PAIR.finditer(text)]
    remainder = _PAIR.sub(" ", text)
    return pairs if not remainder.strip(_EDGE + ",;&|\n\r") else []


def _columns(rows: list[str], head: list[str] | None = None) -> list[list[str]]:
    """Two columns of a sheet, perhaps under a line of names. A single line is a row of ids
    unless a tab parts it.
    """
    if head and (not rows or any(sign.isdigit() for sign in head[0])):
        return []
    if not head and len(rows) < 2 and not any("\t" in row for row in rows):
        return []
    cells = [[cell.strip(_EDGE) for cell in _CELLS.split(row.strip())] for row in rows]
    return cells if all(len(row) == 2 and all(map(is_digits, row)) for row in cells) else []


def _pairs(rows: list[list[str]]) -> PastedIds | None:
    return PastedIds(*([row[side] for row in rows] for side in (0, 1))) if rows else None


# Ids, pairs and events in the formats that integrations use.

Pair = tuple[Payload, Payload]
"""An experience and its variation."""


def unfolded(value: Payload) -> Payload:
    """What JSON text in a value says; anything else as it is.

    >>> unfolded('["1"]'), unfolded("10000009")
    (['1'], '10000009')
    """
    for _ in range(_LAYERS):
        if not isinstance(value, str) or not value.strip().startswith(("{", "[", '"')):
            break
        spend(len(value))
        reading = parse(value)
        if reading.fault:
            break
        value = reading.payload
    return value


def ids_of(value: Payload) -> list[Payload]:
    """Ids as a list: JSON text is read, an object gives its keys, a joined text is split.

    >>> ids_of('{"100300301":1}'), ids_of("1, 2"), ids_of(None)
    (['100300301'], ['1', '2'], [])
    """
    value = unfolded(value)
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, str) and "${" not in value:
        return [part.strip() for part in value.split(",") if part.strip()]
    return [] if value is None else [value]


def pairs_of(bucketing: Payload) -> list[Pair]:
    """Pairs from `[{experienceId, variationId}]`, or from an object of them by experience."""
    bucketing = unfolded(bucketing)
    pairs: list[Pair] = []
    if isinstance(bucketing, dict):
        for experience, value in bucketing.items():
            variation = _first(value, _VARIATION) if isinstance(value, dict) else value
            pairs.append((experience, variation))
    elif isinstance(bucketing, list | tuple):
        pairs += [
            (_first(item, _EXPERIENCE), _first(item, _VARIATION))
            for item in bucketing
            if isinstance(item, dict)
        ]
    return [pair for pair in pairs if pair != (None, None)]


def event(kind: str, pairs: Iterable[Pair], goals: Iterable[Payload] = ()) -> dict[str, Payload]:
    """An event in the article's order of keys; what it has none of is left out."""
    pairs, goals = list(pairs), list(goals)
    result: dict[str, Payload] = {"evt": kind}
    if goals:
        result["goals"] = goals
    if pairs:
        result["vars"] = [variation for _, variation in pairs]
        result["exps"] = [experience for experience, _ in pairs]
    return result


def seen(pairs: list[Pair]) -> dict[str, Payload]:
    """The events of a source that only knows what a visitor saw: one `viewExp`, or none."""
    return {"ev": [event("viewExp", pairs)]} if pairs else {}


def left_out(source: dict[str, Payload], used: Iterable[str], why: str) -> tuple[str, ...]:
    """A sentence about the keys that have no place in a document; none when there are none."""
    known = frozenset(used)
    remaining = [
        f"{key} ({plain_text(value)[:40]})" for key, value in source.items() if key not in known
    ]
    return (f"Left out: {listed(remaining)}. {why}",) if remaining else ()


def listed(names: Iterable[str]) -> str:
    """Names in a row, the first of them where there are many.

    >>> listed("abcdefghij")
    'a, b, c, d, e, f, g, h and 2 more'
    """
    every = [name[:60] for name in names]
    others = len(every) - _NAMED
    return ", ".join(every[:_NAMED]) + (f" and {others:,} more" if others > 0 else "")


_LAYERS = 3
_NAMED = 8
_EXPERIENCE = ("experienceId", "experience_id", "experience", "id")
_VARIATION = ("variationId", "variation_id", "variation", "var")


def _first(item: dict[str, Payload], names: tuple[str, ...]) -> Payload:
    value = next((item[name] for name in names if item.get(name) is not None), None)
    return value.get("id") if isinstance(value, dict) else value


def encoded(text: str) -> str:
    """A text as a value of a query; half of a surrogate pair becomes U+FFFD, as in a browser."""
    return quote(scalar_text(text), safe="")


def form_encoded(text: str) -> str:
    """The same as a form has it, with a plus sign for a space."""
    return quote_plus(scalar_text(text))
