"""A text as an editor's document holds it: very long lines are cut into several of its lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from convert_console.widgets.kit.text_positions import Span, changed_span

LINE_SHOWN = 10_000
"""Characters up to which a line stays whole. Qt lays out a line at once, whatever is in sight of
it: 10,000 characters take 3 ms, 5,000,000 take 1.5 s and 200 MB."""

PIECE = 160
"""Characters of a piece of a line that is cut: about the width of a pane."""


class ShownText:
    """`text` is the text itself; `shown` has a line feed more at each of the `cuts`, which are
    places of the text. While no line is long there are none, and both are the same object.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.cuts = list(cuts_in(text))
        self.shown = with_cuts(text, self.cuts)

    def shown_place(self, place: int) -> int:
        """Where a place of the text is shown; at a cut, on the line that begins there."""
        return place + bisect_right(self.cuts, place)

    def text_place(self, place: int) -> int:
        """The reverse: both sides of a cut are one place of the text."""
        return place - self._cuts_before(place)

    def is_cut(self, place: int) -> bool:
        """Whether the line feed at a place of what is shown is none of the text's."""
        before = self._cuts_before(place)
        return before < len(self.cuts) and self.cuts[before] + before == place

    def cut_lines_before(self, place: int) -> int:
        """How many of the lines shown before a place only go on with the one above them."""
        return self._cuts_before(place)

    def change_to(self, text: str) -> Span | None:
        """Take over another text; what is to be replaced in the document for it, `None` for
        nothing.
        """
        span = changed_span(self.text, text)
        if span is None:
            return None
        kept = bisect_right(self.cuts, span.start)
        gone = max(bisect_left(self.cuts, span.end), kept)
        start, end = span.start + kept, span.end + gone
        cuts = list(cuts_in(span.text))
        self._replace(text, kept, gone, [span.start + cut for cut in cuts], _growth(span))
        return Span(start, end, with_cuts(span.text, cuts))

    def edited(self, start: int, removed: int, inserted: str) -> None:
        """Follow an edit of the document: from a place of what is shown, so many characters gave
        way to others, whose line feeds are the text's own.
        """
        kept, gone = self._cuts_before(start), self._cuts_before(start + removed)
        first, last = start - kept, start + removed - gone
        text = self.text[:first] + inserted + self.text[last:]
        self._replace(text, kept, gone, [], first + len(inserted) - last)

    def _replace(self, text: str, kept: int, gone: int, new: list[int], growth: int) -> None:
        if self.cuts or new:
            self.cuts[kept:] = [*new, *(cut + growth for cut in self.cuts[gone:])]
        self.text = text
        self.shown = with_cuts(text, self.cuts)

    def _cuts_before(self, place: int) -> int:
        """How many cuts there are before a place of what is shown."""
        if not self.cuts:
            return 0
        cuts = self.cuts
        return bisect_left(range(len(cuts)), place, key=lambda number: cuts[number] + number)


def _growth(span: Span) -> int:
    return len(span.text) - (span.end - span.start)


def cuts_in(text: str) -> Iterator[int]:
    """Where the long lines of a text are cut.

    >>> [cut for cut in cuts_in("x" * 10_400)][-2:]
    [10240, 10400]
    """
    start = 0
    while len(text) - start > LINE_SHOWN:
        within = text.rfind("\n", start, start + LINE_SHOWN + 1)
        if within >= 0:  # every line up to there is short enough
            start = within + 1
            continue
        end = text.find("\n", start + LINE_SHOWN)
        end = len(text) if end < 0 else end
        yield from _pieces(text, start, end)
        start = end + 1


def _pieces(text: str, start: int, end: int) -> Iterator[int]:
    """After a comma or blank in the second half of a piece, if there is one."""
    while end - start > PIECE:
        stop = start + PIECE
        half = start + PIECE // 2
        cut = max(text.rfind(",", half, stop), text.rfind(" ", half, stop)) + 1
        start = cut or stop
        yield start


def with_cuts(text: str, cuts: list[int]) -> str:
    """The text with a line feed at each of these places."""
    if not cuts:
        return text
    starts = [0, *cuts]
    return "\n".join([text[a:b] for a, b in zip(starts, [*cuts, len(text)], strict=True)])
