"""A visitor's segments under the names of the v1 API, in those of this endpoint."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.core.request.event_summary import plain_text

_NAMES = {"country": "ctry", "customSegments": "cust"}


def translated(segments: Payload) -> tuple[Payload, tuple[str, ...]]:
    """Segments with `ctry` and `cust`, and what is to be said about them.

    `visitorType` stays: the sources disagree which digit of `new` it is, and the linter asks.

    >>> translated({"country": "CA"})
    ({'ctry': 'CA'}, ('Segments: country is called ctry here.',))
    """
    if not isinstance(segments, dict):
        return segments, ()
    renamed: dict[str, str] = {
        old: new for old, new in _NAMES.items() if old in segments and new not in segments
    }
    notes = []
    if renamed:
        told = ", ".join(f"{old} is called {new} here" for old, new in renamed.items())
        notes.append(f"Segments: {told}.")
    if "visitorType" in segments:
        notes.append(
            f"visitorType “{plain_text(segments['visitorType'])}” is kept under its v1 name: the "
            "sources disagree whether new is 0 or 1 for it. Choose one."
        )
    named: Payload = {renamed.get(key) or key: value for key, value in segments.items()}
    return named, tuple(notes)
