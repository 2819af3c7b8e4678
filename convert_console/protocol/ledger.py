"""What a report should show if everything that was accepted had been recorded.

A conversion counts once per visitor and goal, per experience (Convert's documentation). Whether
the server removes repeated transactions by `tid` is open: the ledger counts each `tid` once, and
says how many repeats it left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from convert_console.protocol.event_words import plain_text
from convert_console.protocol.payload import Number, Payload


class Cell(NamedTuple):
    """Where a figure belongs: an experience's variation, and a goal ("" for its visitors)."""

    experience: str
    variation: str
    goal: str


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


@dataclass(slots=True)
class Ledger:
    """Figures by cell; `repeats` are transactions left out because their `tid` came before."""

    cells: dict[Cell, Expected] = field(default_factory=dict)
    visitors: set[str] = field(default_factory=set)
    requests: int = 0
    repeats: int = 0
    _seen: set[tuple[str, Cell]] = field(default_factory=set)

    def add(self, document: Payload) -> None:
        """Count one accepted request; what cannot be read counts as a request and no more."""
        self.requests += 1
        if not isinstance(document, dict):
            return
        vid, tid = _text(document.get("vid")), _text(document.get("tid"))
        self.visitors.add(vid)
        events = document.get("ev")
        for event in events if isinstance(events, list) else ():
            if isinstance(event, dict):
                self._add_event(event, vid, tid or _text(event.get("tid")))

    def _add_event(self, event: dict[str, Payload], vid: str, tid: str) -> None:
        pairs = _pairs(event)
        for experience, variation in pairs:
            self._cell(Cell(experience, variation, "")).visitors.add(vid)
        kind = event.get("evt")
        for experience, variation in pairs or [("", "")]:
            for goal in _ids(event.get("goals")):
                cell = Cell(experience, variation, goal)
                if kind == "hitGoal":
                    self._cell(cell).visitors.add(vid)
                elif kind == "tr":
                    self._add_transaction(event, cell, tid)

    def _add_transaction(self, event: dict[str, Payload], cell: Cell, tid: str) -> None:
        if tid and (tid, cell) in self._seen:
            self.repeats += 1
            return
        self._seen.add((tid, cell))
        expected = self._cell(cell)
        expected.transactions += 1
        expected.revenue += _amount(event.get("r"))
        expected.products += _whole(event.get("prc"))

    def _cell(self, cell: Cell) -> Expected:
        return self.cells.setdefault(cell, Expected())


def ledger_of(documents: Iterable[Payload]) -> Ledger:
    """The ledger of documents in the order they were sent.

    >>> tr = {"evt": "tr", "goals": ["5"], "exps": ["1"], "vars": ["2"], "r": Number("1.10")}
    >>> ledger_of([{"vid": "a", "ev": [tr]}] * 2).cells[Cell("1", "2", "5")].revenue
    Decimal('2.20')
    """
    ledger = Ledger()
    for document in documents:
        ledger.add(document)
    return ledger


def _pairs(event: dict[str, Payload]) -> list[tuple[str, str]]:
    experiences, variations = _ids(event.get("exps")), _ids(event.get("vars"))
    return list(zip(experiences, variations, strict=False))


def _ids(value: Payload) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [_text(item) for item in items if _text(item)]


def _text(value: Payload) -> str:
    return plain_text(value) if isinstance(value, str | Number) else ""


def _amount(value: Payload) -> Decimal:
    try:
        amount = Decimal(_text(value) or "0")
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() and abs(amount.adjusted()) < 40 else Decimal(0)


def _whole(value: Payload) -> int:
    text = _text(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
