"""What only all rows together tell: the decimal sign, currencies, and orders in several rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal as Exact

from convert_console.core.document.payload import Number, Payload
from convert_console.core.orders.mapping import (
    CellReader,
    ColumnMapping,
    amount_value,
    count_value,
    names_amount,
)
from convert_console.core.request.amounts import (
    Amount,
    Decimal,
    Undecided,
    read_amount,
    same_currency,
)
from convert_console.core.request.event_summary import exact_amount, exact_sum

Rows = Iterable[tuple[int, list[str]]]
"""Numbers and cells of rows; they count from 1, without the header."""


@dataclass(frozen=True, slots=True)
class Combined:
    """The values of an order in several rows, and what its rows had in common.

    `repeated` says that all its amounts are the same. `broken` is the first of its rows that
    has another number of cells than the header, 0 for none.
    """

    values: Mapping[str, Payload]
    repeated: bool
    broken: int = 0


@dataclass(slots=True)
class Survey:
    """What a pass over all rows has found.

    `totals` are rows that are no orders: their amount is the sum of all others, and their
    transaction id has no digit. `decimal` is the decimal sign of the amounts: the chosen one, or
    the one that they prove; "" if they prove none, or both. `proofs` has an amount for each sign
    that is proven. `currencies` has each currency with the first row that has it. `first_rows` has,
    for each further row of an order, the first row of that order, and `rows_of` all rows of each
    such order by the first. `combined` has their values by the first row, if the mapping asks for
    them. `left_out` is filled if only first rows are sent: for each order whose rows have different
    amounts, by its first row, the sum of those that are not sent; `None` if one of them cannot be
    read. `doubtful` are the rows with an amount or a number of products whose point or comma may
    separate thousands or decimals.
    """

    rows: int = 0
    decimal: Decimal | Undecided = ""
    proofs: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)
    totals: set[int] = field(default_factory=set)
    first_rows: dict[int, int] = field(default_factory=dict)
    rows_of: dict[int, list[int]] = field(default_factory=dict)
    combined: dict[int, Combined] = field(default_factory=dict)
    left_out: dict[int, Exact | None] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)


def survey(
    read: Callable[[], Rows], mapping: ColumnMapping, columns: Sequence[str],
    stopped: Callable[[], bool] = lambda: False,
) -> Survey:  # fmt: skip
    """Look through all rows; `read` gives them from the first one, and is called up to three times.

    It keeps the identifier of every order in memory.
    """
    first_pass = _FirstPass(mapping, columns)
    found, cells_of, unlikely = first_pass.found, first_pass.cells_of, first_pass.unlikely
    for row, cells in read():
        if stopped():
            return found
        first_pass.add(row, cells)
    found.currencies = first_pass.currencies.all_of_them()
    only = tuple(found.proofs)
    found.decimal = mapping.decimal or (only[0] if len(only) == 1 else "")  # type: ignore[assignment]
    if unlikely and found.rows > len(unlikely):
        _find_totals(found, read(), (cells_of, len(columns)), unlikely, stopped)
    if found.first_rows and mapping.repeated in ("merge", "add"):
        _combine(found, read(), cells_of, len(columns), stopped)
    elif found.first_rows and mapping.repeated == "first" and "tr" in mapping.events:
        _find_left_out(found, read(), cells_of, len(columns), stopped)
    return found


_MOST_TOTALS = 20
"""Rows that are compared with the sum of the others; a file has few of them."""


class _FirstPass:
    """Finds what each row tells by itself, or compared with the rows before it.

    `unlikely` are rows whose transaction id names no order, with their amounts as text.
    """

    def __init__(self, mapping: ColumnMapping, columns: Sequence[str]) -> None:
        self.found = Survey()
        self.cells_of = CellReader(mapping, columns)
        self.currencies = _Currencies(self.cells_of.currency_column)
        self.unlikely: dict[int, str] = {}
        self._first_of: dict[str, int] = {}
        amounts, _ = self.cells_of.sources.get("r", (None, -1))
        self._has_amounts = amounts is not None and amounts.kind == "column"
        counts, _ = self.cells_of.sources.get("prc", (None, -1))
        self._has_counts = counts is not None and counts.kind == "column"
        _, self._tid_place = self.cells_of.sources.get("tid", (None, -1))

    def add(self, row: int, cells: Sequence[str]) -> None:
        self.found.rows += 1
        if key := self.cells_of.order_key(cells):
            first = self._first_of.setdefault(key, row)
            if first != row:
                self.found.first_rows[row] = first
                self.found.rows_of.setdefault(first, [first]).append(row)
        if self._has_amounts and (text := self.cells_of.text("r", cells)):
            self._add_amount(row, cells, text)
        elif self._has_counts:
            self._find_doubt(row, cells, False)

    def _add_amount(self, row: int, cells: Sequence[str], text: str) -> None:
        amount = read_amount(text)
        self._find_doubt(row, cells, amount is not None and not amount.number)
        if amount is not None:
            self.currencies.add(row, cells, amount)
            if amount.proves:
                self.found.proofs.setdefault(amount.proves, text)
        if self._tid_place >= 0 and len(self.unlikely) < _MOST_TOTALS:
            tid = self.cells_of.text("tid", cells)
            if not any(character.isdigit() for character in tid):
                self.unlikely[row] = text

    def _find_doubt(self, row: int, cells: Sequence[str], of_amount: bool) -> None:
        count = read_amount(self.cells_of.text("prc", cells)) if self._has_counts else None
        of_count = count is not None and not count.number and not count.currency
        if of_amount or of_count:
            self.found.doubtful.append(row)


class _Currencies:
    """Each currency with its first row: written with the amounts, or in a column of its own."""

    def __init__(self, column: int) -> None:
        self._column = column
        self._spellings: dict[str, str] = {}
        self._of_amounts: dict[str, int] = {}
        self._of_column: dict[str, int] = {}

    def add(self, row: int, cells: Sequence[str], amount: Amount) -> None:
        if amount.currency:
            self._of_amounts.setdefault(self._spelling(amount.currency), row)
        elif 0 <= self._column < len(cells) and (currency := cells[self._column].strip()):
            self._of_column.setdefault(self._spelling(currency), row)

    def all_of_them(self) -> dict[str, int]:
        """A single one is left out if it is in its own column only: it needs no explanation."""
        both = {**self._of_column, **self._of_amounts}
        return both if len(both) > 1 else self._of_amounts

    def _spelling(self, currency: str) -> str:
        return self._spellings.setdefault(same_currency(currency), currency)


def _find_totals(
    found: Survey, rows: Rows, reading: tuple[CellReader, int], unlikely: Mapping[int, str],
    stopped: Callable[[], bool],
) -> None:  # fmt: skip
    """Find the rows that only sum the others up, as reports end or begin with one.

    Of a single order it is one that is also called a total: otherwise it may be an order too.
    """
    cells_of, width = reading
    amounts, called = [], set()
    for row, cells in rows:
        if stopped():
            return
        if row in unlikely and names_amount(cells_of.text("tid", cells)):
            called.add(row)
        # A row of another width belongs to another table, as below the one of Google Analytics.
        if row not in unlikely and cells_of.fits(cells, width):
            amount = exact_amount(amount_value(cells_of.text("r", cells), found.decimal))
            amounts += [] if amount is None else [amount]
    total = exact_sum(amounts)
    for row, text in unlikely.items():
        sums_up = exact_amount(amount_value(text, found.decimal)) == total
        if total is not None and sums_up and (len(amounts) > 1 or row in called):
            found.totals.add(row)


def _combine(
    found: Survey, rows: Rows, cells_of: CellReader, width: int, stopped: Callable[[], bool]
) -> None:
    """Add up the orders in several rows."""
    texts: dict[int, list[tuple[str, str]]] = {first: [] for first in found.rows_of}
    broken: dict[int, int] = {}
    for row, cells in rows:
        if stopped():
            return
        first = found.first_rows.get(row, row)
        if first in texts:
            texts[first].append((cells_of.text("r", cells), cells_of.text("prc", cells)))
            if len(cells) != width:
                broken.setdefault(first, row)
    for first, parts in texts.items():
        amounts = [amount_value(text, found.decimal) for text, _ in parts if text]
        counts = [count_value(text, found.decimal) for _, text in parts if text]
        repeated = len(amounts) > 1 and len({*map(_exact, amounts)}) == 1
        values: dict[str, Payload] = {}
        if amounts:
            once = repeated and cells_of.mapping.repeated == "merge"
            values["r"] = amounts[0] if once else _sum(amounts)
        if counts:
            values["prc"] = _sum(counts)
        found.combined[first] = Combined(values, repeated, broken.get(first, 0))


def _find_left_out(
    found: Survey, rows: Rows, cells_of: CellReader, width: int, stopped: Callable[[], bool]
) -> None:
    """Find the orders whose further rows have an amount of their own, which is not sent."""
    amounts: dict[int, list[Payload]] = {
        first: [] for first in found.rows_of if first not in found.totals
    }
    for row, cells in rows:
        if stopped():
            return
        first = found.first_rows.get(row, row)
        if first in amounts:
            # A cell of a row that is cut may belong to another column, so it counts as unread.
            text = cells_of.text("r", cells) if cells_of.fits(cells, width) else "?"
            amounts[first].append(amount_value(text, found.decimal) if text else "")
    for first, (sent, *others) in amounts.items():
        own = [value for value in others if value != "" and _exact(value) not in (_exact(sent), 0)]
        if own:
            rest = _sum([value for value in others if value != ""])
            found.left_out[first] = exact_amount(rest) if isinstance(rest, Number) else None


def _exact(value: Payload) -> Exact | str | None:
    amount = exact_amount(value)
    return value if amount is None and isinstance(value, str) else amount


def _sum(values: list[Payload]) -> Payload:
    """The exact sum, or the first value that is no number."""
    amounts = []
    for value in values:
        amount = exact_amount(value) if isinstance(value, Number) else None
        if amount is None:
            return value
        amounts.append(amount)
    return Number(f"{exact_sum(amounts):f}")
