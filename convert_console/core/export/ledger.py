"""An expectation ledger as a page: what a report should show, with what was seen in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from convert_console import __version__
from convert_console.core.export.exported import day_words, moment
from convert_console.core.export.html_page import shown, whole_page
from convert_console.core.export.tables import harmless
from convert_console.core.ledger.ledger import Line

# An expectation ledger as it is handed out: as CSV, and as lines for the clipboard.

HEADINGS = ("Experience", "Variation", "Goal", "Visitors", "Revenue", "Products")
COLUMNS = (
    "profile", "span", "counted_at", "experience", "experience_id", "variation", "variation_id",
    "goal", "goal_id", "visitors", "revenue", "products", "transactions", "seen", "seen_at",
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


def statement_csv(statement: Statement) -> str:
    """A line each, with its ids and exact figures; no cell is taken for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    head = (statement.profile, statement.span, moment(statement.made_at).isoformat())
    for line in statement.lines:
        writer.writerow([harmless(cell) for cell in (*head, *_cells(line))])
    return written.getvalue()


def statement_lines(statement: Statement) -> str:
    """Tab-separated, which every spreadsheet takes from the clipboard."""
    rows = [HEADINGS, *(line.words for line in statement.lines)]
    return "\n".join("\t".join(map(_pasted_cell, row)) for row in rows)


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
        "" if tick is None else moment(tick.at).isoformat(),
    )


FIGURES = HEADINGS[3:]


def statement_page(statement: Statement) -> str:
    """A page that needs no other file and runs no script."""
    remarks = "".join(f"<li class=info>{shown(one)}</li>" for one in statement.remarks)
    when = moment(statement.made_at)
    body = (
        "<header class=top><p class=brand>Convert Console</p><h1>What the report should show</h1>"
        f"<p class=quiet>Profile {shown(statement.profile)} · {shown(statement.span.lower())} "
        f"before {day_words(when)}, {when:%H:%M} UTC · version {__version__}</p>"
        f"<p class=notice>{shown(statement.summary)}</p></header><main class=card>"
        f"<p>{_seen(statement.lines)}</p><div class=scroll><table>{_head()}"
        f"<tbody>{_rows(statement.lines)}</tbody></table></div></main>"
    )
    more = f"<h3>What was left out, or is not known</h3><ul class=problems>{remarks}</ul>"
    return whole_page("What the report should show", body + (more if remarks else ""))


def _seen(lines: Sequence[Line]) -> str:
    seen = sum(line.seen for line in lines)
    stale = sum(bool(line.stale) for line in lines)
    changed = f" {stale:,} changed since {'it was' if stale == 1 else 'they were'} ticked off."
    return f"{seen:,} of {len(lines):,} lines were seen in the report.{changed if stale else ''}"


def _head() -> str:
    figures = "".join(f"<th class=figure>{name}</th>" for name in FIGURES)
    return f"<thead><tr><th>Goal</th>{figures}<th>Share of visitors</th><th>Seen</th></tr></thead>"


def _rows(lines: Sequence[Line]) -> str:
    """The lines, with a heading for each variation."""
    before: tuple[str, ...] | None = None
    rows = ""
    for line in lines:
        place = line.cell[:2]
        if place != before:
            name = " · ".join(filter(None, line.words[:2]))
            rows += f"<tr class=group><th colspan={len(FIGURES) + 3}>{shown(name)}</th></tr>"
        rows += _row(line)
        before = place
    return rows


def _row(line: Line) -> str:
    goal, *figures = map(shown, line.words[2:])
    told = "".join(f"<td class=figure>{one}</td>" for one in figures)
    return f"<tr><td>{goal}</td>{told}<td class=share>{_bar(line)}</td><td>{_tick(line)}</td></tr>"


def _tick(line: Line) -> str:
    if line.stale:
        parts = "".join(f"<small>{shown(one)}</small>" for one in line.stale.split("; "))
        return f"<span class='badge warn'>! changed</span>{parts}"
    return (
        "<span class='badge ok'>✓ seen</span>" if line.seen else "<span class=quiet>not yet</span>"
    )


def _bar(line: Line) -> str:
    if not line.of:
        return ""
    name = "all" if not line.cell.goal else "part"
    return (
        "<svg viewBox='0 0 100 8' preserveAspectRatio=none aria-hidden=true>"
        f"<rect class={name} width='{100 * line.share:.2f}' height=8 /></svg>{shown(line.percent)}"
    )
