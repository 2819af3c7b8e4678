"""Maps the columns of a CSV file to the parameters of a request."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal, get_args

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Payload, Reading, value_at
from convert_console.core.linter.id_shapes import spreadsheet_form
from convert_console.core.orders.names import ProjectNames
from convert_console.core.request.amounts import CURRENCY_CODES, Decimal, Undecided, read_amount
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.new_ids import visitor_id
from convert_console.core.request.parameters import (
    EVENT,
    EVENT_TYPES,
    REQUEST,
    SEGMENTS,
    Parameter,
)
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


Repeated = Literal["first", "merge", "add", "all"]

REPEATED: tuple[tuple[Repeated, str], ...] = (
    ("first", "Send the first row only, without amounts and products of the others"),
    ("merge", "Send one request, amounts and products added (the same amount in each row once)"),
    ("add", "Send one request, amounts and products added (the same amount in each row too)"),
    ("all", "Send every row, so that an order may be booked more than once"),
)
"""What happens to an order that is in several rows, and its words.

A shop repeats the order's total in every row, or writes it into the first row only, or gives each
row an amount of its own. "merge" adds the products, and counts an amount once that is the same in
every row; "add" adds all amounts. Both use the first row for everything else. Only "all" sends more
than one request of an order, so it may book it twice.
"""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The source of each mapped parameter, the events of each row, and how the file is read.

    `repeated` says what happens to orders in several rows. `decimal` is the decimal sign of the
    amounts, "" to take the one that the amounts prove. `header` is the number of the row with the
    names of the columns, from 1 and without blank rows, 0 if there is none; `None` to detect it.
    """

    sources: tuple[tuple[str, Source], ...] = ()
    events: tuple[str, ...] = ("hitGoal", "tr")
    method: Method = "POST"
    repeated: Repeated = "first"
    decimal: Decimal | Undecided = ""
    header: int | None = None

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
        return replace(self, sources=sources)

    def missing_columns(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The columns that are mapped and that a file with these columns does not have."""
        mapped = (source.text for _, source in self.sources if source.kind == "column")
        return tuple(name for name in mapped if name not in columns)

    def with_constant(self, target: str, text: str) -> ColumnMapping:
        """A copy with the same value of a parameter for every row; raises ValueError for a name
        that is no parameter.
        """
        if target not in PARAMETERS:
            known = ", ".join(PARAMETERS)
            raise ValueError(f"{target} is not a parameter of an order. Use one of {known}.")
        return self.with_source(target, Source("constant", text))


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


class CellReader:
    """Reads the values of mapped parameters from the cells of a row, as text.

    A column that the file does not have counts as empty.
    """

    def __init__(self, mapping: ColumnMapping, columns: Sequence[str]) -> None:
        self.mapping, self._columns = mapping, columns
        places = {name: place for place, name in enumerate(columns)}
        self.sources = {
            target: (source, places.get(source.text, -1)) for target, source in mapping.sources
        }

    @property
    def last_column(self) -> int:
        """The position of the last column that is used; -1 for none."""
        places = (place for source, place in self.sources.values() if source.kind == "column")
        return max(places, default=-1)

    def fits(self, cells: Sequence[str], width: int) -> bool:
        """Whether a row has the cells that are used, and none beyond `width`: Excel leaves out
        empty cells at the end of rows.
        """
        return len(cells) == width or self.last_column < len(cells) < width

    def text(self, target: str, cells: Sequence[str]) -> str:
        """The value of a parameter; "" for none, and for a new visitor's id."""
        source, place = self.sources.get(target, (Source(), -1))
        if source.kind == "constant":
            return source.text.strip()
        if source.kind == "column" and 0 <= place < len(cells):
            return cell_text(cells[place])
        return ""

    def order_key(self, cells: Sequence[str]) -> str:
        """What rows of one order have in common: their transaction id or, without one, their
        visitor and goals; "" if nothing tells.

        What a spreadsheet has made of an id counts as that id: '1001 and 1001.0 are order 1001.
        """
        if tid := self.text("tid", cells):
            return _key(tid)
        visitor, goals = self.text("vid", cells), self.text("goals", cells)
        return f"{_key(visitor)}\0{_key(goals)}" if visitor and goals else ""

    @property
    def currency_column(self) -> int:
        """The position of the column with the currencies of the amounts; -1 for none."""
        return next((n for n, name in enumerate(self._columns) if _plain(name) in _CURRENCIES), -1)


def _key(text: str) -> str:
    if not text.isascii():
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    form = spreadsheet_form(text)
    return plain_text(form[1]) if form and form[1] is not None else text


_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')


def cell_text(cell: str) -> str:
    """A cell without the blanks around it, and without the formula that keeps a spreadsheet from
    reading it as a number.

    >>> cell_text('="0012"'), cell_text(" 0013 ")
    ('0012', '0013')
    """
    text = cell.strip()
    formula = _FORMULA.fullmatch(text)
    return formula[1].replace('""', '"').strip() if formula else text


class RowMapper:
    """Makes the request of each row; `decimal` is "" if that of the amounts is not known. Names of
    the project in cells become their ids.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        columns: Sequence[str],
        decimal: Decimal | Undecided,
        visitors: VisitorIds,
        catalog: Catalog | None = None,
    ) -> None:
        self.names = ProjectNames(catalog)
        self.mapping, self.cells = mapping, CellReader(mapping, columns)
        self._decimal, self._visitors = decimal, visitors

    def draft(
        self, row: int, cells: Sequence[str], combined: Mapping[str, Payload] | None = None
    ) -> Draft:
        """The request of a row; `row` counts from 1, without the header.

        `combined` holds the values of an order in several rows, in place of those of this row.
        """
        values: dict[str, Payload] = {}
        for target, (source, _) in self.cells.sources.items():
            if source.kind == "fresh":
                values[target] = self._visitors.of(row)
            elif text := self.cells.text(target, cells):
                given = self.names.with_ids(target, text) if source.kind == "column" else text
                values[target] = self._value(target, given, source)
        values.update(combined or {})
        payload = _document(values, self.mapping.events)
        return Draft(flat_text(payload), self.mapping.method).read_as(Reading(payload))

    def _value(self, target: str, text: str, source: Source) -> Payload:
        kind = PARAMETERS[target].kind
        if kind == "amount":
            # A constant is not written by the shop, so it is a number as JSON has it.
            constant = source.kind == "constant" and _PLAIN.fullmatch(text)
            return _number(text) if constant else amount_value(text, self._decimal)
        return count_value(text, self._decimal) if kind == "count" else _value(target, text)


def amount_value(text: str, decimal: Decimal | Undecided) -> Payload:
    """A number with the same digits, or else the text itself, for the linter to report."""
    amount = read_amount(text, decimal)
    return Number(amount.number) if amount and amount.number else text


def count_value(text: str, decimal: Decimal | Undecided) -> Payload:
    """A whole number, also where it is written with decimals that are zero, or else the text.

    >>> count_value("2.0000", "").literal, count_value("1.000", "")
    ('2', '1.000')
    """
    amount = read_amount(text, decimal)
    if amount is None or not amount.number or amount.currency:
        return text
    integer, _, fraction = amount.number.partition(".")
    return Number(amount.number if fraction.strip("0") else integer)


def guess(columns: Sequence[str], draft: Draft) -> ColumnMapping:
    """A first mapping: columns by their names, and ids from the draft.

    Each row gets a new visitor if no column looks like one.

    >>> guess(["Order ID", "Total"], Draft("{}")).of("tid")
    Source(kind='column', text='Order ID')
    """
    mapping = ColumnMapping(method=draft.method)
    by_title = {_without_unit(name): name for name in reversed(columns)}
    by_title |= {_plain(name): name for name in reversed(columns)}
    for target in PARAMETERS:
        named = next((by_title[title] for title in _titles(target) if title in by_title), None)
        if target == "tid" and {"name", "lineitemquantity"} <= by_title.keys():
            named = by_title["name"]  # Shopify's word for the number of an order
        if named is not None:
            mapping = mapping.with_source(target, Source("column", named))
        elif target == "vid":
            mapping = mapping.with_source(target, Source("fresh"))
        elif constant := _of_draft(target, draft):
            mapping = mapping.with_source(target, Source("constant", constant))
    return mapping


def known_titles(names: Iterable[str]) -> int:
    """How many parameters these titles of columns name."""
    plain = {title for name in names for title in (_plain(name), _without_unit(name))}
    return sum(not plain.isdisjoint(_titles(target)) for target in PARAMETERS)


def names_amount(title: str) -> bool:
    """Whether a text is what a column of amounts is called, such as Total."""
    return _plain(title) in _titles("r")


def mapping_text(mapping: ColumnMapping) -> str:
    """A mapping as JSON: what the window saves, and the journal of a run."""
    sources = {name: [source.kind, source.text] for name, source in mapping.sources}
    choices = {"repeated": mapping.repeated, "decimal": mapping.decimal, "header": mapping.header}
    return json.dumps(
        {"sources": sources, "events": mapping.events, "method": mapping.method, **choices}
    )


def read_mapping(stored: Any) -> ColumnMapping:
    """A mapping from parsed JSON; raises ValueError, KeyError or TypeError if it is not one.

    Choices that an earlier version did not store have their defaults.
    """
    known = {"sources", "events", "method", "repeated", "decimal", "header"}
    mapping = ColumnMapping(
        (),
        tuple(stored["events"]),
        stored["method"],
        stored.get("repeated", "first"),
        stored.get("decimal", ""),
        stored.get("header"),
    )
    if not (
        set(stored) <= known
        and set(mapping.events) <= set(EVENTS)
        and mapping.method in get_args(Method)
        and mapping.repeated in get_args(Repeated)
        and mapping.decimal in ("", *get_args(Decimal))
        and (mapping.header is None or _is_row_number(mapping.header))
    ):
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


def _is_row_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6


_SPLIT = re.compile(r"[|;,\s]+")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _titles(target: str) -> tuple[str, ...]:
    return (_plain(target), *(PARAMETERS[target].columns or ()))


def _plain(name: str) -> str:
    """A title as `a-z0-9`, without accents: Größe is grosse, Ilość is ilosc.

    >>> _plain("Numéro de commande"), _plain("Order #")
    ('numerodecommande', 'order')
    """
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ł", "l").replace("ø", "o"))
    return re.sub(r"[^a-z0-9]", "", bare)


def _without_unit(name: str) -> str:
    """A title as `_plain` gives it, without the currency at its end.

    >>> _without_unit("Total (EUR)"), _without_unit("Amount USD"), _without_unit("total_eur")
    ('total', 'amount', 'total')
    """
    return _plain(_UNIT.sub("", name))


_CODES = "|".join(sorted(CURRENCY_CODES))
_UNIT = re.compile(rf"(?:[\s,(\[/-](?:in )?(?:{_CODES})[)\]]?|_(?:{_CODES.lower()}))\s*$")
_CURRENCIES = frozenset(
    ("currency", "currencycode", "ordercurrency", "wahrung", "devise", "moneda", "valuta", "waluta")
)


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


def _value(target: str, text: str) -> Payload:
    row = PARAMETERS[target]
    if row.is_list:
        return [part for part in _SPLIT.split(text) if part]
    return _number(text) if row.kind == "newness" else text


def _number(bare: str) -> Payload:
    if not _PLAIN.fullmatch(bare):
        return bare
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
