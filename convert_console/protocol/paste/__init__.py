"""Paste anything: one reader for each thing people paste, each saying what it was and repaired."""

from convert_console.protocol.paste.found import (
    ABSENT,
    Absent,
    PastedRequest,
    Recognised,
    Unrecognised,
)
from convert_console.protocol.paste.recognise import recognise

__all__ = ["ABSENT", "Absent", "PastedRequest", "Recognised", "Unrecognised", "recognise"]
