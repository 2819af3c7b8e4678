"""Expected results as a page, as CSV, and as lines for the clipboard."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from convert_console import __version__
from convert_console.core.export.exported import as_utc, day_words, sent_to
from convert_console.core.export.html_page import render_page
from convert_console.core.export.tables import harmless
from convert_console.core.ledger.ledger import NONE, REHEARSAL, Cell, Line, counted, figure, money
from convert_console.core.ledger.reported import Compared

REPORTED = ("Reported", "Difference")
HEADINGS = ("Experience", "Variation", "Goal", "Visitors", "Conversions", "Revenue", "Products")
COLUMNS = (
    "profile", "span", "counted_at", "experience", "experience_id", "variation", "variation_id",
    "goal", "goal_id", "visitors", "revenue", "products", "transactions", "checked", "checked_at",
    "later_transactions", "later_revenue", "later_products", "conversions", "sent_to",
    "reported_visitors", "reported_conversions", "reported_revenue", "reported_products", "read_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines with what they are of; `made_at` is in Unix seconds."""

    profile: str
    span: str
    made_at: float
    summary: str
    remarks: Sequence[str]
    lines: Sequence[Line]
    rehearsal: bool = False
    """Whether everything went to this machine."""
    reported: Mapping[Cell, Compared] = field(default_factory=dict)
    read_at: float | None = None
    """What reports said of the lines, and when they were read, in Unix seconds."""
    read_from: str = "Convert"
    """Whose reports these were."""


