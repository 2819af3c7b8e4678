"""Paste anything: one reader for each kind of text that people paste."""

from convert_console.core.paste.results import (
    ABSENT,
    Absent,
    PastedRequest,
    Recognised,
    Unrecognised,
)

__all__ = ["ABSENT", "Absent", "PastedRequest", "Recognised", "Unrecognised"]
