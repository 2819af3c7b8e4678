"""Underlines problems in the visible part of the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject

from convert_console.core.linter.problem import Problem
from convert_console.models.document.document import RequestDocument, spans_in
from convert_console.models.linting.problems import Problems
from convert_console.widgets.editor.code_marks import CodeView, Mark
from convert_console.widgets.editor.folding import visible_line_range
from convert_console.widgets.theme.theme import SEVERITY_TONES

MARKS_SHOWN = 200
"""Problems that are underlined at once; there are more only if many events are in one line."""


class JsonMarks(QObject):
    """Marks the visible lines and one screen above and below; placing 500 marks takes 25 ms."""

    def __init__(self, editor: CodeView, document: RequestDocument, problems: Problems) -> None:
        super().__init__(editor)
        self._editor = editor
        self._document = document
        self._problems = problems
        self._marked = (range(0), 0)
        self._shown = ("", "")  # the draft's text, and the text of the editor for it
        problems.checked.connect(self.refresh)
        editor.verticalScrollBar().valueChanged.connect(self.follow)
        editor.verticalScrollBar().rangeChanged.connect(self.follow)
        editor.folding.changed.connect(self.refresh)
        editor.loading_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Mark the problems again, if the editor is visible."""
        self._marked = (range(0), 0)
        self.follow()

    def text_shown(self) -> None:
        """Mark from now on what the editor shows: the draft as it is now."""
        self._shown = self._document.draft.text, self._editor.text()
        self.follow()

    def follow(self) -> None:
        """Mark the problems of visible lines that are not marked yet."""
        not_checked = self._document.draft.heavy or self._document.fault
        if not_checked or not self._is_in_front() or not self._is_up_to_date():
            return
        lines, count = visible_line_range(self._editor), self._editor.blockCount()
        marked, marked_count = self._marked
        if marked_count == count and marked.start <= lines.start and lines.stop <= marked.stop:
            return
        self._marked = (_widened(lines), count)
        if not self._problems.all:  # no need to find the places of the events
            self._editor.set_marks([])
            return
        problems = self._problems_in(*_places_of(self._editor, _widened(lines)))
        spans = spans_in(self._document, {problem.path for problem in problems})
        text = self._document.draft.text
        if text is not self._editor.text():
            spans = {path: shown_span(text, span) for path, span in spans.items()}
        self._editor.set_marks(
            [
                Mark(*spans[problem.path], SEVERITY_TONES[problem.severity], problem.sentence)
                for problem in problems
                if problem.path in spans
            ]
        )

    def _is_in_front(self) -> bool:
        return self._editor.isVisibleTo(self._editor.window())

    def _is_up_to_date(self) -> bool:
        """Whether the editor shows the draft, and has processed every edit of it."""
        # Qt scrolls before it reports an edit, and the editor reports it before the draft changes.
        draft, shown = self._shown
        # Compared by identity: comparing 5 MB takes longer than what follows.
        if draft is not self._document.draft.text or shown is not self._editor.text():
            return False
        if self._editor.loading:
            return False
        end = self._editor.position_of(len(self._editor.text()))
        return end == self._editor.document().characterCount() - 1

    def _problems_in(self, start: int, end: int) -> list[Problem]:
        """The problems in a part of the text, and those outside of the events."""
        text = self._document.draft.text
        if text is not self._editor.text():
            start, end = draft_place(text, start), draft_place(text, end)
        offsets = self._document.event_offsets()
        if offsets is None:
            problems = [problem for problem in self._problems.all if problem.path]
        else:
            problems = self._problems.around_events()
            for row in offsets.between(start, end):
                problems += self._problems.at("ev", row)
        return problems[:MARKS_SHOWN]


def _widened(lines: range) -> range:
    """With one screen more above and below, so that a little scrolling needs no new marks."""
    return range(max(lines.start - len(lines), 0), lines.stop + len(lines))


def _places_of(editor: CodeView, lines: range) -> tuple[int, int]:
    """The start and end of these lines in the editor's text."""
    document, length = editor.document(), len(editor.text())
    first = document.findBlockByLineNumber(lines.start)
    after = document.findBlockByLineNumber(lines.stop)
    start = editor.place_of(first.position()) if first.isValid() else length
    return start, editor.place_of(after.position()) if after.isValid() else length


def shown_span(text: str, span: tuple[int, int]) -> tuple[int, int]:
    r"""A span of the draft in the editor's text, where CR and LF are one character.

    >>> shown_span('{\r\n"a": 1}', (8, 9))
    (7, 8)
    """
    start, end = span
    return start - text.count("\r\n", 0, start), end - text.count("\r\n", 0, end)


def shown_places(text: str, places: Iterable[int]) -> Iterator[int]:
    r"""Ascending places of the draft in the editor's text.

    >>> list(shown_places('{\r\n"a":\r\n1}', [3, 9]))
    [2, 7]
    """
    last = breaks = 0
    for place in places:
        breaks += text.count("\r\n", last, place)
        last = place
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
