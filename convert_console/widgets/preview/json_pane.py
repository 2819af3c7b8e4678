"""The page for editing the request as JSON, with its problems underlined."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.document.edits import path_at
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import Path, SyntaxFault
from convert_console.core.linter.problem import Problem
from convert_console.core.text import size_text
from convert_console.models.document.document import RequestDocument, spans_in
from convert_console.models.linting.problems import Problems
from convert_console.widgets.editor.code_marks import CodeView, Mark, faulty_span
from convert_console.widgets.editor.folding import visible_line_range
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.preview.find_bar import FindBar
from convert_console.widgets.theme.theme import SEVERITY_TONES

# Underlines problems in the visible part of the JSON.

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


MESSAGE_FROM = 3_000_000
"""Characters of a text from which a message is shown while it loads, for a second or more."""


class JsonPane(QWidget):
    """The caret stays in place when the text is changed elsewhere. What is edited in the forms is
    tinted, and scrolled to when something else is edited there.
    """

    def __init__(
        self, document: RequestDocument, problems: Problems, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._edited_path: Path = ()
        self._is_new_path = False
        self._shown = ""  # the draft that the editor has
        self.editor = CodeView(self)
        self.editor.setAccessibleName("Request as JSON")
        self.editor.edited.connect(self._edited)
        self.marks = JsonMarks(self.editor, document, problems)
        problems.checked.connect(self._tint)
        self.find_bar = FindBar(self.editor, self)
        self._loading = MessageBar("info", self)
        self.editor.loading_changed.connect(self._show_loading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)
        column.addWidget(self._loading)
        self.setFocusProxy(self.editor)

    def refresh(self) -> None:
        """Show the draft's text, and mark where it is not JSON."""
        self.editor.set_text_minimal(self._document.draft.text)
        self._shown = self._document.draft.text
        self._mark_fault()
        self.marks.text_shown()
        self._tint()

    def _mark_fault(self) -> None:
        fault = self._document.fault
        if fault and not self.editor.loading:
            self.editor.set_fault(self._fault_place(fault), fault.sentence)
        elif fault or self._document.draft.heavy:
            self.editor.set_marks([])  # they are of the previous text

    def _show_loading(self) -> None:
        """Show a message while a very large text is loaded; for others it would only flash."""
        self._mark_fault()
        large = self.editor.loading and len(self.editor.text()) > MESSAGE_FROM
        self._tint()
        size = size_text(len(self.editor.text()))
        self._loading.set_text(
            f"Loading {size} of text. You can edit it once it is loaded." if large else ""
        )

    def go_to(self, path: Path) -> None:
        """Select the value at a path; in a text that is not JSON, the error."""
        fault = self._document.fault
        if fault:
            self.editor.go_to(*faulty_span(self.editor.text(), self._fault_place(fault)))
            return
        span = spans_in(self._document, [path]).get(path)
        if span is not None:
            self.editor.go_to(*shown_span(self._document.draft.text, span))

    def follow(self, path: Path) -> None:
        """Tint the value at the path of what is edited in the forms now; () for nothing."""
        self._edited_path, self._is_new_path = path, True
        self._tint()

    def _tint(self) -> None:
        """Tint what is edited, once the editor has the text that the forms have."""
        text = self._document.draft.text
        if self._shown is not text or self.editor.loading:
            return
        path, is_new = self._edited_path, self._is_new_path
        if self._document.fault or self._document.draft.heavy:
            return  # the tinted lines move with the text until it can be read again
        span = spans_in(self._document, [path]).get(path) if path else None
        lines = self.editor.document().blockCount()
        self.editor.tint(None if span is None or lines == 1 else shown_span(text, span))
        self._is_new_path = False
        if is_new and self.isVisible() and not self.editor.hasFocus():
            self.editor.show_tinted()

    def fold_events(self) -> None:
        """Fold each event to one line."""
        offsets = self._document.event_offsets()
        starts = offsets.starts if offsets else []
        self.editor.folding.fold_at(shown_places(self._document.draft.text, starts))

    def format_text(self) -> None:
        """Format the text; only white space changes."""
        self._document.change_text_in_background(pretty, "Format JSON")

    def path_at_caret(self) -> Path:
        """The path of the value at the caret; () if the text is not JSON."""
        draft = self._document.draft
        if draft.heavy or draft.reading.fault:
            return ()
        caret = self.editor.place_of(self.editor.textCursor().position())
        return path_at(draft.text, draft_place(draft.text, caret))

    def _fault_place(self, fault: SyntaxFault) -> int:
        """The place of a fault in the editor's text."""
        return shown_span(self._document.draft.text, (fault.offset, fault.offset))[0]

    def _edited(self, text: str) -> None:
        self._document.write(text)
