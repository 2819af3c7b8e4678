"""What a file of orders leaves open: questions, with what each answer sends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal as Exact
from typing import Literal

from convert_console.core.document.payload import Number, Payload
from convert_console.core.linter.problem import short
from convert_console.core.orders.dry_run import ROWS_NAMED, DryRun
from convert_console.core.orders.mapping import (
    CellReader,
    ColumnMapping,
    Repeated,
    amount_value,
    cell_text,
    count_value,
)
from convert_console.core.orders.survey import Rows, Survey
from convert_console.core.request.amounts import Decimal, Undecided, read_amount
from convert_console.core.request.event_summary import exact_amount, exact_sum

QuestionKey = Literal["repeated", "decimal"]

LEAVE_OUT = "leave"
"""The answer that leaves the rows in doubt out; the mapping does not change with it."""

ROWS_SHOWN = 4
"""Rows of the file that a question shows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose: its value, its words, and what it sends."""

    value: str
    title: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows that a question shows; `strong` is what the question is about."""

    title: str
    number: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A question about all rows of one kind.

    `where` names the rows in words, `rows` are the cells of the first of them. `waiting` is how
    many rows depend on the answer. `proven` is the answer that the file itself gives, "" for none.
    """

    key: QuestionKey
    title: str
    where: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    choices: tuple[Choice, ...]
    waiting: int
    proven: str = ""


def find_questions(
    read: Callable[[], Rows], mapping: ColumnMapping, columns: Sequence[str], found: Survey,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[FileQuestion, ...]:  # fmt: skip
    """The questions about a file that was surveyed; reads its rows once where they are needed."""
    gathered = _Gathered(CellReader(mapping, columns), found)
    if found.first_rows or found.doubtful:
        for row, cells in read():
            if stopped():
                return ()
            gathered.add(row, cells)
    questions = (_about_repeats(gathered, mapping, columns), _about_decimals(gathered, columns))
    return tuple(question for question in questions if question is not None)


def answer_to(question: FileQuestion, mapping: ColumnMapping, given: str) -> str:
    """The answer to a question, "" for none: `given` is what the person chose, if anything."""
    if question.key == "decimal":
        return mapping.decimal or given or question.proven
    return given and mapping.repeated


# What is read of the rows.


@dataclass(slots=True)
class _Gathered:
    """The rows that questions are about, and the amounts of orders in several rows as text."""

    cells_of: CellReader
    found: Survey
    texts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    shown: dict[int, list[str]] = field(default_factory=dict)

    def add(self, row: int, cells: list[str]) -> None:
        first = self.found.first_rows.get(row, row)
        if first in self.found.rows_of and first not in self.found.totals:
            if first in self.shown or len(self.texts) < ROWS_SHOWN:
                self.shown[row] = cells
            values = (self.cells_of.text("r", cells), self.cells_of.text("prc", cells))
            self.texts.setdefault(first, []).append(values)
        if row in self.found.doubtful[:ROWS_SHOWN]:
            self.shown[row] = cells

    def table(
        self, rows: Sequence[int], columns: Sequence[str], strong: Sequence[str]
    ) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
        """The cells of rows by what they mean; `strong` are the parameters in question."""
        kept = [row for row in rows if row in self.shown][:ROWS_SHOWN]
        titles, read = [Column("Row")], [[f"{row:,}" for row in kept]]
        parts = [
            (title, target, [self.cells_of.text(target, self.shown[row]) for row in kept])
            for title, target in (("Order", "tid"), ("Amount", "r"), ("Products", "prc"))
        ]
        about, words = self._about(kept, columns)
        for title, target, cells in (parts[0], (about, "", words), *parts[1:]):
            if any(cells):
                titles.append(Column(title, target in ("r", "prc"), target in strong))
                read.append([short(cell) for cell in cells])
        return tuple(titles), tuple(zip(*read, strict=True))

    def _about(self, rows: Sequence[int], columns: Sequence[str]) -> tuple[str, list[str]]:
        """A column that is not sent and by which a person knows the rows: the first with words."""
        mapped = {place for _, place in self.cells_of.sources.values()}
        for place, name in enumerate(columns):
            cells = [cell_text(self.shown[row][place]) if place < len(self.shown[row]) else ""
                     for row in rows]  # fmt: skip
            if place not in mapped and all(any(map(str.isalpha, cell)) for cell in cells):
                return name, cells
        return "", [""] * len(rows)


# Orders in several rows.


def _about_repeats(
    gathered: _Gathered, mapping: ColumnMapping, columns: Sequence[str]
) -> FileQuestion | None:
    groups, found = gathered.texts, gathered.found
    if not groups:
        return None
    rows = [row for first in groups for row in found.rows_of[first]]
    count, first = len(groups), next(iter(groups))
    if count == 1:
        called = gathered.cells_of.text("tid", gathered.shown[first])
        name = f"Order {short(called)}" if called else "An order"
        title, where = f"{name} is in {_number(len(rows))} rows", rows_words(rows, len(rows))
    else:
        title, where = f"{count:,} orders are in several rows", f"{len(rows):,} rows"
    table, cells = gathered.table(rows, columns, ("tid", "r"))
    offered: list[Repeated] = ["add", "merge", "first", "all"]
    if mapping.repeated != "merge" and not any(_is_same(texts, found) for texts in groups.values()):
        offered.remove("merge")
    choices = tuple(
        Choice(kind, _title(kind, count, len(rows)), _effect(kind, groups, found))
        for kind in offered
    )
    return FileQuestion("repeated", title, where, table, cells, choices, len(rows) - count)


def _title(kind: Repeated, orders: int, rows: int) -> str:
    single = orders == 1
    match kind:
        case "add":
            return "One order, add the amounts" if single else "One order each, add the amounts"
        case "merge":
            return "The same amount counts once, add others" if not single else (
                "One order, count the same amount once"
            )  # fmt: skip
        case "first":
            one = "One order" if single else "One order each"
            return f"{one}, amount of the first row"
        case _:
            return f"{_number(rows).capitalize()} orders" if single else "Every row is an order"


def _effect(kind: Repeated, groups: dict[int, list[tuple[str, str]]], found: Survey) -> str:
    if kind == "all":
        count = sum(map(len, groups.values()))
        after = "the second may not count" if count == 2 else "those after the first may not count"
        of_each = "only the first of each order may count" if len(groups) > 1 else after
        return f"{count:,} requests; {of_each}"
    amounts: list[Exact | None] = []
    products: list[Exact | None] = []
    for texts in groups.values():
        used = texts[:1] if kind == "first" else texts
        values = [amount_value(text, found.decimal) for text, _ in used if text]
        if kind == "merge" and _is_same(texts, found):
            values = values[:1]
        amounts += map(_exact, values)
        products += [_exact(count_value(text, found.decimal)) for _, text in used if text]
    sent = f"{len(groups):,} request{'' if len(groups) == 1 else 's'}"
    parts = []
    if amounts and None not in amounts:
        parts.append(f"{exact_sum([each for each in amounts if each is not None]) or 0:,f}")
    if products and None not in products:
        number = exact_sum([each for each in products if each is not None]) or Exact(0)
        parts.append(f"{number:,f} product{'' if number == 1 else 's'}")
    return f"{sent} with {' and '.join(parts)}" if parts else sent


def _is_same(texts: Sequence[tuple[str, str]], found: Survey) -> bool:
    """Whether all amounts of an order in several rows are the same."""
    amounts = [_exact(amount_value(text, found.decimal)) for text, _ in texts if text]
    return len(amounts) > 1 and len(set(amounts)) == 1


def _exact(value: Payload) -> Exact | None:
    return exact_amount(value) if isinstance(value, Number) else None


# Amounts that can be read in two ways.


def _about_decimals(gathered: _Gathered, columns: Sequence[str]) -> FileQuestion | None:
    found, rows = gathered.found, gathered.found.doubtful
    first = gathered.shown.get(rows[0]) if rows else None
    if first is None:
        return None
    target = next(
        (key for key in ("r", "prc") if _is_doubtful(gathered.cells_of.text(key, first))), ""
    )
    if not target:
        return None
    text = gathered.cells_of.text(target, first)
    sign: Decimal = "." if "." in text else ","
    other: Decimal = "," if sign == "." else "."
    word = "point" if sign == "." else "comma"
    proven = next(iter(found.proofs)) if len(found.proofs) == 1 else ""
    why = ""
    if proven:
        name, proof = "point" if proven == "." else "comma", short(found.proofs[proven])
        why = f"The {name} separates decimals in other rows, as in {proof}"
    thousands, decimals = (_reading(text, target, each) for each in (other, sign))
    choices = [
        Choice(other, "Thousands", _with(thousands, why if proven == other else "")),
        Choice(sign, "Decimals", _with(decimals, why if proven == sign else "")),
    ]
    if not proven:
        out = "Leave this row out" if len(rows) == 1 else f"Leave these {len(rows):,} rows out"
        choices.append(Choice(LEAVE_OUT, out))
    table, cells = gathered.table(rows, columns, (target,))
    title = f"Does the {word} in “{short(text)}” separate thousands or decimals?"
    where = rows_words(rows, len(rows))
    return FileQuestion("decimal", title, where, table, cells, tuple(choices), len(rows), proven)


def _reading(text: str, target: str, decimal: Decimal | Undecided) -> str:
    """A number as it is read with a decimal sign."""
    value = (amount_value if target == "r" else count_value)(text, decimal)
    return value.literal if isinstance(value, Number) else ""


def _with(reading: str, why: str) -> str:
    return ". ".join(part for part in (reading, why) if part)


def _is_doubtful(text: str) -> bool:
    amount = read_amount(text)
    return amount is not None and not amount.number


# Words.

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def rows_words(rows: Sequence[int], count: int) -> str:
    """The numbers of rows in words.

    >>> rows_words([17], 1), rows_words([17, 18], 2), rows_words([1, 2, 3, 4], 9)
    ('Row 17', 'Rows 17 and 18', 'Rows 1, 2, 3 and 6 more')
    """
    named = [f"{row:,}" for row in rows[:ROWS_NAMED]]
    if count > len(named):
        return f"Rows {', '.join(named)} and {count - len(named):,} more"
    if len(named) == 1:
        return f"Row {named[0]}"
    return f"Rows {', '.join(named[:-1])} and {named[-1]}"


# What will be sent, in numbers.


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows become requests. `before` requests were sent earlier, and `beyond` are of rows
    after the last one to send. `waiting` rows depend on answers that are not given yet, so there
    may be that many more requests than `requests`.
    """

    rows: int = 0
    joined: int = 0
    left_out: int = 0
    before: int = 0
    beyond: int = 0
    waiting: int = 0
    requests: int = 0
    conversions: int = 0
    revenue: Exact = Exact(0)

    @property
    def most(self) -> int:
        """The most requests that there may be."""
        return self.requests + self.waiting


def tally_of(dry: DryRun, unanswered: Sequence[FileQuestion]) -> Tally:
    """The numbers of a dry run; rows that wait for an answer are neither joined nor left out."""
    in_doubt = sum(each.waiting for each in unanswered if each.key == "decimal")
    parts = sum(each.waiting for each in unanswered if each.key == "repeated")
    in_doubt, parts = min(in_doubt, dry.faulty), min(parts, dry.repeated)
    return Tally(
        dry.rows,
        dry.repeated - parts,
        dry.faulty - in_doubt,
        dry.whole.requests - dry.due.requests - dry.beyond.requests,
        dry.beyond.requests,
        in_doubt + parts,
        dry.due.requests,
        dry.due.conversions,
        dry.due.revenue,
    )
