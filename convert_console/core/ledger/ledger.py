"""Counts what a report should show if every accepted request was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Payload
from convert_console.core.request.event_summary import Naming, exact_amount, exact_sum
from convert_console.core.text import is_digits, trimmed_id

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

Transactions = Literal["first", "all"]
"""Which transactions of a visitor count in an experience.

By default Convert records only the first one; "count all" is a setting of the project (Convert's
help, "Understanding report metrics").
"""


@dataclass(slots=True)
class Expected:
    """The figures of one cell while counting; `revenue` is exact.

    `later` are the transactions of visitors who had another one in the experience before.
    """

    visitors: set[str] = field(default_factory=set)
    revenue: Decimal = Decimal(0)
    products: int = 0
    transactions: int = 0
    later: Figures = NONE

    @property
    def count(self) -> int:
        """Visitors, or visitors who converted."""
        return len(self.visitors)

    def figures(self, transactions: Transactions = "first") -> Figures:
        """The figures as a plain value, with the later transactions if all count."""
        first = Figures(self.count, self.revenue, self.products, self.transactions)
        return _sum(first, self.later) if transactions == "all" else first


def _sum(first: Figures, later: Figures) -> Figures:
    """Both figures together, for the people of the first."""
    return Figures(
        first.people,
        exact_sum([first.revenue, later.revenue]) or Decimal(0),
        first.products + later.products,
        first.transactions + later.transactions,
    )


@dataclass(slots=True)
class Ledger:
    """Figures by cell.

    A conversion counts once per visitor, goal and experience (Convert's documentation). Whether
    Convert removes repeated transactions is unknown: each counts once here. Events with one
    transaction id are one transaction; so are those of one request without an id, as long as no
    goal occurs twice.
    """

    cells: dict[Cell, Expected] = field(default_factory=dict)
    visitors: set[str] = field(default_factory=set)
    requests: int = 0
    anomalies: Counter[Anomaly] = field(default_factory=Counter)
    after_earlier: int = 0
    """How many of the later transactions follow one before the period."""
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _first: dict[tuple[str, str], Order] = field(default_factory=dict)
    _earlier: set[tuple[str, str]] = field(default_factory=set)
    _later: set[Order] = field(default_factory=set)
    _before: set[tuple[Cell, str]] = field(default_factory=set)
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
    def later_transactions(self) -> int:
        """Transactions of visitors who had another one in the experience before, each once."""
        return len(self._later)

    def counted_before(self, cell: Cell) -> int:
        """Visitors of a cell who were in it before the period already."""
        expected = self.cells.get(cell)
        if expected is None or not self._before:
            return 0
        return sum((cell, vid) in self._before for vid in expected.visitors)

    @property
    def conversions(self) -> int:
        """The sum over all goals: each visitor once per goal, experience and variation."""
        return sum(expected.count for cell, expected in self.cells.items() if cell.goal)

    @property
    def revenue_without_conversion(self) -> int:
        """Visitors and goals with revenue but without a `hitGoal`; the documentation wants both."""
        return len(self._bought - self._converted)

    def add(self, document: Payload) -> None:
        """Count an accepted request; an unreadable one only counts as a request."""
        self.requests += 1
        if not isinstance(document, dict):
            return
        vid, tid = trimmed_id(document.get("vid")), trimmed_id(document.get("tid"))
        if not vid:
            self.anomalies["no visitor"] += 1
            return
        self.visitors.add(vid)
        sold = Counter[Cell]()
        for event in _events(document):
            self._add_event(event, vid, tid or trimmed_id(event.get("tid")), sold)

    def add_earlier(self, document: Payload) -> None:
        """Note the visitors, conversions and transactions of a request before the period, so that
        later ones are known as such. Nothing of it is counted.
        """
        if not isinstance(document, dict):
            return
        vid, tid = trimmed_id(document.get("vid")), trimmed_id(document.get("tid"))
        for event in _events(document) if vid else ():
            if event.get("evt") in ("viewExp", "hitGoal", "tr"):
                self._before.update((Cell(*pair, ""), vid) for pair in _pairs(event))
            if event.get("evt") == "hitGoal":
                self._before.update((cell, vid) for cell in _cells(event))
            if event.get("evt") != "tr":
                continue
            order = Order(vid, tid or trimmed_id(event.get("tid")))
            for cell in _cells(event):
                self._seen.add(_identity(event, cell, order))
                self._first.setdefault((vid, cell.experience), order)
                self._earlier.add((vid, cell.experience))

    def _add_event(
        self, event: dict[str, Payload], vid: str, tid: str, sold: Counter[Cell]
    ) -> None:
        """`sold` counts the transactions of the request so far."""
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
        if kind == "hitGoal":
            for cell in _cells(event):
                self._cell(cell).visitors.add(vid)
            return
        new = [cell for cell in _cells(event) if self._is_new(event, cell, Order(vid, tid))]
        for cell in new:
            order = Order(vid, tid) if tid else Order(vid, "", self.requests, sold[cell])
            sold[cell] += 1
            self._add_transaction(event, cell, order)
        if new:
            self.anomalies["no amount"] += exact_amount(event.get("r")) is None
            self.anomalies["no count"] += _whole_number(event.get("prc")) is None

    def _is_new(self, event: dict[str, Payload], cell: Cell, order: Order) -> bool:
        """Whether a transaction is new, judged by its id or else by its content."""
        key = _identity(event, cell, order)
        if key in self._seen:
            self.anomalies["repeat" if order.tid else "duplicate"] += 1
            return False
        self._seen.add(key)
        return True

    def _add_transaction(self, event: dict[str, Payload], cell: Cell, order: Order) -> None:
        expected = self._cell(cell)
        amount = exact_amount(event.get("r")) or Decimal(0)
        added = Figures(0, amount, _whole_number(event.get("prc")) or 0, 1)
        where = (order.vid, cell.experience)
        if self._first.setdefault(where, order) == order:
            _, expected.revenue, expected.products, expected.transactions = _sum(
                expected.figures(), added
            )
            return
        expected.later = _sum(expected.later, added)
        if order not in self._later:
            self._later.add(order)
            self.after_earlier += where in self._earlier

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


class Order(NamedTuple):
    """What makes events one transaction of a visitor: its id, or else the number of the request,
    and which of several for the same goal it is.
    """

    vid: str
    tid: str
    request: int = 0
    place: int = 0


def _identity(event: dict[str, Payload], cell: Cell, order: Order) -> tuple[str, ...]:
    """What a repeated transaction has in common with the first: its id, or else all it says."""
    if order.tid:
        return ("id", order.tid, *cell)
    return ("says", order.vid, trimmed_id(event.get("r")), trimmed_id(event.get("prc")), *cell)


def _events(document: dict[str, Payload]) -> list[dict[str, Payload]]:
    events = document.get("ev")
    return [e for e in events if isinstance(e, dict)] if isinstance(events, list) else []


def _cells(event: dict[str, Payload]) -> list[Cell]:
    """The cells that an event with goals counts in."""
    goals = _ids(event.get("goals"))
    return [Cell(*pair, goal) for pair in _pairs(event) or [("", "")] for goal in goals]


def _pairs(event: dict[str, Payload]) -> list[tuple[str, str]]:
    """Pairs of experience and variation, each once; an incomplete pair is skipped."""
    both = zip(_items(event.get("exps")), _items(event.get("vars")), strict=False)
    texts = ((trimmed_id(experience), trimmed_id(variation)) for experience, variation in both)
    return list(
        dict.fromkeys(
            (experience, variation) for experience, variation in texts if experience and variation
        )
    )


def _ids(value: Payload) -> list[str]:
    """Each id once."""
    return list(dict.fromkeys(text for text in map(trimmed_id, _items(value)) if text))


def _items(value: Payload) -> list[Payload]:
    return value if isinstance(value, list) else [value]


def _whole_number(value: Payload) -> int | None:
    text = trimmed_id(value)
    return int(text) if is_digits(text) and len(text) < 12 else None


# Sentences about a ledger.

CONVERSIONS_ONCE = "A conversion counts once per visitor and goal."
REHEARSAL = (
    "Rehearsal on this machine. None of this is in a report, unless a program here forwarded it."
)
NO_PROOF = "Accepted does not prove that a request was recorded."
_BY_DEFAULT = "By default Convert records only a visitor's first transaction in an experience."
_UNKNOWN = "it is not known whether Convert does the same"


def summary_words(ledger: Ledger, *, local: bool) -> str:
    """How much was counted; `local` if everything was sent to this machine."""
    requests = counted(ledger.requests, "accepted request")
    visitors = counted(len(ledger.visitors), "visitor")
    where = f"{requests} from {visitors}."
    if local:
        where = f"{requests} from {visitors}, all sent to this machine: a rehearsal. "
        where += "They are not in any report, unless a program here forwarded them."
    return f"{where} {CONVERSIONS_ONCE} {NO_PROOF}"


def transaction_words(ledger: Ledger, transactions: Transactions) -> str:
    """How a visitor's second transaction is treated, with how many there are.

    >>> transaction_words(Ledger(), "first")
    "By default Convert records only a visitor's first transaction in an experience."
    """
    later = ledger.later_transactions
    if transactions == "all":
        if not later:
            return f"This profile counts all transactions of a visitor. {_BY_DEFAULT}"
        added = _sentence(later, "later transaction", "of a visitor {is_are} added")
        return f"{added}, as this profile counts all transactions. {_BY_DEFAULT}"
    if not later:
        return _BY_DEFAULT
    apart = _sentence(later, "later transaction", "{is_are} listed apart and not added.")
    after = ledger.after_earlier
    if not after:
        return f"{_BY_DEFAULT} {apart}"
    follow = "follows" if after == 1 else "follow"
    return f"{_BY_DEFAULT} {apart} {after:,} of them {follow} a transaction before this period."


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
    """A line; `of` is the number of visitors of its variation, 0 if unknown, and `later` the
    transactions that are not in its figures.
    """

    cell: Cell
    experience: str
    variation: str
    goal: str
    figures: Figures
    of: int = 0
    tick: Tick | None = None
    later: Figures = NONE

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
        """Experience, variation, goal, visitors, conversions, revenue, products."""
        sold, people = self.figures.transactions > 0, f"{self.figures.people:,}"
        return (
            self.experience,
            self.variation,
            self.goal,
            "" if self.cell.goal else people,
            people if self.cell.goal else "",
            money(self.figures.revenue) if sold else "",
            f"{self.figures.products:,}" if sold else "",
        )


def money(amount: Decimal) -> str:
    """An exact amount with thousands separators, and not with a single decimal.

    >>> money(Decimal("1234.5")), money(Decimal("1E+3")), money(Decimal("0.125"))
    ('1,234.50', '1,000', '0.125')
    """
    text = f"{amount:,f}"
    return f"{text}0" if text[-2:-1] == "." else text


def figure(value: Decimal | int | None) -> str:
    """An amount or a number as it is shown; a dash for none."""
    if value is None:
        return "–"
    return money(value) if isinstance(value, Decimal) else f"{value:,}"


def lines_of(
    ledger: Ledger,
    ticks: Mapping[Cell, Tick],
    name: Naming,
    transactions: Transactions = "first",
) -> list[Line]:
    """A line for each cell and for each tick whose cell is gone, sorted by name.

    Visitors come before goals, and what belongs to no variation comes last.
    """
    cells = {**ledger.cells, **dict(ticks)}
    lines = [_line(cell, ledger, ticks.get(cell), name, transactions) for cell in cells]
    return sorted(lines, key=_place)


def _line(
    cell: Cell, ledger: Ledger, tick: Tick | None, name: Naming, transactions: Transactions
) -> Line:
    expected, visitors = ledger.cells.get(cell), ledger.cells.get(cell._replace(goal=""))
    return Line(
        cell,
        name("experience", cell.experience) if cell.experience else UNATTRIBUTED,
        name("variation", cell.variation) if cell.variation else "",
        name("goal", cell.goal) if cell.goal else VISITORS,
        expected.figures(transactions) if expected else NONE,
        visitors.count if visitors and cell.experience else 0,
        tick,
        expected.later if expected and transactions == "first" else NONE,
    )


def _place(line: Line) -> tuple[bool, str, str, str, str, str, Cell]:
    cell = line.cell
    goal = line.goal.casefold() if cell.goal else ""
    names = (line.experience.casefold(), cell.experience, line.variation.casefold(), cell.variation)
    return (not cell.experience, *names, goal, cell)
