"""A text as an editor's document holds it, where very long lines are several of its lines."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QTextCursor, QTextDocument

from convert_console.core.document.incremental import change_between

# Compares texts, and converts between positions in Python's texts and in Qt's documents.

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


LONGEST_LINE = 10_000
"""Characters up to which a line stays whole. Qt lays out a line at once: 10,000 characters take 3
ms, 5,000,000 take 1.5 s and 200 MB."""

PIECE = 160
"""Characters of a piece of a line that is cut: about the width of a pane."""

_SEARCHED_AHEAD = 4_096

_SIGNS = {"\u2028": "↵", "\u2029": "¶", "\ufdd0": "\ufffd", "\ufdd1": "\ufffd"}
"""Displayed for characters that JSON allows within a string, and at which Qt would begin a new
line. It could not be told from a line feed afterwards.
"""


class DisplayedText:
    """`displayed` is `text` with an additional line feed at each of the `cuts`, which are places in
    the text, and `with_signs`. Without either both are the same object.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cuts = list(cuts_in(text))
        self.displayed = with_cuts(with_signs(text), self.cuts)

    def position_of(self, place: int) -> int:
        """The document position, in the units Qt counts, of a character of the text."""
        return qt_position(self.displayed, self.displayed_place(place))

    def place_of(self, position: int) -> int:
        """The reverse of `position_of`."""
        return self.text_place(python_place(self.displayed, position))

    def displayed_place(self, place: int) -> int:
        """The displayed place of a place in the text; at a cut, the start of the next line."""
        return place + bisect_right(self.cuts, place)

    def text_place(self, place: int) -> int:
        """The reverse of `displayed_place`; both sides of a cut are the same place in the text."""
        return place - self.cuts_before(place)

    def is_cut(self, place: int) -> bool:
        """Whether the line feed at a displayed place is not part of the text."""
        before = self.cuts_before(place)
        return before < len(self.cuts) and self.cuts[before] + before == place

    def cuts_before(self, place: int) -> int:
        """The number of cuts before a displayed place."""
        if not self.cuts:
            return 0
        cuts = self.cuts
        return bisect_left(range(len(cuts)), place, key=lambda number: cuts[number] + number)

    def change_to(self, text: str) -> Span | None:
        """Set the text, and return what to replace in the document, or `None`."""
        span = changed_span(self.text, text)
        if span is None:
            return None
        cuts_kept = bisect_right(self.cuts, span.start)
        cuts_end = max(bisect_left(self.cuts, span.end), cuts_kept)
        cuts = list(cuts_in(span.text))
        change = Span(
            span.start + cuts_kept, span.end + cuts_end, with_cuts(with_signs(span.text), cuts)
        )
        growth = len(span.text) - (span.end - span.start)
        self._replace(text, change, cuts_kept, cuts_end, [span.start + cut for cut in cuts], growth)
        return change

    def follow_edit(self, start: int, removed: int, inserted: str) -> None:
        """Apply an edit of the document, in which `removed` characters at a displayed place were
        replaced. Line feeds in `inserted` are part of the text.
        """
        cuts_kept, cuts_end = self.cuts_before(start), self.cuts_before(start + removed)
        first, last = start - cuts_kept, start + removed - cuts_end
        text = self.text[:first] + inserted + self.text[last:]
        change = Span(start, start + removed, inserted)
        self._replace(text, change, cuts_kept, cuts_end, [], first + len(inserted) - last)

    def _replace(
        self, text: str, change: Span, cuts_kept: int, cuts_end: int, new: list[int], growth: int
    ) -> None:
        if self.cuts or new:
            self.cuts[cuts_kept:] = [*new, *(cut + growth for cut in self.cuts[cuts_end:])]
        before = self.displayed
        self.text = text
        if self.cuts:
            self.displayed = f"{before[: change.start]}{change.text}{before[change.end :]}"
        else:
            self.displayed = with_signs(text)


def cuts_in(text: str) -> Iterator[int]:
    """Where the long lines of a text are cut.

    >>> [cut for cut in cuts_in("x" * 10_400)][-2:]
    [10080, 10240]
    """
    start = 0
    while len(text) - start > LONGEST_LINE:
        within = text.rfind("\n", start, start + LONGEST_LINE + 1)
        if within >= 0:  # every line up to there is short enough
            start = within + 1
            continue
        end = text.find("\n", start + LONGEST_LINE)
        end = len(text) if end < 0 else end
        yield from _pieces(text, start, end)
        start = end + 1


def _pieces(text: str, start: int, end: int) -> Iterator[int]:
    """Where a line is cut: after a comma or blank in the second half of a piece if there is one."""
    while end - start > PIECE:
        stop = start + PIECE
        middle = start + PIECE // 2
        start = max(text.rfind(",", middle, stop), text.rfind(" ", middle, stop)) + 1
        if start:
            yield start
            continue
        # There is none, as in Base64: cut full pieces up to the next one without searching in each.
        last = min(stop + _SEARCHED_AHEAD, end - 1)
        separators = (text.find(separator, stop, last) for separator in ", ")
        next_one = min((place for place in separators if place >= 0), default=last)
        yield from (stops := range(stop, next_one + 1, PIECE))
        start = stops[-1]


def with_signs(text: str) -> str:
    r"""The text with a sign for each character at which Qt would break a line that has not ended.

    >>> with_signs("a\u2029b\n")
    'a¶b\n'
    """
    for character, sign in _SIGNS.items():
        text = text.replace(character, sign)
    return text


def with_cuts(text: str, cuts: list[int]) -> str:
    """The text with a line feed at each of these places."""
    if not cuts:
        return text
    starts = [0, *cuts]
    return "\n".join([text[a:b] for a, b in zip(starts, [*cuts, len(text)], strict=True)])
