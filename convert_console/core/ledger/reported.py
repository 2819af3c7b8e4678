"""What Convert's reports say, held against the expected results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeVar

from convert_console.core.convert_api.answers import (
    ListedExperience,
    OutlierLimit,
    ProjectSettings,
    Report,
    ReportedFigures,
)
from convert_console.core.convert_api.faults import ApiFault, is_convert
from convert_console.core.convert_api.matching import SentEvent, sent_request
from convert_console.core.document.payload import Payload, parse, value_at
from convert_console.core.ledger.ledger import Cell, Line
from convert_console.core.request.event_summary import exact_amount, exact_sum
from convert_console.core.text import plain_text, printable

N = TypeVar("N", int, Decimal)

Basis = Literal["period", "snapshot", "marker"]
"""What the reported figures are of: everybody's since the period began, what came since a snapshot,
or the visitors of a marker's campaign.
"""

BASIS_WORDS: Mapping[Basis, str] = {
    "period": "Reported figures are those of everybody in this period, not only of this console.",
    "snapshot": "Reported figures are what came since the snapshot, from everybody.",
    "marker": (
        "Reported figures are limited to the marker as campaign. That a report can be limited to "
        "the campaign of a tracking request is likely, and not known."
    ),
}

NOTHING = ReportedFigures()


def figures_of(reports: Mapping[str, Report]) -> dict[Cell, ReportedFigures]:
    """The figures of reports, by experience, by cell; visitors have a cell of their own."""
    cells: dict[Cell, ReportedFigures] = {}
    for experience, report in reports.items():
        for (variation, goal), figures in report.figures.items():
            if goal:
                cells[Cell(experience, variation, goal)] = figures
        for variation in {variation for variation, _goal in report.figures}:
            visitors = ReportedFigures(visitors=report.visitors(variation))
            cells[Cell(experience, variation, "")] = visitors
    return cells


class Looked(NamedTuple):
    """The cells of a document's conversions that were looked for, and those that were seen."""

    looked_up: frozenset[Cell] = frozenset()
    seen: frozenset[Cell] = frozenset()


def looked_up_cells(document: Payload, sighting: str) -> Looked:
    """What the live log showed of a document's conversions, by the JSON of a finding."""
    listed = value_at(parse(sighting).payload, ("events",)) if sighting else None
    found = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    states = {plain_text(one.get("event")): one.get("state") for one in found}
    cells = [
        (Cell(*combination), states[str(event.number)])
        for event in (sent_request(document, 0.0).events if states else ())
        if event.kind == "hitGoal" and str(event.number) in states
        for combination in event.combinations
    ]
    return Looked(
        frozenset(cell for cell, _state in cells),
        frozenset(cell for cell, state in cells if state == "seen"),
    )


