"""Reads an address of Convert's application, as the browser shows it while a test is open."""

from __future__ import annotations

import re

from convert_console.protocol.paste.found import Recognised
from convert_console.protocol.paste.project_ids import of_pairs, of_project

WHAT = "Address of Convert's application"
_ADDRESS = re.compile(
    r"\bapp\.convert\.com/(?:\#/?)?accounts/(?P<account>\d{1,20})/projects/(?P<project>\d{1,20})"
    r"(?:/experiences/(?P<experience>\d{1,20}))?",
    re.IGNORECASE,
)
_NO_VARIATION = "The address names no variation: fill in vars, the variation's id."


def read(text: str) -> Recognised | None:
    """Account, project and experience; `None` when the text holds no such address."""
    found = _ADDRESS.search(text)
    if not found:
        return None
    if not found["experience"]:
        return of_project(WHAT, found["account"], found["project"])
    pairs = [(found["experience"], None)]
    ids = {"cid": found["account"], "pid": found["project"]}
    return of_pairs(WHAT, list(pairs), _NO_VARIATION, **ids)
