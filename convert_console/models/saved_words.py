"""What a saved request holds, in one line."""

from __future__ import annotations

from convert_console.protocol.catalog import Catalog
from convert_console.protocol.catalog_words import named
from convert_console.protocol.payload import Payload
from convert_console.protocol.summary import summarise


def saved_line(payload: Payload, catalog: Catalog | None = None) -> str:
    """The events of a document, its goals by name and its revenue.

    >>> saved_line({"ev": [{"evt": "hitGoal", "goals": ["7"]}]})
    'hitGoal – 7'
    """
    if not isinstance(payload, dict):
        return "broken JSON" if payload is None else "not an object"
    found = summarise(payload)
    goals = ", ".join(named(catalog, "goal", plain) for plain in found.goals)
    revenue = "" if found.revenue is None else f"{found.revenue:,}"
    return " – ".join(part for part in (found.events or "no events", goals, revenue) if part)