# Snapshots.


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the reports of these experiences said before a run, at a time in Unix seconds."""

    at: float
    figures: Mapping[Cell, ReportedFigures] = field(default_factory=dict)
    experiences: frozenset[str] = frozenset()

    def covers(self, experience: str) -> bool:
        """Whether the report of an experience was read: without it, what came since is not
        known.
        """
        # Snapshots of earlier versions name their experiences only in their figures.
        known = self.experiences or {cell.experience for cell in self.figures}
        return experience in known


def snapshot_text(snapshot: Snapshot) -> str:
    """A snapshot as JSON; amounts are text, so that they stay exact."""
    rows = [
        {
            **dict(zip(Cell._fields, cell, strict=True)),
            "visitors": figures.visitors,
            "conversions": figures.conversions,
            "revenue": None if figures.revenue is None else str(figures.revenue),
            "products": figures.products,
        }
        for cell, figures in snapshot.figures.items()
    ]
    listed = sorted(snapshot.experiences)
    kept = {"at": snapshot.at, "figures": rows, "experiences": listed}
    return json.dumps(kept, ensure_ascii=False)


def read_snapshot(text: str) -> Snapshot | None:
    """The snapshot of such a text; `None` if it is none."""
    try:
        stored: Any = json.loads(text)
        figures = {
            Cell(*(str(row[name]) for name in Cell._fields)): ReportedFigures(
                _whole(row["visitors"]),
                _whole(row["conversions"]),
                exact_amount(row["revenue"]),
                _whole(row["products"]),
            )
            for row in stored["figures"]
        }
        experiences = frozenset(map(str, stored.get("experiences", ())))
        return Snapshot(float(stored["at"]), figures, experiences)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def since(now: Mapping[Cell, ReportedFigures], before: Snapshot) -> dict[Cell, ReportedFigures]:
    """What came after a snapshot, in the experiences that it covers; a cell that was not there had
    nothing.
    """
    return {
        cell: _grown(figures, before.figures.get(cell, NOTHING))
        for cell, figures in now.items()
        if before.covers(cell.experience)
    }


def _grown(now: ReportedFigures, before: ReportedFigures) -> ReportedFigures:
    return ReportedFigures(
        _minus(now.visitors, before.visitors),
        _minus(now.conversions, before.conversions),
        _minus(now.revenue, before.revenue),
        _minus(now.products, before.products),
    )


def _minus(now: N | None, before: N | None) -> N | None:
    if now is None or before is None:
        return now
    return now - before


# The comparison.


@dataclass(frozen=True, slots=True)
class Reading:
    """What Convert's reports and settings said at a time in Unix seconds.

    `faults` say what could not be read. `experiences` are those whose settings could be.
    `campaigns` are those that the report can be limited to, with their visitors, where a marker is
    asked for. `asked` is the host of the API.
    """

    at: float
    basis: Basis
    figures: Mapping[Cell, ReportedFigures]
    experiences: Mapping[str, ListedExperience] = field(default_factory=dict)
    project: ProjectSettings | None = None
    faults: tuple[ApiFault, ...] = ()
    outside: Mapping[Cell, Outside] = field(default_factory=dict)
    campaigns: Mapping[str, int | None] | None = None
    asked: str = ""

    @property
    def whose(self) -> str:
        """Who was asked: `Convert`, or the host of another server."""
        return "Convert" if is_convert(self.asked) else printable(self.asked)


class Compared(NamedTuple):
    """A line beside what is reported of it; `None` where the report does not say it."""

    line: Line
    reported: ReportedFigures | None

    @property
    def people(self) -> int | None:
        """Reported visitors, or conversions for a line of a goal."""
        if self.reported is None:
            return None
        return self.reported.conversions if self.line.cell.goal else self.reported.visitors

    @property
    def people_difference(self) -> int | None:
        """How many more are reported than expected."""
        return None if self.people is None else self.people - self.line.figures.people

    @property
    def revenue(self) -> Decimal | None:
        """The reported revenue; zero where the row of a goal says none."""
        if self.reported is None or not self.line.cell.goal:
            return None
        return Decimal(0) if self.reported.revenue is None else self.reported.revenue

    @property
    def revenue_difference(self) -> Decimal | None:
        """How much more is reported; `None` where neither has any."""
        expected, reported = self.line.figures.revenue, self.revenue
        if reported is None or not (expected or reported):
            return None
        return exact_sum([reported, -expected])

    @property
    def products(self) -> int | None:
        if self.reported is None or not self.line.cell.goal:
            return None
        return self.reported.products or 0

    @property
    def products_difference(self) -> int | None:
        """How many more are reported; `None` where neither has any."""
        expected, reported = self.line.figures.products, self.products
        if reported is None or not (expected or reported):
            return None
        return reported - expected

    @property
    def differs(self) -> bool:
        """Whether anything that is reported is not as expected."""
        return any((self.people_difference, self.revenue_difference, self.products_difference))

    @property
    def is_equal(self) -> bool:
        """Whether it is reported as expected; what is not said is not."""
        return self.people is not None and not self.differs


def comparison_title(compared: Iterable[Compared]) -> str:
    """What a comparison shows, as a title; no report has what belongs to no experience."""
    attributed = [one for one in compared if one.line.cell.experience]
    if all(one.reported is None for one in attributed):
        return "Nothing of this was reported"
    if any(one.differs for one in attributed):
        return "Why the numbers may differ"
    if all(one.is_equal for one in attributed):
        return "The report shows what was expected"
    return "As expected, as far as the report says it"


def compare(lines: Sequence[Line], reading: Reading) -> list[Compared]:
    """Each line beside what was reported. In an experience whose report was read, a cell that is
    missing has nothing; lines of other experiences are not reported.
    """
    read = {cell.experience for cell in reading.figures}
    zero = ReportedFigures(0, 0, Decimal(0), 0)
    return [
        Compared(
            line,
            reading.figures.get(line.cell, zero if line.cell.experience in read else None),
        )
        for line in lines
    ]


class Total(NamedTuple):
    """A sum over all lines: expected and reported."""

    expected: Decimal
    reported: Decimal

    @property
    def missing(self) -> Decimal:
        return self.expected - self.reported


def conversions(compared: Iterable[Compared]) -> Total:
    """Conversions over all goals that are reported."""
    known = [one for one in compared if one.line.cell.goal and one.people is not None]
    return Total(
        Decimal(sum(one.line.figures.people for one in known)),
        Decimal(sum(one.people or 0 for one in known)),
    )


def revenue(compared: Iterable[Compared]) -> Total:
    """The revenue over all goals that are reported."""
    known = [one for one in compared if one.revenue is not None]
    return Total(
        exact_sum([one.line.figures.revenue for one in known]) or Decimal(0),
        exact_sum([one.revenue or Decimal(0) for one in known]) or Decimal(0),
    )


# Orders beyond a project's limits.


@dataclass(frozen=True, slots=True)
class Outside:
    """Transactions outside of a project's limits for outliers."""

    transactions: int = 0
    revenue: Decimal = Decimal(0)
    products: int = 0


