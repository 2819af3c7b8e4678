"""Underlines the linter's problems in the JSON where they are on screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject

from convert_console.core.linter import Problem
from convert_console.models.document.document import RequestDocument, spans_in
from convert_console.models.linting.problems import Problems
from convert_console.widgets.kit.code_marks import CodeView, Mark
from convert_console.widgets.kit.visible_lines import visible_line_range
from convert_console.widgets.theme.theme import SEVERITY_TONES

MARKS_SHOWN = 200
"""Problems that are underlined at once; more are only found where many events share a line."""


class JsonMarks(QObject):
    """Marks the lines on screen, one screen above and one below: to place 500 marks takes 25 ms."""

    def __init__(self, editor: CodeView, document: RequestDocument, problems: Problems) -> None:
        super().__init__(editor)
        self._editor = editor
        self._document = document
        self._problems = problems
        self._covered = (range(0), 0)
        self._shown = ("", "")  # the draft's text, and what the editor made of it
        problems.checked.connect(self.refresh)
        editor.verticalScrollBar().valueChanged.connect(self.follow)
        editor.verticalScrollBar().rangeChanged.connect(self.follow)
        editor.folding.changed.connect(self.refresh)
        editor.loading_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Replace the marks; a page that is not in front waits until it is."""
        self._covered = (range(0), 0)
        self.follow()

    def text_shown(self) -> None:
        """Mark from now on what the editor shows: the draft as it is now."""
        self._shown = self._document.draft.text, self._editor.text()
        self.follow()

    def follow(self) -> None:
        """Mark the lines that have been scrolled to."""
        unmarked = self._document.draft.heavy or self._document.fault
        if unmarked or not self._in_front() or not self._is_up_to_date():
            return
        lines, count = visible_line_range(self._editor), self._editor.blockCount()
        covered, counted = self._covered
        if counted == count and covered.start <= lines.start and lines.stop <= covered.stop:
            return
        self._covered = (_widened(lines), count)
        if not self._problems.all:  # no need to find the places of the events
            self._editor.set_marks([])
            return
        found = self._found(*_places_of(self._editor, _widened(lines)))
        spans = spans_in(self._document, {problem.path for problem in found})
        text = self._document.draft.text
        if text is not self._editor.text():
            spans = {path: shown_span(text, span) for path, span in spans.items()}
        self._editor.set_marks(
            [
                Mark(*spans[problem.path], SEVERITY_TONES[problem.severity], problem.sentence)
                for problem in found
                if problem.path in spans
            ]
        )

    def _in_front(self) -> bool:
        return self._editor.isVisibleTo(self._editor.window())

    def _is_up_to_date(self) -> bool:
        """Whether the editor shows the draft, and knows of every change to its lines."""
        # Qt scrolls before it reports an edit, and the editor before the draft is changed.
        draft, shown = self._shown
        # Only the same objects count: to compare 5 MB takes longer than what follows.
        if draft is not self._document.draft.text or shown is not self._editor.text():
            return False
        if self._editor.loading:
            return False
        end = self._editor.position_of(len(self._editor.text()))
        return end == self._editor.document().characterCount() - 1

    def _found(self, start: int, end: int) -> list[Problem]:
        """The problems in a part of the text, and those outside of the events."""
        text = self._document.draft.text
        if text is not self._editor.text():
            start, end = draft_place(text, start), draft_place(text, end)
        places = self._document.event_offsets()
        if places is None:
            found = [problem for problem in self._problems.all if problem.path]
        else:
            found = self._problems.around_events()
            for row in places.between(start, end):
                found += self._problems.at("ev", row)
        return found[:MARKS_SHOWN]


def _widened(lines: range) -> range:
    """With one screen more above and below, so that scrolling a little needs no new marks."""
    return range(max(lines.start - len(lines), 0), lines.stop + len(lines))


def _places_of(editor: CodeView, lines: range) -> tuple[int, int]:
    """Where these lines start and end in the editor's text."""
    document, length = editor.document(), len(editor.text())
    first = document.findBlockByLineNumber(lines.start)
    after = document.findBlockByLineNumber(lines.stop)
    start = editor.place_of(first.position()) if first.isValid() else length
    return start, editor.place_of(after.position()) if after.isValid() else length


def shown_span(text: str, span: tuple[int, int]) -> tuple[int, int]:
    r"""A span of the draft as the editor counts: CR and LF are one character there.

    >>> shown_span('{\r\n"a": 1}', (8, 9))
    (7, 8)
    """
    start, end = span
    return start - text.count("\r\n", 0, start), end - text.count("\r\n", 0, end)


def shown_places(text: str, places: Iterable[int]) -> Iterator[int]:
    r"""Ascending places of the draft as the editor counts.

    >>> list(shown_places('{\r\n"a":\r\n1}', [3, 9]))
    [2, 7]
    """
    since = breaks = 0
    for place in places:
        breaks += text.count("\r\n", since, place)
        since = place
        yield place - breaks


def draft_place(text: str, place: int) -> int:
    r"""The reverse of `shown_span`, for one place.

    >>> draft_place('{\r\n"a": 1}', 7)
    8
    """
    if "\r\n" not in text:
        return place
    at = text.find("\r\n")
    while 0 <= at < place:
        place += 1
        at = text.find("\r\n", at + 2)
    return place
