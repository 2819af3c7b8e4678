"""Which parts of one line of JSON are keys, strings, numbers and words; broken JSON is no error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.widgets.kit.syntax import ColorSpan

# A line far longer than any screen is coloured at its beginning only.
LONGEST = 4_000

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>true|false|null)\b"
)


def json_spans(line: str) -> list[ColorSpan]:
    """Start, length and colour name of each token; the rest has the colour of text.

    >>> json_spans('"r": 1.10,')
    [(0, 3, 'json_key'), (5, 4, 'json_number')]
    """
    spans: list[ColorSpan] = []
    for match in _TOKEN.finditer(line, 0, LONGEST):
        if match["string"] is not None:
            color = "json_key" if match["colon"] else "json_string"
            spans.append((match.start(), len(match["string"]), color))
        else:
            color = "json_number" if match["number"] else "json_word"
            spans.append((match.start(), len(match[0]), color))
    return spans