def outside(documents: Iterable[Payload], project: ProjectSettings) -> dict[Cell, Outside]:
    """The transactions of accepted documents that a project's limits may leave out, by cell. Only
    fixed limits can be held against an amount; percentiles are those of all orders.
    """
    found: dict[Cell, Outside] = {}
    counted_before: set[tuple[str, Cell]] = set()
    if not any(map(is_fixed, (project.order_value, project.products))):
        return found
    for number, document in enumerate(documents):
        tid = value_at(document, ("tid",))
        order = str(number) if tid is None else plain_text(tid)
        for event in sent_request(document, 0.0).events:
            if event.kind != "tr" or not _is_outside(event, project):
                continue
            for cell in (Cell(*combination) for combination in event.combinations):
                if (order, cell) not in counted_before:
                    counted_before.add((order, cell))
                    found[cell] = _with(found.get(cell, Outside()), event)
    return found


def is_fixed(limit: OutlierLimit) -> bool:
    """Whether a limit is an amount that can be compared."""
    return limit.least is not None or limit.most is not None


def _is_outside(event: SentEvent, project: ProjectSettings) -> bool:
    products = None if event.products is None else Decimal(event.products)
    return _exceeds(event.amount, project.order_value) or _exceeds(products, project.products)


def _exceeds(value: Decimal | None, limit: OutlierLimit) -> bool:
    if value is None or not limit.limits:
        return False
    below = limit.least is not None and value < limit.least
    return below or (limit.most is not None and value > limit.most)


def _with(before: Outside, event: SentEvent) -> Outside:
    return Outside(
        before.transactions + 1,
        exact_sum([before.revenue, event.amount or Decimal(0)]) or Decimal(0),
        before.products + (event.products or 0),
    )
