"""Reads addresses of Convert's application, as the browser shows them while a test is open."""

from __future__ import annotations

import itertools
import re

from convert_console.core.paste.addresses import ADDRESS_LIMIT
from convert_console.core.paste.found import Recognised, only_first
from convert_console.core.paste.pieces import Pair
from convert_console.core.paste.project_ids import of_pairs, of_project

WHAT = "Address of Convert's application"
_ADDRESS = re.compile(
    r"\bapp\.convert\.com/(?:\#/?)?accounts/(?P<account>\d{1,20})/projects/(?P<project>\d{1,20})"
    r"(?:/experiences/(?P<experience>\d{1,20})(?:/variations/(?P<variation>\d{1,20}))?)?",
    re.IGNORECASE,
)
_NO_VARIATION = "The address names no variation: fill in vars, the variation's id."
_OTHER_PROJECT = "Left out addresses of another project."


def read(text: str) -> Recognised | None:
    """Account, project and experiences; `None` when the text holds no such address."""
    first = _ADDRESS.search(text)
    if not first:
        return None
    project = first.group("account", "project")
    notes: dict[str, None] = {}
    pairs: dict[Pair, None] = {}
    every = _ADDRESS.finditer(text)
    for found in itertools.islice(every, ADDRESS_LIMIT):
        if found.group("account", "project") != project:
            notes[_OTHER_PROJECT] = None
        elif found["experience"]:
            pairs[found["experience"], found["variation"]] = None
            notes |= {} if found["variation"] else {_NO_VARIATION: None}
    if next(every, None):
        notes[only_first(ADDRESS_LIMIT, "addresses")] = None
    if not pairs:
        return of_project(WHAT, *project, *notes)
    return of_pairs(WHAT, list(pairs), *notes, cid=project[0], pid=project[1])
