"""Syntax colours of the visible lines of a text."""

import re
from collections.abc import Callable
from functools import cache

from PySide6.QtGui import QColor, QTextBlock, QTextBlockUserData, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from convert_console.widgets.editor.folding import visible_blocks
from convert_console.widgets.theme.theme import colors
from convert_console.widgets.theme.tokens import Colors

ColorSpan = tuple[int, int, str]
"""Start, length and the name of a colour in the theme."""

Highlighter = Callable[[str], list[ColorSpan]]
"""Returns the colours of a line."""


class _Colored(QTextBlockUserData):
    """For which text and theme a line was coloured, and how; it stays with the line's layout."""

    # Neither the revision nor the state of a block would do: without Qt's undo the revision stays
    # the same when a line is edited, and of two lines that become one Qt keeps the layout of the
    # first and the state of the second.

    def __init__(self, text: str, theme: Colors, highlight: Highlighter) -> None:
        super().__init__()
        self.text, self.theme, self.highlight = text, theme, highlight

    def is_for(self, text: str, theme: Colors, highlight: Highlighter) -> bool:
        return self.text == text and self.theme is theme and self.highlight is highlight


def color_block(block: QTextBlock, highlight: Highlighter) -> bool:
    """Colour a line unless it has its colours already, and return whether it was coloured now."""
    text, theme = block.text(), colors()
    colored = block.userData()
    if isinstance(colored, _Colored) and colored.is_for(text, theme, highlight):
        return False
    block.setUserData(_Colored(text, theme, highlight))
    ranges = []
    for start, length, name in highlight(text):
        part = QTextLayout.FormatRange()
        part.start, part.length = _units(text, start, length)
        part.format = _format(str(getattr(theme, name)))
        ranges.append(part)
    block.layout().setFormats(ranges)
    # Otherwise the layout keeps the old colours.
    block.clearLayout()
    return True


def _units(text: str, start: int, length: int) -> tuple[int, int]:
    """Start and length in UTF-16 units, as Qt counts."""
    if text.isascii():
        return start, length
    before = len(text[:start].encode("utf-16-le")) // 2
    return before, len(text[start : start + length].encode("utf-16-le")) // 2


def color_visible(edit: QPlainTextEdit, highlight: Highlighter, end: int | None = None) -> None:
    """Colour the visible lines, up to the position `end`; call it before the text is painted."""
    # A QSyntaxHighlighter visits the whole document at each `setPlainText`: 88 ms at 16,000 lines.
    colored = [
        block
        for block, _top in visible_blocks(edit)
        if color_block(block, highlight if end is None or block.position() < end else no_spans)
    ]
    if colored:
        # Formats count as a change, which Qt would report with the next edit and all between them.
        edit.document().markContentsDirty(colored[0].position(), 0)


LONGEST_COLORED = 4_000
"""Characters of a line that are coloured; no screen is as wide."""

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>true|false|null)\b"
)


@cache
def _format(color: str) -> QTextCharFormat:
    text_format = QTextCharFormat()
    text_format.setForeground(QColor(color))
    return text_format


def no_spans(_line: str) -> list[ColorSpan]:
    """No colours."""
    return []


def json_spans(line: str) -> list[ColorSpan]:
    """The colours of keys, strings, numbers and words in a line of JSON, valid or not.

    >>> json_spans('"r": 1.10,')
    [(0, 3, 'json_key'), (5, 4, 'json_number')]
    """
    spans: list[ColorSpan] = []
    for match in _TOKEN.finditer(line, 0, LONGEST_COLORED):
        if match["string"] is not None:
            color = "json_key" if match["colon"] else "json_string"
            spans.append((match.start(), len(match["string"]), color))
        else:
            color = "json_number" if match["number"] else "json_word"
            spans.append((match.start(), len(match[0]), color))
    return spans


_PARAMETER = re.compile(r"(?P<mark>[?&])(?P<name>[^=&?#\s]*)(?:(?P<equals>=)(?P<value>[^&#\s]*))?")
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):(?= |$)")


def url_spans(line: str) -> list[ColorSpan]:
    """The colours of names, values and separators in a line of a URL.

    >>> url_spans("&cid=1")
    [(0, 1, 'muted'), (1, 3, 'json_key'), (4, 1, 'muted'), (5, 1, 'json_string')]
    """
    spans: list[ColorSpan] = []
    names = {"mark": "muted", "name": "json_key", "equals": "muted", "value": "json_string"}
    for match in _PARAMETER.finditer(line, 0, LONGEST_COLORED):
        for group, color in names.items():
            if match[group]:
                spans.append((match.start(group), len(match[group]), color))
    return spans


def wire_spans(line: str) -> list[ColorSpan]:
    """The colours of a header's name, or of the parameters in a request line.

    >>> wire_spans("Content-Type: application/json")
    [(0, 12, 'json_key')]
    """
    header = _HEADER.match(line)
    if header is not None:
        return [(0, len(header["name"]), "json_key")]
    return url_spans(line)
