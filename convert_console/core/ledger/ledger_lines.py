"""The lines of an expectation ledger, with what was ticked off on each against the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from convert_console.core.ledger.ledger import NONE, Cell, Figures, Ledger
from convert_console.core.ledger.ledger_words import counted
from convert_console.core.request.event_summary import Naming

UNATTRIBUTED = "not attributed"
VISITORS = "(visitors)"


@dataclass(frozen=True, slots=True)
class Tick:
    """The figures that a line had when it was seen in the report, and when, in Unix seconds."""

    figures: Figures
    at: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `of` is how many visitors its variation has, 0 where that is not known."""

    cell: Cell
    experience: str
    variation: str
    goal: str
    figures: Figures
    of: int = 0
    tick: Tick | None = None

    @property
    def share(self) -> float:
        """Which part of the variation's visitors converted, from 0 to 1; of visitors it is all."""
        return min(self.figures.people / self.of, 1.0) if self.of else 0.0

    @property
    def percent(self) -> str:
        """The same in words; "" where the visitors are not known.

        >>> Line(Cell("1", "2", "5"), "", "", "", Figures(1), 3).percent
        '33 %'
        """
        if not self.of or not self.cell.goal:
            return ""
        percent = 100 * self.share
        return f"{percent:.0f} %" if percent >= 1 or not percent else "under 1 %"

    @property
    def seen(self) -> bool:
        """Whether these very figures were seen in the report."""
        return self.tick is not None and not self.stale

    @property
    def stale(self) -> str:
        """What was ticked off and is another figure now, in words; "" where nothing is.

        >>> line = Line(Cell("1", "2", "5"), "", "", "", Figures(5), 0, Tick(Figures(4), 0.0))
        >>> line.stale
        'ticked at 4, now 5'
        """
        if self.tick is None:
            return ""
        if self.figures == NONE:
            return f"ticked at {self.tick.figures.people:,}, now no line"
        then, now = self.tick.figures, self.figures
        changes = (
            (f"{then.people:,}", f"{now.people:,}"),
            (f"revenue {money(then.revenue)}", money(now.revenue)),
            (counted(then.products, "product"), f"{now.products:,}"),
        )
        was = (then.people, then.revenue, then.products)
        differ = [one for one, a, b in zip(changes, was, now, strict=False) if a != b]
        return "; ".join(f"ticked at {old}, now {new}" for old, new in differ)

    @property
    def stale_in_short(self) -> str:
        """The first of what changed."""
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
    """An exact amount with its thousands apart.

    >>> money(Decimal("1234.50")), money(Decimal("1E+3"))
    ('1,234.50', '1,000')
    """
    return f"{amount:,f}"


def lines_of(ledger: Ledger, ticks: Mapping[Cell, Tick], name: Naming) -> list[Line]:
    """A line for each cell and for each tick that has none any more, by name; visitors come
    before their goals, and what belongs to no variation comes last.
    """
    lines = [_line(cell, ledger, ticks.get(cell), name) for cell in {**ledger.cells, **dict(ticks)}]
    return sorted(lines, key=_place)


def _line(cell: Cell, ledger: Ledger, tick: Tick | None, name: Naming) -> Line:
    expected, whole = ledger.cells.get(cell), ledger.cells.get(cell._replace(goal=""))
    return Line(
        cell,
        name("experience", cell.experience) if cell.experience else UNATTRIBUTED,
        name("variation", cell.variation) if cell.variation else "",
        name("goal", cell.goal) if cell.goal else VISITORS,
        expected.figures if expected else NONE,
        whole.count if whole and cell.experience else 0,
        tick,
    )


def _place(line: Line) -> tuple[bool, str, str, str, str, str, Cell]:
    cell = line.cell
    goal = line.goal.casefold() if cell.goal else ""
    names = (line.experience.casefold(), cell.experience, line.variation.casefold(), cell.variation)
    return (not cell.experience, *names, goal, cell)
