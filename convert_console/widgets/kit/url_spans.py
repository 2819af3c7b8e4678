"""Which parts of one line of a wire text are names, values and separators."""

from __future__ import annotations

import re

from convert_console.widgets.kit.json_spans import LONGEST
from convert_console.widgets.kit.syntax import ColorSpan

_PARAMETER = re.compile(r"(?P<mark>[?&])(?P<name>[^=&?#\s]*)(?:(?P<equals>=)(?P<value>[^&#\s]*))?")
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):(?= |$)")


def url_spans(line: str) -> list[ColorSpan]:
    """Start, length and colour name of each parameter's parts.

    >>> url_spans("&cid=1")
    [(0, 1, 'muted'), (1, 3, 'json_key'), (4, 1, 'muted'), (5, 1, 'json_string')]
    """
    spans: list[ColorSpan] = []
    names = {"mark": "muted", "name": "json_key", "equals": "muted", "value": "json_string"}
    for match in _PARAMETER.finditer(line, 0, LONGEST):
        for group, color in names.items():
            if match[group]:
                spans.append((match.start(group), len(match[group]), color))
    return spans


def wire_spans(line: str) -> list[ColorSpan]:
    """A header's name, or the parameters of a request line.

    >>> wire_spans("Content-Type: application/json")
    [(0, 12, 'json_key')]
    """
    header = _HEADER.match(line)
    if header is not None:
        return [(0, len(header["name"]), "json_key")]
    return url_spans(line)
