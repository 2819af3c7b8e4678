"""The words and badges of the cells of what came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum, auto
from typing import Literal, TypeAlias

from convert_console.core.catalog.catalog import Catalog, name_and_id, named
from convert_console.models.history.cells import shortened
from convert_console.models.traffic.hit import Hit

Tone = Literal["ok", "warn", "error", "neutral"]
Badges: TypeAlias = tuple[tuple[str, Tone], ...]

UNREAD = "…"


class Column(IntEnum):
    """The columns, from the left."""

    TIME = 0
    FROM = auto()
    METHOD = auto()
    VERDICT = auto()
    AGENT = auto()
    EVENTS = auto()
    GOALS = auto()
    REVENUE = auto()
    VISITOR = auto()
    PROBLEMS = auto()


TITLES = (
    *("Time", "From", "Method", "Verdict", "User-Agent", "Events", "Goals", "Revenue", "Visitor"),
    "Problems",
)
BADGED = (Column.FROM, Column.VERDICT, Column.AGENT, Column.PROBLEMS)
OF_DOCUMENT = (Column.EVENTS, Column.GOALS, Column.REVENUE, Column.VISITOR, Column.PROBLEMS)
"""Columns that say nothing before the document is read."""

_VERDICTS: dict[str, tuple[str, Tone]] = {
    "accepted": ("Accepted", "ok"),
    "bot": ("As bot", "error"),
    "blocked": ("No agent", "error"),
}
_GATES: dict[str, tuple[str, Tone]] = {
    "passes": ("passes", "ok"),
    "bot": ("bot", "error"),
    "none": ("none", "error"),
}


def cell_text(hit: Hit, column: Column, catalog: Catalog | None = None) -> str:
    """The text of a cell; for one of badges, what they say."""
    if column in OF_DOCUMENT and not hit.is_read:
        return UNREAD
    if column is Column.GOALS:
        return ", ".join(named(catalog, "goal", plain) for plain in hit.summary.goals)
    if column in BADGED:
        words = ", ".join(word for word, _tone in cell_badges(hit, column))
        return words or ("none" if column is Column.PROBLEMS else "")
    return _TEXTS[column](hit)


def cell_badges(hit: Hit, column: Column) -> Badges:
    """The badges of a cell, each a word and a tone; none for a column of plain words."""
    if column is Column.FROM:
        return (("own", "neutral"),) if hit.sent is not None else ()
    if column is Column.VERDICT:
        fault = (f"Fault: {hit.received.fault}", "warn")
        return (_VERDICTS.get(hit.received.verdict, fault),)  # type: ignore[arg-type]
    if column is Column.AGENT:
        return (_GATES[hit.gate.kind],)
    if column is Column.PROBLEMS and hit.is_read:
        return problem_badges(hit)
    return ()


def problem_badges(hit: Hit) -> Badges:
    """How many errors and warnings; what is merely worth knowing is not counted here."""
    counts = Counter(problem.severity for problem in hit.problems)
    errors, warnings = counts["error"], counts["warning"]
    found: list[tuple[str, Tone]] = []
    if errors:
        found.append((f"{errors} error{'s' if errors > 1 else ''}", "error"))
    if warnings:
        found.append((f"{warnings} warning{'s' if warnings > 1 else ''}", "warn"))
    return tuple(found)


def cell_tip(hit: Hit, column: Column, catalog: Catalog | None = None) -> str:
    """What a cell says on hover, as plain text; lines are parted by line feeds."""
    if column is Column.FROM:
        return "Sent by this console" if hit.sent is not None else "Sent by another program"
    if column is Column.AGENT:
        agent = hit.arrived.header("user-agent")
        return f"{agent}\n{hit.gate.sentence}" if agent else hit.gate.sentence
    if column in OF_DOCUMENT and not hit.is_read:
        return "Not read yet. Choose the line to read it."
    if column is Column.GOALS:
        return "\n".join(name_and_id(catalog, "goal", plain) for plain in hit.summary.goals)
    if column is Column.VISITOR:
        return hit.summary.vid
    return cell_text(hit, column) if column in (Column.EVENTS, Column.REVENUE) else ""


def time_of_day(received_at: float) -> str:
    """A moment in Unix seconds as local time to the millisecond."""
    when = datetime.fromtimestamp(received_at).astimezone()
    return f"{when:%H:%M:%S}.{when.microsecond // 1000:03}"


_TEXTS: dict[Column, Callable[[Hit], str]] = {
    Column.TIME: lambda hit: time_of_day(hit.received.received_at),
    Column.METHOD: lambda hit: hit.received.method,
    Column.EVENTS: lambda hit: hit.summary.events or "no events",
    Column.REVENUE: lambda hit: "" if hit.summary.revenue is None else f"{hit.summary.revenue:,f}",
    Column.VISITOR: lambda hit: shortened(hit.summary.vid),
}
