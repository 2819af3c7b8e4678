"""Reads `convert_attributes`, the JSON that Convert's own pixels keep in the browser's storage."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.paste.attributes import document_from
from convert_console.core.paste.found import Recognised, one
from convert_console.core.paste.pieces import left_out, unfolded

WHAT = "convert_attributes, as Convert's pixel keeps them"
_USED = ("cid", "pid", "vid", "goals", "vars", "exps", "defaultSegments", "conversionRate")
_LISTS = frozenset(("goals", "vars", "exps"))
_GOALS = "The goals are those already reached in that browser: keep the one to send."


def read(found: dict[str, Payload]) -> Recognised | None:
    """A document from it; `None` when it is something else."""
    inner = unfolded(found.get("convert_attributes"))
    if isinstance(inner, dict):
        found = inner
    told = "defaultSegments" in found or len(_LISTS & found.keys()) > 1
    if not told or "ev" in found:
        return None
    notes = left_out(found, _USED, "A tracking request has no place for them.")
    if "conversionRate" in found:
        notes += (
            "It says conversionRate, while the pixel reads conversion_rate: amounts may be in the "
            "shopper's currency.",
        )
    return one(WHAT, document_from(found, unfolded(found.get("defaultSegments")), _GOALS, notes))
