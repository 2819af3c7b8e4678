"""What a report should show if everything that was accepted had been recorded.

A conversion counts once per visitor and goal, per experience (Convert's documentation). Whether
the server removes repeated transactions is open: the ledger counts each once, and says how many
repeats it left out. What the documentation leaves open otherwise is counted and said as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.event_summary import plain_text
from convert_console.core.request.summary import exact_amount, exact_sum

Oddity = Literal["repeat", "alike", "nameless", "no amount", "no count"]
"""What was left out or could not be read: a transaction whose id came before, one without an id
that says the same as one before, a request without a visitor, a transaction without a readable
amount, and one without a readable count of products.
"""


class Cell(NamedTuple):
    """Where a figure belongs: an experience's variation, and a goal ("" for its visitors)."""

    experience: str
    variation: str
    goal: str


class Figures(NamedTuple):
    """What a report is compared with; `revenue` is exact, `transactions` says whether there is
    any.
    """

    people: int
    revenue: Decimal = Decimal(0)
    products: int = 0
    transactions: int = 0


NONE = Figures(0)


@dataclass(slots=True)
class Expected:
    """What one cell should show; `revenue` is exact."""

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
        """The same as plain figures."""
        return Figures(self.count, self.revenue, self.products, self.transactions)


@dataclass(slots=True)
class Ledger:
    """Figures by cell, over the visitors and requests that were counted."""

    cells: dict[Cell, Expected] = field(default_factory=dict)
    visitors: set[str] = field(default_factory=set)
    requests: int = 0
    odd: Counter[Oddity] = field(default_factory=Counter)
    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _viewed: set[tuple[str, str, str]] = field(default_factory=set)
    _converted: set[tuple[str, str]] = field(default_factory=set)
    _bought: set[tuple[str, str]] = field(default_factory=set)

    @property
    def unviewed(self) -> int:
        """Visitors of variations who converted there without a view of it."""
        rows = (row for row in self.cells.items() if not row[0].goal)
        return sum(
            (cell.experience, cell.variation, vid) not in self._viewed
            for cell, expected in rows
            for vid in expected.visitors
        )

    @property
    def unconverted(self) -> int:
        """Visitors and goals with revenue that no `hitGoal` goes with: the documentation asks for
        both events.
        """
        return len(self._bought - self._converted)

    def add(self, document: Payload) -> None:
        """Count one accepted request; what cannot be read counts as a request and no more."""
        self.requests += 1
        if not isinstance(document, dict):
            return
        vid, tid = _text(document.get("vid")), _text(document.get("tid"))
        if not vid:
            self.odd["nameless"] += 1
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
                self._book(event, cell)
        if kind == "tr" and new:
            self.odd["no amount"] += exact_amount(event.get("r")) is None
            self.odd["no count"] += _whole(event.get("prc")) is None

    def _is_new(self, event: dict[str, Payload], cell: Cell, vid: str, tid: str) -> bool:
        """Whether a transaction was not counted before: by its id, or else by all that it says."""
        said = ("id", tid) if tid else ("says", vid, _text(event.get("r")), _text(event.get("prc")))
        key = (*said, *cell)
        if key in self._seen:
            self.odd["repeat" if tid else "alike"] += 1
            return False
        self._seen.add(key)
        return True

    def _book(self, event: dict[str, Payload], cell: Cell) -> None:
        expected = self._cell(cell)
        expected.transactions += 1
        amount = exact_amount(event.get("r"))
        if amount is not None:
            expected.revenue = exact_sum([expected.revenue, amount]) or Decimal(0)
        expected.products += _whole(event.get("prc")) or 0

    def _cell(self, cell: Cell) -> Expected:
        return self.cells.setdefault(cell, Expected())


def ledger_of(documents: Iterable[Payload]) -> Ledger:
    """The ledger of documents in the order they were sent.

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
    """Experiences with their variations, each pair once; one without its other half is none."""
    both = zip(_items(event.get("exps")), _items(event.get("vars")), strict=False)
    texts = ((_text(one), _text(other)) for one, other in both)
    return list(dict.fromkeys((one, other) for one, other in texts if one and other))


def _ids(value: Payload) -> list[str]:
    """Each id once."""
    return list(dict.fromkeys(text for text in map(_text, _items(value)) if text))


def _items(value: Payload) -> list[Payload]:
    return value if isinstance(value, list) else [value]


def _text(value: Payload) -> str:
    return plain_text(value).strip() if isinstance(value, str | Number) else ""


def _whole(value: Payload) -> int | None:
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
