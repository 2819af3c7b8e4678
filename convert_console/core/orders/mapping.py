"""From the cells of a row to a request: which column or constant gives each parameter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal, get_args

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, Reading, value_at
from convert_console.core.orders.csv_dialect import Decimal
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.parameters import (
    EVENT,
    EVENT_TYPES,
    REQUEST,
    SEGMENTS,
    Parameter,
)
from convert_console.core.request.visitor_id import visitor_id
from convert_console.core.text import plain_text

Kind = Literal["none", "column", "constant", "fresh"]

_ROWS = {row.name: row for row in REQUEST + EVENT + SEGMENTS if row.columns is not None}
TARGETS = tuple(_ROWS)
"""What can be mapped, in the order it is shown."""

EVENTS = tuple(choice.value for choice in EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: `text` names the column, or is the constant. "fresh" makes a
    visitor id for each row.
    """

    kind: Kind = "none"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A source for each target that has one, and the events that each row becomes."""

    sources: tuple[tuple[str, Source], ...] = ()
    events: tuple[str, ...] = ("hitGoal", "tr")
    method: Method = "POST"

    def of(self, target: str) -> Source:
        """The source of a target."""
        return next((source for name, source in self.sources if name == target), Source())

    def with_source(self, target: str, source: Source) -> Mapping:
        """The same with another source for a target."""
        held = {**dict(self.sources), target: source}
        kept = tuple(
            (name, held[name]) for name in TARGETS if held.get(name, Source()).kind != "none"
        )
        return Mapping(kept, self.events, self.method)


@dataclass(frozen=True, slots=True)
class Visitors:
    """Fresh visitor ids that are the same whenever the same row is made again: `began` is in Unix
    seconds, `key` tells one run from another.
    """

    began: float
    key: str

    def of(self, row: int) -> str:
        """The visitor of a row."""
        digest = sha256(f"{self.key} {row}".encode()).digest()
        return visitor_id(self.began, int.from_bytes(digest[:8]) % 10**16)


class RequestMaker:
    """Makes the request of each row. A column that the file lacks counts as empty."""

    def __init__(
        self, mapping: Mapping, columns: Sequence[str], decimal: Decimal, visitors: Visitors
    ) -> None:
        self._mapping, self._decimal, self._visitors = mapping, decimal, visitors
        places = {name: place for place, name in enumerate(columns)}
        self._sources = [
            (target, source, places.get(source.text, -1)) for target, source in mapping.sources
        ]

    def draft(self, row: int, cells: Sequence[str]) -> Draft:
        """The request of a row; `row` counts from 1 and leaves out the titles."""
        values = {}
        for target, source, place in self._sources:
            text = self._text(source, place, row, cells)
            if text:
                values[target] = _value(target, text, self._decimal)
        payload = _document(values, self._mapping.events)
        return Draft(flat_text(payload), self._mapping.method).read_as(Reading(payload))

    def _text(self, source: Source, place: int, row: int, cells: Sequence[str]) -> str:
        if source.kind == "fresh":
            return self._visitors.of(row)
        if source.kind == "constant":
            return source.text.strip()
        return cells[place].strip() if 0 <= place < len(cells) else ""


def guess(columns: Sequence[str], draft: Draft) -> Mapping:
    """A mapping to begin with: columns by their names, ids from the draft, and a fresh visitor for
    each row where no column seems to name one.

    >>> guess(["Order ID", "Total"], Draft("{}")).of("tid")
    Source(kind='column', text='Order ID')
    """
    mapping = Mapping(method=draft.method)
    for target in TARGETS:
        named = next((name for name in columns if _plain(name) in _titles(target)), None)
        if named is not None:
            mapping = mapping.with_source(target, Source("column", named))
        elif target == "vid":
            mapping = mapping.with_source(target, Source("fresh"))
        elif constant := _of_draft(target, draft):
            mapping = mapping.with_source(target, Source("constant", constant))
    return mapping


def mapping_text(mapping: Mapping) -> str:
    """A mapping as JSON, to be kept beside what was sent by it."""
    sources = {name: [source.kind, source.text] for name, source in mapping.sources}
    return json.dumps({"sources": sources, "events": mapping.events, "method": mapping.method})


def read_mapping(held: Any) -> Mapping:
    """A mapping of parsed JSON; raises ValueError, KeyError or TypeError for what is none."""
    mapping = Mapping((), tuple(held["events"]), held["method"])
    if not set(mapping.events) <= set(EVENTS) or mapping.method not in get_args(Method):
        raise ValueError("not a mapping")
    for target, (kind, text) in dict(held["sources"]).items():
        if target not in TARGETS or kind not in get_args(Kind) or not isinstance(text, str):
            raise ValueError("not a mapping")
        mapping = mapping.with_source(target, Source(kind, text))
    return mapping


_SPLIT = re.compile(r"[|;,\s]+")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_BETWEEN = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'’]"
_SPACED = re.compile(f"-?[0-9]{{1,3}}(?:{_BETWEEN}[0-9]{{3}})+(?:[.,][0-9]+)?")
"""Thousands that stand apart without a point or comma."""
_GROUPED = {
    ".": re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}


def _titles(target: str) -> tuple[str, ...]:
    return (_plain(target), *(_ROWS[target].columns or ()))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _of_draft(target: str, draft: Draft) -> str:
    """What the draft says of account, project, goals and bucketing; the rest is each row's own."""
    if target in ("cid", "pid"):
        value = value_at(draft.payload, (target,))
        return plain_text(value) if isinstance(value, str | Number) else ""
    events = value_at(draft.payload, ("ev",))
    if target not in ("goals", "exps", "vars") or not isinstance(events, list):
        return ""
    found = (event.get(target) for event in events if isinstance(event, dict))
    ids = next((value for value in found if isinstance(value, list) and value), [])
    return ",".join(plain_text(one) for one in ids if isinstance(one, str | Number))


