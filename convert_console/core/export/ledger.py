"""An expectation ledger as a page: what a report should show, with what was seen in it."""

from __future__ import annotations

from collections.abc import Sequence

from convert_console import __version__
from convert_console.core.export.exported import day_words, moment
from convert_console.core.export.html_page import shown, whole_page
from convert_console.core.export.ledger_statement import HEADINGS, Statement
from convert_console.core.ledger.ledger_lines import Line

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
    return f"<thead><tr><th>Goal</th>{figures}<th>Of its visitors</th><th>Seen</th></tr></thead>"


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