def statement_csv(statement: Statement) -> str:
    """A line each, with its ids and exact figures; no cell is taken for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    head = (statement.profile, statement.span, as_utc(statement.made_at).isoformat())
    for line in statement.lines:
        # New columns come last, for readers that know the others by their place.
        added = (*_later_cells(line), str(line.figures.people) if line.cell.goal else "")
        said = _reported_cells(statement, line)
        cells = (*head, *_cells(line), *added, sent_to(rehearsal=statement.rehearsal), *said)
        writer.writerow([harmless(cell) for cell in cells])
    return written.getvalue()


def statement_lines(statement: Statement) -> str:
    """Tab-separated, which every spreadsheet takes from the clipboard."""
    rows: list[tuple[str, ...]] = []
    nothing = ("", "") if statement.reported else ()
    for line in statement.lines:
        said = reported_words(statement.reported[line.cell]) if nothing else ()
        later = [(*_later_words(line), *nothing)] if line.later != NONE else []
        rows += [(*line.words, *said), *later]
    rows = [(*HEADINGS, *(REPORTED if nothing else ())), *rows]
    if statement.rehearsal:
        rows = [(*rows[0], "Sent to"), *((*row, sent_to(rehearsal=True)) for row in rows[1:])]
    return "\n".join("\t".join(map(_pasted_cell, row)) for row in rows)


def _reported_cells(statement: Statement, line: Line) -> tuple[str, ...]:
    """What a report said of a line, exact; "" where it said nothing."""
    one = statement.reported.get(line.cell)
    if one is None or one.reported is None or statement.read_at is None:
        return ("",) * 5
    people = "" if one.people is None else str(one.people)
    visitors, converted = ("", people) if line.cell.goal else (people, "")
    revenue = "" if one.revenue is None else f"{one.revenue:f}"
    products = "" if one.products is None else str(one.products)
    return visitors, converted, revenue, products, as_utc(statement.read_at).isoformat()


def reported_words(one: Compared) -> tuple[str, str]:
    """What is reported of a line, and the difference: people, revenue and products."""
    if one.reported is None:
        return "not reported", ""
    sold = bool(one.line.figures.transactions or one.revenue or one.products)
    parts: list[tuple[Decimal | int | None, Decimal | int | None, str]] = [
        (one.people, one.people_difference, "")
    ]
    if sold and one.line.cell.goal:
        parts.append((one.revenue, one.revenue_difference, " revenue"))
        parts.append((one.products, one.products_difference, " products"))
    said = [f"{figure(value)}{noun}" for value, _difference, noun in parts]
    differences = [
        f"{'−' if difference < 0 else '+'}{money(abs(Decimal(difference)))}{noun}"
        for _value, difference, noun in parts
        if difference
    ]
    return ", ".join(said), ", ".join(differences) or "equal"


def _later_cells(line: Line) -> tuple[str, ...]:
    later = line.later
    if later == NONE:
        return "", "", ""
    return str(later.transactions), f"{later.revenue:f}", str(later.products)


def _later_words(line: Line) -> tuple[str, ...]:
    """The row under a line for the transactions that are not in it."""
    later = line.later
    title = f"{counted(later.transactions, 'later transaction')}, not added"
    return (*line.words[:2], title, "", "", money(later.revenue), f"{later.products:,}")


def _pasted_cell(cell: str) -> str:
    """A cell in one line. A spreadsheet removes the quotes around a pasted cell, and their content
    may be a formula.
    """
    shown = harmless(" ".join(cell.split()))
    return f"'{shown}" if shown.startswith('"') else shown


def _cells(line: Line) -> tuple[str, ...]:
    figures, tick = line.figures, line.tick
    sold = figures.transactions > 0
    return (
        line.experience if line.cell.experience else "",
        line.cell.experience,
        line.variation,
        line.cell.variation,
        line.goal if line.cell.goal else "",
        line.cell.goal,
        str(figures.people),
        f"{figures.revenue:f}" if sold else "",
        str(figures.products) if sold else "",
        str(figures.transactions),
        "" if tick is None else line.stale or "yes",
        "" if tick is None else as_utc(tick.at).isoformat(),
    )


def statement_page(statement: Statement) -> str:
    """A page that needs no other file and runs no script."""
    when, lines = as_utc(statement.made_at), statement.lines
    groups = [
        (" · ".join(filter(None, group[0].words[:2])), group)
        for group in (
            list(lines_of_group) for _, lines_of_group in groupby(lines, lambda line: line.cell[:2])
        )
    ]
    return render_page(
        "expected_results.html",
        title="Expected results",
        profile=statement.profile,
        span=_span_words(statement.span),
        made=f"{day_words(when)}, {when:%H:%M}",
        version=__version__,
        summary=statement.summary,
        checked=_checked(lines),
        reported={
            cell: [said.split(", ") for said in reported_words(one)]
            for cell, one in statement.reported.items()
        },
        read=_read_words(statement),
        figures=HEADINGS[3:],
        groups=groups,
        remarks=statement.remarks,
        rehearsal=REHEARSAL if statement.rehearsal else "",
        later={line.cell: _later_words(line)[2:] for line in lines if line.later != NONE},
    )


def since_snapshot(at: float) -> str:
    """The period since a snapshot in Unix seconds, for readers of another day and zone.

    >>> since_snapshot(1_796_000_000)
    'Since the snapshot of 30 November 2026, 00:53 UTC'
    """
    when = as_utc(at)
    return f"Since the snapshot of {day_words(when)}, {when:%H:%M} UTC"


def _span_words(span: str) -> str:
    """A period before the moment of counting; a run is named as it is.

    >>> _span_words("Last 7 days"), _span_words("Marker cc-7f3a91")
    ('last 7 days before', 'marker cc-7f3a91, counted')
    """
    words = f"{span[:1].lower()}{span[1:]}"
    return f"{words}, counted" if words.startswith(("since", "marker")) else f"{words} before"


def _read_words(statement: Statement) -> str:
    """When the reports were read; "" where they were not."""
    if statement.read_at is None or not statement.reported:
        return ""
    when = as_utc(statement.read_at)
    return f"Reports were read from {statement.read_from} on {day_words(when)}, {when:%H:%M} UTC."


def _checked(lines: Sequence[Line]) -> str:
    ticked = sum(line.is_ticked for line in lines)
    stale = sum(bool(line.stale) for line in lines)
    changed = f" {stale:,} changed since {'it was' if stale == 1 else 'they were'} ticked off."
    return f"{ticked:,} of {len(lines):,} lines were checked by hand.{changed if stale else ''}"
