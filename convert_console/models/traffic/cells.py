"""The text, badges and tooltip of each cell in the traffic table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum, auto
from typing import Literal, TypeAlias

from convert_console.core.catalog.catalog import Catalog, name_and_id, named
from convert_console.core.history.columns import shortened
from convert_console.core.request.event_summary import amount_text
from convert_console.models.traffic.incoming_request import IncomingRequest

Tone = Literal["ok", "warn", "error", "neutral"]
Badges: TypeAlias = tuple[tuple[str, Tone], ...]

UNREAD = "…"


class TrafficColumn(IntEnum):
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
BADGED = (TrafficColumn.FROM, TrafficColumn.VERDICT, TrafficColumn.AGENT, TrafficColumn.PROBLEMS)
OF_DOCUMENT = (
    TrafficColumn.EVENTS,
    TrafficColumn.GOALS,
    TrafficColumn.REVENUE,
    TrafficColumn.VISITOR,
    TrafficColumn.PROBLEMS,
)
"""Columns that stay empty until the document is parsed."""

_TRACKED = (TrafficColumn.GOALS, TrafficColumn.REVENUE, TrafficColumn.VISITOR)
"""Columns that are empty for what was not taken: its reason is longer than a column."""

_VERDICTS: dict[str, tuple[str, Tone]] = {
    "accepted": ("Accepted", "ok"),
    "bot": ("Bot", "error"),
    "blocked": ("No User-Agent", "error"),
    "refused": ("Refused", "error"),
    "preflight": ("Preflight only", "warn"),
    "configuration": ("Configuration", "neutral"),
}
_GATES: dict[str, tuple[str, Tone]] = {
    "passes": ("passes", "ok"),
    "unclear": ("unclear", "warn"),
    "bot": ("bot", "error"),
    "none": ("none", "error"),
}


def cell_text(
    request: IncomingRequest, column: TrafficColumn, catalog: Catalog | None = None
) -> str:
    """The text of a cell; for a cell with badges, their words."""
    if column in OF_DOCUMENT and not request.is_read:
        return UNREAD
    if request.received.reason and column in _TRACKED:
        return ""
    if column is TrafficColumn.GOALS:
        return ", ".join(named(catalog, "goal", plain) for plain in request.summary.goals)
    if column in BADGED:
        words = ", ".join(word for word, _tone in cell_badges(request, column))
        return words or ("none" if column is TrafficColumn.PROBLEMS else "")
    return _TEXTS[column](request)


def cell_badges(request: IncomingRequest, column: TrafficColumn) -> Badges:
    """The badges of a cell, each a word and a tone; empty for a text column."""
    if column is TrafficColumn.FROM:
        return (("this app", "neutral"),) if request.sent is not None else ()
    if column is TrafficColumn.VERDICT:
        fault = (f"Fault: {request.received.fault}", "warn")
        return (_VERDICTS.get(request.received.verdict, fault),)  # type: ignore[arg-type]
    if column is TrafficColumn.AGENT:
        return (_GATES[request.user_agent_verdict.kind],) if request.received.is_tracking else ()
    if column is TrafficColumn.PROBLEMS and request.is_read:
        return problem_badges(request)
    return ()


def problem_badges(request: IncomingRequest) -> Badges:
    """How many errors and warnings there are; infos are not counted."""
    counts = Counter(problem.severity for problem in request.problems)
    errors, warnings = counts["error"], counts["warning"]
    badges: list[tuple[str, Tone]] = []
    if errors:
        badges.append((f"{errors} error{'s' if errors > 1 else ''}", "error"))
    if warnings:
        badges.append((f"{warnings} warning{'s' if warnings > 1 else ''}", "warn"))
    return tuple(badges)


def cell_tip(
    request: IncomingRequest, column: TrafficColumn, catalog: Catalog | None = None
) -> str:
    """The plain-text tooltip of a cell."""
    if column is TrafficColumn.FROM:
        return "Sent by this app" if request.sent is not None else "Sent by another program"
    if column is TrafficColumn.AGENT and request.received.is_tracking:
        user_agent = request.arrived.header("user-agent")
        return (
            f"{user_agent}\n{request.user_agent_verdict.sentence}"
            if user_agent
            else request.user_agent_verdict.sentence
        )
    if column in OF_DOCUMENT and not request.is_read:
        return "Not read yet. Select the row to read it."
    if column is TrafficColumn.GOALS:
        return "\n".join(name_and_id(catalog, "goal", plain) for plain in request.summary.goals)
    if column is TrafficColumn.VISITOR:
        return request.summary.vid
    return (
        cell_text(request, column)
        if column in (TrafficColumn.EVENTS, TrafficColumn.REVENUE)
        else ""
    )


def time_of_day(received_at: float) -> str:
    """A moment in Unix seconds as local time to the millisecond."""
    when = datetime.fromtimestamp(received_at).astimezone()
    return f"{when:%H:%M:%S}.{when.microsecond // 1000:03}"


_TEXTS: dict[TrafficColumn, Callable[[IncomingRequest], str]] = {
    TrafficColumn.TIME: lambda request: time_of_day(request.received.received_at),
    TrafficColumn.METHOD: lambda request: request.received.method,
    TrafficColumn.EVENTS: lambda request: (
        request.received.reason or request.summary.events or "no events"
    ),
    TrafficColumn.REVENUE: lambda request: amount_text(request.summary.revenue),
    TrafficColumn.VISITOR: lambda request: shortened(request.summary.vid),
}
