"""Builds and lints the request of each row, and sums the results up in a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Severity, Situation
from convert_console.core.orders.mapping import RowMapper
from convert_console.core.request.draft import Draft
from convert_console.core.request.event_summary import exact_sum, summarise
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode

ROW_CELLS = "row-cells"
"""Like a rule of the linter: a row with more or fewer cells than the first row."""


@dataclass(frozen=True, slots=True)
class Order:
    """The request of a row. `row` counts from 1, without the header."""

    row: int
    draft: Draft
    wire: WireRequest | Unsendable
    problems: tuple[Problem, ...]

    @property
    def fault(self) -> str:
        """Why it should not be sent: its first error; "" if it has none."""
        if isinstance(self.wire, Unsendable):
            return self.wire.reason
        errors = (problem for problem in self.problems if problem.severity == "error")
        first = next(errors, None)
        return f"{first.where} {first.sentence}".strip() if first else ""


@dataclass(frozen=True, slots=True)
class OrderBuilder:
    """Builds and lints requests; `width` is the number of columns, `now` in Unix seconds."""

    mapper: RowMapper
    profile: Profile
    width: int
    now: float
    catalog: Catalog | None = None

    def build(self, row: int, cells: Sequence[str]) -> Order:
        """The request of a row with its problems."""
        draft = self.mapper.draft(row, cells)
        situation = Situation(self.now, self.catalog, silenced=frozenset(self.profile.silenced))
        problems = check(draft, self.profile, situation)
        if len(cells) != self.width:
            sentence = (
                f"This row has {len(cells)} cells, but the first row has {self.width}. "
                "Look for a missing quote."
            )
            problems = (Problem(ROW_CELLS, "error", (), sentence), *problems)
        return Order(row, draft, encode(draft, self.profile), problems)


@dataclass(slots=True)
class RuleCount:
    """How many rows have a problem, the first of them, and its sentence there."""

    severity: Severity
    sentence: str
    first: int
    rows: int = 0


@dataclass(slots=True)
class DryRun:
    """The problems of all rows by rule, in memory that does not grow with the number of rows.

    `revenue` is the exact sum over the rows without errors.
    """

    rows: int = 0
    faulty: int = 0
    revenue: Decimal = Decimal(0)
    rules: dict[str, RuleCount] = field(default_factory=dict)

    def add(self, order: Order) -> None:
        """Count a row."""
        self.rows += 1
        if order.fault:
            self.faulty += 1
        else:
            amount = summarise(order.draft.payload).revenue
            amounts = [self.revenue] if amount is None else [self.revenue, amount]
            self.revenue = exact_sum(amounts) or Decimal(0)
        for rule, problem in {problem.rule: problem for problem in order.problems[::-1]}.items():
            count = self.rules.get(rule)
            if count is None:
                count = RuleCount(problem.severity, problem.sentence, order.row)
                self.rules[rule] = count
            count.rows += 1

    @property
    def ranked(self) -> list[tuple[str, RuleCount]]:
        """The rules, errors first, and within a severity the most frequent first."""
        order = ("error", "warning", "info")
        return sorted(
            self.rules.items(), key=lambda entry: (order.index(entry[1].severity), -entry[1].rows)
        )
