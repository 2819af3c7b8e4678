"""Compares texts, and converts between positions in Python's texts and in Qt's documents."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from typing import NamedTuple

from PySide6.QtGui import QTextCursor, QTextDocument

from convert_console.core.document.incremental import change_between

_BREAKS = re.compile("\r\n|\r")


class Span(NamedTuple):
    """A change: `text` replaces the characters from `start` to `end` of the old text."""

    start: int
    end: int
    text: str


def as_shown(text: str) -> str:
    r"""A text with line feeds for its line breaks, as in a Qt document.

    >>> as_shown("a\r\nb\rc")
    'a\nb\nc'
    """
    return _BREAKS.sub("\n", text) if "\r" in text else text


def document_text(document: QTextDocument) -> str:
    """The text of a document; `toPlainText` would replace no-break spaces and U+2028."""
    return document.toRawText().replace("\u2029", "\n")


def changed_span(old: str, new: str) -> Span | None:
    """The change between two texts, without their common beginning and end, or `None`.

    >>> changed_span("one two three", "one 2 three")
    Span(start=4, end=7, text='2')
    """
    if old == new:
        return None
    change = change_between(old, new)
    return Span(change.start, change.start + len(change.removed), change.inserted)


def qt_position(text: str, place: int) -> int:
    """The position in Qt of a place in a Python text: characters beyond U+FFFF count twice.

    >>> qt_position("😀x", 1)
    2
    """
    more = _more_units(text)
    if not more:
        return place
    chunk = min(place, len(text)) // _CHUNK
    start = chunk * _CHUNK
    return start + more[chunk] + _units(text[start:place]) + max(place - len(text), 0)


def python_place(text: str, position: int) -> int:
    """The reverse of `qt_position`."""
    more = _more_units(text)
    if not more:
        return position
    chunk = bisect_right(range(len(more)), position, key=lambda n: n * _CHUNK + more[n]) - 1
    start = chunk * _CHUNK
    units = text[start : start + _CHUNK + 1].encode("utf-16-le", "surrogatepass")
    within = units[: 2 * (position - start - more[chunk])].decode("utf-16-le", "ignore")
    return start + len(within)


_CHUNK = 65_536

_recent_counts: deque[tuple[str, tuple[int, ...]]] = deque(maxlen=4)


def _more_units(text: str) -> tuple[int, ...]:
    """How much Qt's count is ahead at each 65,536th character; empty if it never is."""
    # Counting 5,000,000 characters takes half a second, so the last counts are kept. They are
    # found by identity, since comparing equal texts would take longer.
    if text.isascii():
        return ()
    for known, counts in _recent_counts:
        if known is text:
            return counts
    counts = _count(text)
    _recent_counts.append((text, counts))
    return counts


def _count(text: str) -> tuple[int, ...]:
    ahead, counts = 0, [0]
    for start in range(0, len(text), _CHUNK):
        chunk = text[start : start + _CHUNK]
        ahead += _units(chunk) - len(chunk)
        counts.append(ahead)
    return tuple(counts) if ahead else ()


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def replace_span(document: QTextDocument, old: str, span: Span) -> None:
    """Apply a change to a document with the text `old`. Other cursors in it move along."""
    cursor = QTextCursor(document)
    cursor.setPosition(qt_position(old, span.start))
    cursor.setPosition(qt_position(old, span.end), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(span.text)
