"""Counts what a report should show if every accepted request was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.event_summary import Naming, exact_amount, exact_sum
from convert_console.core.text import plain_text

Anomaly = Literal["repeat", "duplicate", "no visitor", "no amount", "no count"]
"""What was not counted or could not be read.

A transaction with an id seen before, one without an id that equals an earlier one, a request
without a visitor, a transaction without a readable amount or number of products.
"""


class Cell(NamedTuple):
    """What figures belong to: an experience, a variation and a goal ("" for the visitors)."""

    experience: str
    variation: str
    goal: str


class Figures(NamedTuple):
    """The figures to compare with a report; `revenue` is exact."""

    people: int
    revenue: Decimal = Decimal(0)
    products: int = 0
    transactions: int = 0


NONE = Figures(0)


@dataclass(slots=True)
class Expected:
    """The figures of one cell while counting; `revenue` is exact."""

    visitors: set[str] = field(default_factory=set)
    revenue: Decimal = Decimal(0)
    products: int = 0
    transactions: int = 0

    @property
    def count(self) -> int:
        """Visitors, or visitors who converted."""
        return len(self.visitors)

    @property
    def figures(self) -> Figures:
        """The figures as a plain value."""
        return Figures(self.count, self.revenue, self.products, self.transactions)


@dataclass(slots=True)
class Ledger:
    """Figures by cell.

    A conversion counts once per visitor, goal and experience (Convert's documentation). Whether
    Convert removes repeated transactions is unknown: each counts once here.
    """

    cells: dict[Cell, Expected] = field(default_factory=dict)
    visitors: set[str] = field(default_factory=set)
    requests: int = 0
    anomalies: Counter[Anomaly] = field(default_factory=Counter)
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _viewed: set[tuple[str, str, str]] = field(default_factory=set)
    _converted: set[tuple[str, str]] = field(default_factory=set)
    _bought: set[tuple[str, str]] = field(default_factory=set)

    @property
    def converted_without_view(self) -> int:
        """Visitors of variations who converted without a view of the variation."""
        rows = (row for row in self.cells.items() if not row[0].goal)
        return sum(
            (cell.experience, cell.variation, vid) not in self._viewed
            for cell, expected in rows
            for vid in expected.visitors
        )

    @property
    def revenue_without_conversion(self) -> int:
        """Visitors and goals with revenue but without a `hitGoal`; the documentation wants both."""
        return len(self._bought - self._converted)

    def add(self, document: Payload) -> None:
        """Count an accepted request; an unreadable one only counts as a request."""
        self.requests += 1
        if not isinstance(document, dict):
            return
        vid, tid = _text(document.get("vid")), _text(document.get("tid"))
        if not vid:
            self.anomalies["no visitor"] += 1
            return
        self.visitors.add(vid)
        events = document.get("ev")
        for event in events if isinstance(events, list) else ():
            if isinstance(event, dict):
                self._add_event(event, vid, tid or _text(event.get("tid")))

    def _add_event(self, event: dict[str, Payload], vid: str, tid: str) -> None:
        kind = event.get("evt")
        if kind not in ("viewExp", "hitGoal", "tr"):
            return
        pairs = _pairs(event)
        for experience, variation in pairs:
            self._cell(Cell(experience, variation, "")).visitors.add(vid)
            if kind == "viewExp":
                self._viewed.add((experience, variation, vid))
        if kind == "viewExp":
            return
        goals = _ids(event.get("goals"))
        (self._converted if kind == "hitGoal" else self._bought).update((vid, g) for g in goals)
        new = [
            Cell(*pair, goal)
            for pair in pairs or [("", "")]
            for goal in goals
            if kind == "hitGoal" or self._is_new(event, Cell(*pair, goal), vid, tid)
        ]
        for cell in new:
            if kind == "hitGoal":
                self._cell(cell).visitors.add(vid)
            else:
                self._add_revenue(event, cell)
        if kind == "tr" and new:
            self.anomalies["no amount"] += exact_amount(event.get("r")) is None
            self.anomalies["no count"] += _whole_number(event.get("prc")) is None

    def _is_new(self, event: dict[str, Payload], cell: Cell, vid: str, tid: str) -> bool:
        """Whether a transaction is new, judged by its id or else by its content."""
        key = ("id", tid) if tid else ("says", vid, _text(event.get("r")), _text(event.get("prc")))
        key = (*key, *cell)
        if key in self._seen:
            self.anomalies["repeat" if tid else "duplicate"] += 1
            return False
        self._seen.add(key)
        return True

    def _add_revenue(self, event: dict[str, Payload], cell: Cell) -> None:
        expected = self._cell(cell)
        expected.transactions += 1
        amount = exact_amount(event.get("r"))
        if amount is not None:
            expected.revenue = exact_sum([expected.revenue, amount]) or Decimal(0)
        expected.products += _whole_number(event.get("prc")) or 0

    def _cell(self, cell: Cell) -> Expected:
        return self.cells.setdefault(cell, Expected())


def ledger_of(documents: Iterable[Payload]) -> Ledger:
    """The ledger of documents, in the order they were sent.

    >>> tr = {"evt": "tr", "goals": ["5"], "exps": ["1"], "vars": ["2"], "r": Number("1.10")}
    >>> sales = [{"vid": vid, "ev": [tr]} for vid in ("a", "b", "a")]
    >>> ledger_of(sales).cells[Cell("1", "2", "5")].revenue
    Decimal('2.20')
    """
    ledger = Ledger()
    for document in documents:
        ledger.add(document)
    return ledger


def _pairs(event: dict[str, Payload]) -> list[tuple[str, str]]:
    """Pairs of experience and variation, each once; an incomplete pair is skipped."""
    both = zip(_items(event.get("exps")), _items(event.get("vars")), strict=False)
    texts = ((_text(experience), _text(variation)) for experience, variation in both)
    return list(
        dict.fromkeys(
            (experience, variation) for experience, variation in texts if experience and variation
        )
    )


def _ids(value: Payload) -> list[str]:
    """Each id once."""
    return list(dict.fromkeys(text for text in map(_text, _items(value)) if text))


def _items(value: Payload) -> list[Payload]:
    return value if isinstance(value, list) else [value]


def _text(value: Payload) -> str:
    return plain_text(value).strip() if isinstance(value, str | Number) else ""


def _whole_number(value: Payload) -> int | None:
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


# Sentences about a ledger.

NO_PROOF = "Accepted does not prove that a request was recorded."
_UNKNOWN = "it is not known whether Convert does the same"


def summary_words(ledger: Ledger, *, local: bool) -> str:
    """How much was counted; `local` if everything was sent to this machine."""
    requests = counted(ledger.requests, "accepted request")
    visitors = counted(len(ledger.visitors), "visitor")
    where = f"{requests} from {visitors}."
    if local:
        where = f"{requests} from {visitors}, all sent to this machine: a rehearsal. "
        where += "They are not in any report, unless a program here forwarded them."
    return f"{where} A conversion counts once per visitor and goal. {NO_PROOF}"


def remarks(ledger: Ledger, left_out: int, unreadable: int = 0) -> tuple[str, ...]:
    """What was not counted or is not known, a sentence each.

    `left_out` requests were sent to this machine, `unreadable` ones are damaged in the history.
    """
    counts = [
        (unreadable, "request", "{is_are} damaged in the history and not counted."),
        (left_out, "request", "{was_were} sent to this machine and {is_are} not counted."),
        *((ledger.anomalies[anomaly], *words) for anomaly, words in _ANOMALIES.items()),
        (ledger.revenue_without_conversion, "conversion", _REVENUE_ONLY),
        (ledger.converted_without_view, "visitor", _NO_VIEW),
    ]
    return tuple(_sentence(*remark) for remark in counts if remark[0])


_REVENUE_ONLY = "with revenue {has_have} no hitGoal; the documentation requires both events."
_NO_VIEW = (
    "converted without a viewExp of the variation; it is not known whether a report counts that."
)
_ANOMALIES: dict[Anomaly, tuple[str, str]] = {
    "repeat": ("repeat", f"of a transaction id {{was_were}} not counted; {_UNKNOWN}."),
    "duplicate": (
        "transaction",
        "without an id {equals_equal} an earlier one and {was_were} not counted; give each "
        "transaction its own id (tid).",
    ),
    "no visitor": ("request", "without a visitor id {was_were} not counted."),
    "no amount": ("transaction", "without a readable amount {adds_add} no revenue."),
    "no count": ("transaction", "without a readable number of products {adds_add} no products."),
}

_FORMS = ("is_are", "has_have", "was_were", "equals_equal", "adds_add")


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "visitor"), counted(1200, "visitor")
    ('1 visitor', '1,200 visitors')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _sentence(count: int, noun: str, words: str) -> str:
    forms = {form: form.split("_")[count != 1] for form in _FORMS}
    return f"{counted(count, noun)} {words.format(**forms)}"


# The lines, with the ticks of the user.

UNATTRIBUTED = "not attributed"
VISITORS = "(visitors)"


@dataclass(frozen=True, slots=True)
class Tick:
    """The figures that the user saw in the report, and when, in Unix seconds."""

    figures: Figures
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `of` is the number of visitors of its variation, 0 if unknown."""

    cell: Cell
    experience: str
    variation: str
    goal: str
    figures: Figures
    of: int = 0
    tick: Tick | None = None

    @property
    def share(self) -> float:
        """The share of the variation's visitors who converted, from 0 to 1."""
        return min(self.figures.people / self.of, 1.0) if self.of else 0.0

    @property
    def percent(self) -> str:
        """The share as text; "" if the number of visitors is unknown.

        >>> Line(Cell("1", "2", "5"), "", "", "", Figures(1), 3).percent
        '33 %'
        """
        if not self.of or not self.cell.goal:
            return ""
        percent = 100 * self.share
        return f"{percent:.0f} %" if percent >= 1 or not percent else "under 1 %"

    @property
    def is_ticked(self) -> bool:
        """Whether the current figures are ticked off."""
        return self.tick is not None and not self.stale

    @property
    def stale(self) -> str:
        """Which figures changed since they were ticked off, in words; "" if none did.

        >>> line = Line(Cell("1", "2", "5"), "", "", "", Figures(5), 0, Tick(Figures(4), 0.0))
        >>> line.stale
        '4 when ticked off, now 5'
        """
        if self.tick is None:
            return ""
        if self.figures == NONE:
            return f"{self.tick.figures.people:,} when ticked off, now gone"
        then, now = self.tick.figures, self.figures
        changes = (
            (f"{then.people:,}", f"{now.people:,}"),
            (f"revenue {money(then.revenue)}", money(now.revenue)),
            (counted(then.products, "product"), f"{now.products:,}"),
        )
        was = (then.people, then.revenue, then.products)
        differ = [change for change, a, b in zip(changes, was, now, strict=False) if a != b]
        return "; ".join(f"{old} when ticked off, now {new}" for old, new in differ)

    @property
    def first_change(self) -> str:
        """The first change."""
        return self.stale.partition(";")[0]

    @property
    def words(self) -> tuple[str, ...]:
        """Experience, variation, goal, visitors, revenue, products."""
        sold = self.figures.transactions > 0
        return (
            self.experience,
            self.variation,
            self.goal,
            f"{self.figures.people:,}" if self.figures.people or not sold else "",
            money(self.figures.revenue) if sold else "",
            f"{self.figures.products:,}" if sold else "",
        )


def money(amount: Decimal) -> str:
    """An exact amount with thousands separators.

    >>> money(Decimal("1234.50")), money(Decimal("1E+3"))
    ('1,234.50', '1,000')
    """
    return f"{amount:,f}"


def lines_of(ledger: Ledger, ticks: Mapping[Cell, Tick], name: Naming) -> list[Line]:
    """A line for each cell and for each tick whose cell is gone, sorted by name.

    Visitors come before goals, and what belongs to no variation comes last.
    """
    lines = [_line(cell, ledger, ticks.get(cell), name) for cell in {**ledger.cells, **dict(ticks)}]
    return sorted(lines, key=_place)


def _line(cell: Cell, ledger: Ledger, tick: Tick | None, name: Naming) -> Line:
    expected, visitors = ledger.cells.get(cell), ledger.cells.get(cell._replace(goal=""))
    return Line(
        cell,
        name("experience", cell.experience) if cell.experience else UNATTRIBUTED,
        name("variation", cell.variation) if cell.variation else "",
        name("goal", cell.goal) if cell.goal else VISITORS,
        expected.figures if expected else NONE,
        visitors.count if visitors and cell.experience else 0,
        tick,
    )


def _place(line: Line) -> tuple[bool, str, str, str, str, str, Cell]:
    cell = line.cell
    goal = line.goal.casefold() if cell.goal else ""
    names = (line.experience.casefold(), cell.experience, line.variation.casefold(), cell.variation)
    return (not cell.experience, *names, goal, cell)
