"""Maps the columns of a CSV file to the parameters of a request."""

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

SourceKind = Literal["none", "column", "constant", "fresh"]

PARAMETERS = {row.name: row for row in REQUEST + EVENT + SEGMENTS if row.columns is not None}
"""The parameters that can be mapped, in display order."""

EVENTS = tuple(choice.value for choice in EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: `text` is the column's name or the constant.

    "fresh" is a new visitor id for each row.
    """

    kind: SourceKind = "none"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The source of each mapped parameter, and the events of each row."""

    sources: tuple[tuple[str, Source], ...] = ()
    events: tuple[str, ...] = ("hitGoal", "tr")
    method: Method = "POST"

    def of(self, target: str) -> Source:
        """The source of a parameter."""
        return next((source for name, source in self.sources if name == target), Source())

    def with_source(self, target: str, source: Source) -> ColumnMapping:
        """A copy with another source for a parameter."""
        by_target = {**dict(self.sources), target: source}
        sources = tuple(
            (name, by_target[name])
            for name in PARAMETERS
            if by_target.get(name, Source()).kind != "none"
        )
        return ColumnMapping(sources, self.events, self.method)


@dataclass(frozen=True, slots=True)
class VisitorIds:
    """New visitor ids, the same each time a row's request is built.

    `began` is in Unix seconds, `key` differs between runs.
    """

    began: float
    key: str

    def of(self, row: int) -> str:
        """The visitor id of a row."""
        digest = sha256(f"{self.key} {row}".encode()).digest()
        return visitor_id(self.began, int.from_bytes(digest[:8]) % 10**16)


class RowMapper:
    """Makes the request of each row. A column that the file does not have counts as empty."""

    def __init__(
        self, mapping: ColumnMapping, columns: Sequence[str], decimal: Decimal, visitors: VisitorIds
    ) -> None:
        self._mapping, self._decimal, self._visitors = mapping, decimal, visitors
        places = {name: place for place, name in enumerate(columns)}
        self._sources = [
            (target, source, places.get(source.text, -1)) for target, source in mapping.sources
        ]

    def draft(self, row: int, cells: Sequence[str]) -> Draft:
        """The request of a row; `row` counts from 1, without the header."""
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


def guess(columns: Sequence[str], draft: Draft) -> ColumnMapping:
    """A first mapping: columns by their names, and ids from the draft.

    Each row gets a new visitor if no column looks like one.

    >>> guess(["Order ID", "Total"], Draft("{}")).of("tid")
    Source(kind='column', text='Order ID')
    """
    mapping = ColumnMapping(method=draft.method)
    for target in PARAMETERS:
        named = next((name for name in columns if _plain(name) in _titles(target)), None)
        if named is not None:
            mapping = mapping.with_source(target, Source("column", named))
        elif target == "vid":
            mapping = mapping.with_source(target, Source("fresh"))
        elif constant := _of_draft(target, draft):
            mapping = mapping.with_source(target, Source("constant", constant))
    return mapping


def mapping_text(mapping: ColumnMapping) -> str:
    """A mapping as JSON, for the journal of a run."""
    sources = {name: [source.kind, source.text] for name, source in mapping.sources}
    return json.dumps({"sources": sources, "events": mapping.events, "method": mapping.method})


def read_mapping(stored: Any) -> ColumnMapping:
    """A mapping from parsed JSON; raises ValueError, KeyError or TypeError if it is not one."""
    mapping = ColumnMapping((), tuple(stored["events"]), stored["method"])
    if not set(mapping.events) <= set(EVENTS) or mapping.method not in get_args(Method):
        raise ValueError("not a mapping")
    for target, (kind, text) in dict(stored["sources"]).items():
        if (
            target not in PARAMETERS
            or kind not in get_args(SourceKind)
            or not isinstance(text, str)
        ):
            raise ValueError("not a mapping")
        mapping = mapping.with_source(target, Source(kind, text))
    return mapping


_SPLIT = re.compile(r"[|;,\s]+")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_GROUP_SIGN = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'’]"
_SPACE_GROUPED = re.compile(f"-?[0-9]{{1,3}}(?:{_GROUP_SIGN}[0-9]{{3}})+(?:[.,][0-9]+)?")
"""Thousands that are separated by spaces or apostrophes."""
_GROUPED = {
    ".": re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ",": re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}


def _titles(target: str) -> tuple[str, ...]:
    return (_plain(target), *(PARAMETERS[target].columns or ()))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _of_draft(target: str, draft: Draft) -> str:
    """The draft's account, project, goals, experiences or variations; "" for other parameters."""
    if target in ("cid", "pid"):
        value = value_at(draft.payload, (target,))
        return plain_text(value) if isinstance(value, str | Number) else ""
    events = value_at(draft.payload, ("ev",))
    if target not in ("goals", "exps", "vars") or not isinstance(events, list):
        return ""
    values = (event.get(target) for event in events if isinstance(event, dict))
    ids = next((value for value in values if isinstance(value, list) and value), [])
    return ",".join(plain_text(an_id) for an_id in ids if isinstance(an_id, str | Number))


def _value(target: str, text: str, decimal: Decimal) -> Payload:
    row = PARAMETERS[target]
    if row.is_list:
        return [part for part in _SPLIT.split(text) if part]
    if row.kind == "amount":
        return _amount(text, decimal)
    if row.kind in ("count", "newness"):
        return _number(text)
    return text


def _amount(text: str, decimal: Decimal) -> Payload:
    """A number with the same digits, or else the text itself, for the linter to report."""
    bare = re.sub(_GROUP_SIGN, "", text) if _SPACE_GROUPED.fullmatch(text) else text
    if _GROUPED[decimal].fullmatch(bare):
        bare = bare.replace("," if decimal == "." else ".", "")
    elif decimal == "," and "." in bare:
        return text
    return _number(bare.replace(",", ".") if decimal == "," else bare, text)


def _number(bare: str, otherwise: str = "") -> Payload:
    if not _PLAIN.fullmatch(bare):
        return otherwise or bare
    sign = "-" if bare.startswith("-") else ""
    integer, dot, fraction = bare.removeprefix("-").partition(".")
    return Number(f"{sign}{integer.lstrip('0') or '0'}{dot}{fraction}")


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
