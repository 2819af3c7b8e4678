"""Changes a text document only where it differs, so that carets, scroll and layout stay."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor, QTextDocument

from convert_console.core.document.incremental import change_between

_BREAKS = re.compile("\r\n|\r|\u2029")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` of the old text, `text` takes its place."""

    start: int
    end: int
    text: str


def as_shown(text: str) -> str:
    r"""A text as a Qt document holds it: every kind of line break becomes a line feed.

    >>> as_shown("a\r\nb\rc")
    'a\nb\nc'
    """
    return _BREAKS.sub("\n", text) if "\r" in text or "\u2029" in text else text


def document_text(document: QTextDocument) -> str:
    """The document's text; unlike `toPlainText` it keeps no-break spaces and U+2028."""
    return document.toRawText().replace("\u2029", "\n")


def changed_span(old: str, new: str) -> Span | None:
    """What differs between two texts, common beginning and end left out; `None` if nothing does.

    >>> changed_span("one two three", "one 2 three")
    Span(start=4, end=7, text='2')
    """
    if old == new:
        return None
    change = change_between(old, new)
    return Span(change.start, change.start + len(change.removed), change.inserted)


def qt_position(text: str, place: int) -> int:
    """A place in a Python text as Qt counts it: characters beyond U+FFFF count twice.

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


_counted: deque[tuple[str, tuple[int, ...]]] = deque(maxlen=4)


def _more_units(text: str) -> tuple[int, ...]:
    """By how much Qt's count is ahead at each 65,536th character; empty if it never is."""
    # Counting 5,000,000 characters takes half a second, so the last counts are kept. The same
    # object is searched for, since comparing equal texts takes longer than the rest.
    if text.isascii():
        return ()
    for known, counts in _counted:
        if known is text:
            return counts
    counts = _count(text)
    _counted.append((text, counts))
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
    """Apply a change; `old` is the document's text. Other cursors of the document move with it."""
    cursor = QTextCursor(document)
    cursor.setPosition(qt_position(old, span.start))
    cursor.setPosition(qt_position(old, span.end), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(span.text)