def _value(target: str, text: str, decimal: Decimal) -> Payload:
    row = _ROWS[target]
    if row.is_list:
        return [part for part in _SPLIT.split(text) if part]
    if row.kind == "amount":
        return _amount(text, decimal)
    if row.kind in ("count", "newness"):
        return _number(text)
    return text


def _amount(text: str, decimal: Decimal) -> Payload:
    """A number where the form of the file says which, in its own digits; else the text itself, for
    the linter to find.
    """
    bare = re.sub(_BETWEEN, "", text) if _SPACED.fullmatch(text) else text
    if _GROUPED[decimal].fullmatch(bare):
        bare = bare.replace("," if decimal == "." else ".", "")
    elif decimal == "," and "." in bare:
        return text
    return _number(bare.replace(",", ".") if decimal == "," else bare, text)


def _number(bare: str, otherwise: str = "") -> Payload:
    if not _PLAIN.fullmatch(bare):
        return otherwise or bare
    sign = "-" if bare.startswith("-") else ""
    whole, dot, fraction = bare.removeprefix("-").partition(".")
    return Number(f"{sign}{whole.lstrip('0') or '0'}{dot}{fraction}")


def _document(values: dict[str, Payload], events: Sequence[str]) -> dict[str, Payload]:
    document = _values(REQUEST, values)
    segments = _values(SEGMENTS, values)
    if segments:
        document["seg"] = segments
    document["ev"] = [_event(kind, values) for kind in events]
    return document


def _event(kind: str, values: dict[str, Payload]) -> dict[str, Payload]:
    carried = (row for row in EVENT if not row.events or kind in row.events)
    return {"evt": kind, **_values(carried, values)}


def _values(rows: Iterable[Parameter], values: dict[str, Payload]) -> dict[str, Payload]:
    return {row.wire_name: values[row.name] for row in rows if row.name in values}
