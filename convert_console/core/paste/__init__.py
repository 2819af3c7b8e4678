"""Paste anything: one reader for each thing people paste, each saying what it was and repaired.

`recognise.recognise` tries them all; whoever only speaks of what was found need not load them.
"""

from convert_console.core.paste.found import ABSENT, Absent, PastedRequest, Recognised, Unrecognised

__all__ = ["ABSENT", "Absent", "PastedRequest", "Recognised", "Unrecognised"]
