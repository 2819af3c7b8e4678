"""Sums up the rows of a file before they are sent: their problems, and what they add."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from convert_console.core.document.payload import Payload, value_at
from convert_console.core.linter.problem import Problem, Severity, short
from convert_console.core.orders.mapping import ColumnMapping, mapping_text
from convert_console.core.orders.order_builder import Order
from convert_console.core.orders.survey import Survey
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.event_summary import exact_sum, summarise
from convert_console.core.request.wire import WireRequest

SENTENCES = 3
"""Sentences of a rule that are counted apart; rows with a further one count with the last."""

ROWS_NAMED = 3
"""Numbers of rows that are named; the others are counted."""


@dataclass(slots=True)
class RowCount:
    """How many rows have a problem, its sentence in the first of them, and the numbers of the first
    few.
    """

    rule: str
    severity: Severity
    sentence: str
    rows: int = 0
    named: list[int] = field(default_factory=list)

    @property
    def which(self) -> str:
        """The numbers of the rows, as far as they are named."""
        numbers = ", ".join(f"{row:,}" for row in self.named)
        return f"{numbers}, …" if self.rows > len(self.named) else numbers


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of a row; rows count from 1, without the header."""

    rule: str
    severity: Severity
    row: int
    message: str


@dataclass(slots=True)
class Totals:
    """What requests add: `conversions` counts the goals of hitGoal events, `revenue` is exact."""

    requests: int = 0
    conversions: int = 0
    revenue: Decimal = Decimal(0)

    def add(self, other: Totals) -> None:
        """Count what other requests add."""
        self.requests += other.requests
        self.conversions += other.conversions
        self.revenue = exact_sum([self.revenue, other.revenue]) or Decimal(0)


def totals_of(payload: Payload) -> Totals:
    """What one request adds."""
    events = value_at(payload, ("ev",))
    hits = [
        event.get("goals")
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict) and event.get("evt") == "hitGoal"
    ]
    conversions = sum(len(goals) for goals in hits if isinstance(goals, list))
    return Totals(1, conversions, summarise(payload).revenue or Decimal(0))


