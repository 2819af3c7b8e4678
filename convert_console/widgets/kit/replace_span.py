"""Changes a text document only where it differs, so that carets, scroll and layout stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor, QTextDocument

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
    shorter = min(len(old), len(new))
    start = _common(shorter, lambda low, high: old[low:high] == new[low:high])
    end = _common(
        shorter - start,
        lambda low, high: (
            old[len(old) - high : len(old) - low] == new[len(new) - high : len(new) - low]
        ),
    )
    return Span(start, len(old) - end, new[start : len(new) - end])


def _common(most: int, same: Callable[[int, int], bool]) -> int:
    """The greatest length up to which `same(low, high)` holds, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def qt_position(text: str, place: int) -> int:
    """A place in a Python text as Qt counts it: signs beyond U+FFFF count twice.

    >>> qt_position("😀x", 1)
    2
    """
    if text.isascii():
        return place
    return place + sum(1 for sign in text[:place] if sign > "\uffff")


def python_place(text: str, position: int) -> int:
    """The reverse of `qt_position`."""
    if text.isascii():
        return position
    return len(text.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore"))


def replace_span(document: QTextDocument, old: str, span: Span) -> None:
    """Apply a change; `old` is the document's text. Other cursors of the document move along."""
    cursor = QTextCursor(document)
    cursor.setPosition(qt_position(old, span.start))
    cursor.setPosition(qt_position(old, span.end), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(span.text)
