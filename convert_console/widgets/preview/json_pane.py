"""The request as JSON: what the forms show, in full, and editable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.protocol.edits import path_at, span_of, spans_of
from convert_console.protocol.layout import pretty
from convert_console.widgets.kit.code_view import CodeView
from convert_console.widgets.kit.marks import Mark
from convert_console.widgets.kit.replace_span import python_place
from convert_console.widgets.preview.find_bar import FindBar
from convert_console.widgets.preview.notice import Notice
from convert_console.widgets.severity import TONES

if TYPE_CHECKING:
    from convert_console.models.document import RequestDocument
    from convert_console.models.problems import Problems
    from convert_console.protocol.payload import Path

MARKS_SHOWN = 500
"""Problems that are underlined; a thousand broken events need no more."""


class JsonPane(QWidget):
    """The text itself. The caret stays where it is, whoever changes the text."""

    def __init__(
        self, document: RequestDocument, problems: Problems, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._problems = problems
        self.editor = CodeView(self)
        self.editor.setAccessibleName("Request as JSON")
        self.editor.edited.connect(self._edited)
        self.find_bar = FindBar(self.editor, self)
        self._fault = Notice("error", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.editor, 1)
        column.addWidget(self._fault)
        self.setFocusProxy(self.editor)

    def refresh(self) -> None:
        """Show the draft's text, and where it cannot be read."""
        draft = self._document.draft
        self.editor.set_text_minimal(draft.text)
        fault = draft.reading.fault
        if fault:
            self.editor.set_error_line(fault.line, fault.sentence)
        self._fault.set_text(
            f"Line {fault.line}, column {fault.column}: {fault.sentence}. "
            "POST can send it as it stands; GET and the forms wait until it is mended."
            if fault
            else ""
        )

    def refresh_problems(self) -> None:
        """Underline what the linter speaks of."""
        draft = self._document.draft
        if draft.reading.fault:
            return
        found = [problem for problem in self._problems.all if problem.path][:MARKS_SHOWN]
        spans = spans_of(draft.text, [problem.path for problem in found])
        self.editor.set_marks(
            [
                Mark(*spans[problem.path], TONES[problem.severity], problem.sentence)
                for problem in found
                if problem.path in spans
            ]
        )

    def go_to(self, path: Path) -> None:
        """Select the value at a place."""
        span = (
            None if self._document.draft.reading.fault else span_of(self._document.draft.text, path)
        )
        if span is not None:
            self.editor.go_to(*span)

    def lay_out_anew(self) -> None:
        """Format the text; no character but white space changes."""
        self._document.change_text(pretty, "Format JSON")

    def path_at_caret(self) -> Path:
        """The place of the value at the caret; the top while the text cannot be read."""
        draft = self._document.draft
        if draft.reading.fault:
            return ()
        caret = python_place(self.editor.text(), self.editor.textCursor().position())
        return path_at(draft.text, caret)

    def _edited(self, text: str) -> None:
        self._document.write(text)
