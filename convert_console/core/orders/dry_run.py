"""Judges the requests of rows before they are sent: problems of one, and a count over all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter import Problem, Severity, Situation, check
from convert_console.core.orders.mapping import RequestMaker
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import exact_sum, summarise
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode

ROW_CELLS = "row-cells"
"""Stands among the linter's rules: a row with more or fewer cells than the first one."""


@dataclass(frozen=True, slots=True)
class Judge:
    """By what rows are judged; `width` is the number of columns, `now` in Unix seconds."""

    maker: RequestMaker
    profile: Profile
    width: int
    now: float
    catalog: Catalog | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A row as a request. `row` counts from 1, titles left out."""

    row: int
    draft: Draft
    wire: WireRequest | Unsendable
    problems: tuple[Problem, ...]

    @property
    def fault(self) -> str:
        """Why it should not be sent: its first error; "" where it has none."""
        if isinstance(self.wire, Unsendable):
            return self.wire.reason
        errors = (problem for problem in self.problems if problem.severity == "error")
        return next((f"{one.where} {one.sentence}".strip() for one in errors), "")


def order_of(row: int, cells: Sequence[str], judge: Judge) -> Order:
    """Make and judge the request of a row."""
    draft = judge.maker.draft(row, cells)
    situation = Situation(judge.now, judge.catalog, silenced=frozenset(judge.profile.silenced))
    problems = check(draft, judge.profile, situation)
    if len(cells) != judge.width:
        said = f"This row has {len(cells)} cells, and the first one has {judge.width}. Look for a "
        said += "missing quote in it."
        problems = (Problem(ROW_CELLS, "error", (), said), *problems)
    return Order(row, draft, encode(draft, judge.profile), problems)


@dataclass(slots=True)
class Count:
    """How many rows a rule speaks of, the first of them, and what it says there."""

    severity: Severity
    sentence: str
    first: int
    rows: int = 0


@dataclass(slots=True)
class DryRun:
    """What the rules say of all rows, in memory that does not grow with them.

    `revenue` is the exact sum over the rows without a fault.
    """

    rows: int = 0
    faulty: int = 0
    revenue: Decimal = Decimal(0)
    rules: dict[str, Count] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        """Count a row in."""
        self.rows += 1
        if order.fault:
            self.faulty += 1
        else:
            amount = summarise(order.draft.payload).revenue
            amounts = [self.revenue] if amount is None else [self.revenue, amount]
            self.revenue = exact_sum(amounts) or Decimal(0)
        for rule, problem in {problem.rule: problem for problem in order.problems[::-1]}.items():
            found = self.rules.get(rule)
            if found is None:
                found = Count(problem.severity, problem.sentence, order.row)
                self.rules[rule] = found
            found.rows += 1

    @property
    def ranked(self) -> list[tuple[str, Count]]:
        """The rules, the worst first, and among equals what most rows have."""
        order = ("error", "warning", "info")
        return sorted(
            self.rules.items(), key=lambda one: (order.index(one[1].severity), -one[1].rows)
        )
