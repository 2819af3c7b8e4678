"""Reads a project's "ID number" of the settings page: account and project joined by `_`."""

from __future__ import annotations

import re

from convert_console.core.paste.found import Recognised
from convert_console.core.paste.project_ids import of_project

WHAT = "ID number of a project"
_NUMBER = re.compile(
    r"(?:(?:project\s++)?+[\"“]?id(?:\s++number)?[\"”]?\s*+(?:[:=]\s*+)?+)?"
    r"(?P<account>\d{3,12})_(?P<project>\d{3,12})[.,;]?",
    re.IGNORECASE,
)


def read(text: str) -> Recognised | None:
    """Account and project; `None` when the text is anything more."""
    found = _NUMBER.fullmatch(text)
    return of_project(WHAT, found["account"], found["project"]) if found else None
