"""Colours the lines of a text that are in sight, and no others.

A QSyntaxHighlighter walks the whole document at each `setPlainText`: 88 ms at 16,000 lines.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from convert_console.widgets.kit.folding import lines_shown
from convert_console.widgets.theme.theme import colors, is_dark

ColorSpan = tuple[int, int, str]
"""Start, length and the name of a colour of the theme."""

Speller = Callable[[str], list[ColorSpan]]


@cache
def _format(color: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(color))
    return made


def color_block(block: QTextBlock, spell: Speller) -> bool:
    """Colour one line unless it is coloured already; says whether it was done now.

    The block's own state remembers for which revision and theme it was.
    """
    stamp = block.revision() * 2 + is_dark()
    if block.userState() == stamp:
        return False
    block.setUserState(stamp)
    text = block.text()
    ranges = []
    for start, length, name in spell(text):
        part = QTextLayout.FormatRange()
        part.start, part.length = _units(text, start, length)
        part.format = _format(str(getattr(colors(), name)))
        ranges.append(part)
    block.layout().setFormats(ranges)
    # Without this the line stays cut into its old pieces and keeps their colours.
    block.clearLayout()
    return True


def _units(text: str, start: int, length: int) -> tuple[int, int]:
    """Start and length in UTF-16 units, as Qt counts."""
    if text.isascii():
        return start, length
    before = len(text[:start].encode("utf-16-le")) // 2
    return before, len(text[start : start + length].encode("utf-16-le")) // 2


def color_visible(edit: QPlainTextEdit, spell: Speller) -> None:
    """Colour every line in sight; to be called before the text is painted."""
    for block, _top in lines_shown(edit):
        color_block(block, spell)
