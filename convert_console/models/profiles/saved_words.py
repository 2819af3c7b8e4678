"""What a saved request holds, in one line."""

from __future__ import annotations

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.catalog.catalog_words import named
from convert_console.core.document.payload import Payload
from convert_console.core.request.summary import summarise


def saved_line(payload: Payload, catalog: Catalog | None = None) -> str:
    """The events of a document, its goals by name and its revenue.

    >>> saved_line({"ev": [{"evt": "hitGoal", "goals": ["7"]}]})
    'hitGoal – 7'
    """
    if not isinstance(payload, dict):
        return "broken JSON" if payload is None else "not an object"
    events = summarise(payload).events or "no events"
    return " – ".join((events, *goals_and_revenue(payload, catalog)))


def goals_and_revenue(payload: Payload, catalog: Catalog | None = None) -> tuple[str, ...]:
    """The goals of a document by name, and its revenue; what it has not is left out."""
    found = summarise(payload)
    goals = ", ".join(named(catalog, "goal", plain) for plain in found.goals)
    revenue = "" if found.revenue is None else f"{found.revenue:,f}"
    return tuple(part for part in (goals, revenue) if part)
