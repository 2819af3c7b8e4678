"""Reads the address of a project's script or configuration, which ends in its two ids."""

from __future__ import annotations

import re

from convert_console.core.paste.found import Recognised
from convert_console.core.paste.project_ids import of_project

# Anybody's script may be called /js/2024-05.js; a project's own domain may serve Convert's.
_SCRIPT = re.compile(
    r"(?:convertexperiments\.com(?:/v1)?/js/|/js/(?=\d{4,20}-\d{4,20}\b))"
    r"(?P<account>\d{1,20})-(?P<project>\d{1,20})(?:\.js|(?=[?\"'\s]|$))"
)
_CONFIG = re.compile(
    r"convertexperiments\.com/api/v1/config/(?P<account>\d{1,20})/(?P<project>\d{1,20})\b"
)


def read(text: str) -> Recognised | None:
    """Account and project; `None` when the text holds no such address."""
    script = _SCRIPT.search(text)
    if script:
        return of_project("Address of the tracking script", script["account"], script["project"])
    config = _CONFIG.search(text)
    if config:
        what = "Address of the project's configuration"
        return of_project(what, config["account"], config["project"])
    return None