@dataclass(slots=True)
class DryRun:
    """The problems of all rows, in memory that does not grow with the number of rows.

    `is_done` tells the rows that were sent before, `last` the last row to send, 0 for all. `faulty`
    counts the rows with errors, `repeated` those that are part of another row's order. `whole` is
    what the other rows add, `due` what those of them add that are still to be sent, and `beyond`
    what those after the last row add. `counts` has the rows of each rule and severity by sentence.
    `problems` are the first `kept` of all rows.
    """

    kept: int = 0
    is_done: Callable[[int], bool] = lambda _row: False
    last: int = 0
    rows: int = 0
    faulty: int = 0
    repeated: int = 0
    whole: Totals = field(default_factory=Totals)
    due: Totals = field(default_factory=Totals)
    beyond: Totals = field(default_factory=Totals)
    counts: dict[tuple[str, Severity], dict[str, RowCount]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def revenue(self) -> Decimal:
        """The exact revenue of all rows that are sent, now or before."""
        return self.whole.revenue

    def add(self, order: Order) -> None:
        """Count a row."""
        self.rows += 1
        if order.part_of:
            self.repeated += 1
        elif order.fault:
            self.faulty += 1
        else:
            added = totals_of(order.draft.payload)
            self.whole.add(added)
            if 0 < self.last < order.row:
                self.beyond.add(added)
            elif not self.is_done(order.row):
                self.due.add(added)
        for problem in order.problems[: max(self.kept - len(self.problems), 0)]:
            kept = RowProblem(problem.rule, problem.severity, order.row, problem.sentence)
            self.problems.append(kept)
        counts = map(self._count_of, order.problems)
        for count in {id(count): count for count in counts}.values():
            count.rows += 1
            if len(count.named) < ROWS_NAMED:
                count.named.append(order.row)

    def _count_of(self, problem: Problem) -> RowCount:
        counts = self.counts.setdefault((problem.rule, problem.severity), {})
        found = counts.get(problem.sentence)
        if found is None and len(counts) == SENTENCES:
            return next(reversed(counts.values()))
        if found is None:
            found = RowCount(problem.rule, problem.severity, problem.sentence)
            counts[problem.sentence] = found
        return found

    @property
    def rules(self) -> set[str]:
        """The rules that rows break."""
        return {rule for rule, _ in self.counts}

    @property
    def ranked(self) -> list[RowCount]:
        """Errors first, and within a severity the most frequent rule first; the sentences of a rule
        stay together.
        """
        order = ("error", "warning", "info")
        ranked = sorted(
            self.counts.items(),
            key=lambda entry: (
                order.index(entry[0][1]),
                -sum(count.rows for count in entry[1].values()),
            ),
        )
        return [count for _, counts in ranked for count in counts.values()]


def dry_run_report(dry: DryRun, columns: Sequence[str], mapping: ColumnMapping) -> dict[str, Any]:
    """A dry run as JSON values; `revenue` is exact, as text."""
    return {
        "rows": dry.rows,
        "faulty": dry.faulty,
        "repeated": dry.repeated,
        "requests": dry.whole.requests,
        "conversions": dry.whole.conversions,
        "revenue": f"{dry.revenue:f}",
        "columns": list(columns),
        "mapping": json.loads(mapping_text(mapping)),
        "problems": [asdict(problem) for problem in dry.problems],
    }


def repeated_sentence(found: Survey, mapping: ColumnMapping) -> str:
    """What the file says about orders in several rows, and what the choice makes of them."""
    groups = len(found.rows_of)
    if not groups:
        return ""
    rows = groups + len(found.first_rows)
    same = next(iter(found.rows_of.values()))
    listed = ", ".join(f"{row:,}" for row in same[:3]) + (", …" if len(same) > 3 else "")
    head = f"{groups:,} order{' is' if groups == 1 else 's are'} in {rows:,} rows"
    head += f" (rows {listed})." if groups == 1 else f", the first of them in rows {listed}."
    match mapping.repeated:
        case "first":
            sent = "The first row of each is sent, the others are not."
            return f"{head} {sent}{_left_out_sentence(found)}"
        case "all":
            return f"{head} Each row is sent, so an order may be booked more than once."
    once = sum(1 for combined in found.combined.values() if combined.repeated)
    if mapping.repeated == "add" or not once:
        return f"{head} Their amounts and products are added."
    if once == groups:
        return f"{head} The amount is the same in each row and counts once; products are added."
    return (
        f"{head} In {once:,} of them the amount is the same in each row and counts once; in the "
        "others the amounts are added. Products are always added."
    )


def _left_out_sentence(found: Survey) -> str:
    """What is lost if each row has a part of the order's amount, with a blank before it."""
    orders = len(found.left_out)
    if not orders:
        return ""
    sums = list(found.left_out.values())
    known = [amount for amount in sums if amount is not None]
    of_them = f"{orders:,} order{'' if orders == 1 else 's'}"
    if len(known) == len(sums):
        lost = f"so revenue {exact_sum(known):,f} is not sent."
    else:
        lost = "and not all can be read, so it is not known how much revenue is not sent."
    return (
        f" In {of_them} the amounts of the rows differ, {lost} If each row has its own part of the "
        "order, choose to send one request with the amounts added."
    )


def effect_sentence(due: Totals | None, wire: WireRequest) -> str:
    """What a run will do: how many requests, how, where to, as whom, and what they add.

    `wire` is any of them; without `due`, their number and effect are not known.
    """
    agent = dict(wire.headers).get("User-Agent", "")
    by = f"the User-Agent “{short(agent)}”" if agent else "no User-Agent"
    host, where = host_of(wire.url), destination_kind(wire.url)
    rehearsal, named = where == "loopback", f"project {host.partition('.')[0]}"
    place = f"this machine ({host})" if rehearsal else named if where == "convert" else host
    to = f"to {place} with {by}."
    if due is None:
        what = "contain" if rehearsal else "add"
        return f"Sends {wire.method} requests {to} A dry run tells how many, and what they {what}."
    count = f"{due.requests:,} {wire.method} request{'' if due.requests == 1 else 's'}"
    if rehearsal:
        they = "It contains" if due.requests == 1 else "They contain"
    else:
        they = "It adds" if due.requests == 1 else "They add"
    conversions = f"{due.conversions:,} conversion{'' if due.conversions == 1 else 's'}"
    return f"Sends {count} {to} {they} {conversions} and revenue {due.revenue:,f}."
