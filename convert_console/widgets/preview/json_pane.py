"""The request as JSON: what the forms show, in full, and editable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.models.document import spans_in
from convert_console.protocol.edits import path_at
from convert_console.protocol.layout import pretty
from convert_console.widgets.kit.code_view import CodeView
from convert_console.widgets.kit.marks import faulty_span
from convert_console.widgets.kit.replace_span import python_place
from convert_console.widgets.preview.find_bar import FindBar
from convert_console.widgets.preview.json_marks import JsonMarks, draft_place, shown_span
from convert_console.widgets.preview.notice import Notice

if TYPE_CHECKING:
    from convert_console.models.document import RequestDocument
    from convert_console.models.problems import Problems
    from convert_console.protocol.payload import Path, SyntaxFault


class JsonPane(QWidget):
    """The text itself. The caret stays where it is, whoever changes the text."""

    def __init__(
        self, document: RequestDocument, problems: Problems, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self.editor = CodeView(self)
        self.editor.setAccessibleName("Request as JSON")
        self.editor.edited.connect(self._edited)
        self.marks = JsonMarks(self.editor, document, problems)
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
            self.editor.set_fault(self._shown(fault), fault.sentence)
        self.marks.follow()
        self._fault.set_text(
            f"Line {fault.line}, column {fault.column}: {fault.sentence}. "
            "POST can send it as it stands; GET and the forms wait until it is mended."
            if fault
            else ""
        )

    def go_to(self, path: Path) -> None:
        """Select the value at a place; of a text that cannot be read, what is wrong in it."""
        fault = self._document.draft.reading.fault
        if fault:
            self.editor.go_to(*faulty_span(self.editor.text(), self._shown(fault)))
            return
        span = spans_in(self._document, [path]).get(path)
        if span is not None:
            self.editor.go_to(*shown_span(self._document.draft.text, span))

    def fold_events(self) -> None:
        """Leave one line of each event."""
        text, blocks, line, since = self._document.draft.text, [], 0, 0
        places = self._document.event_places()
        for start in places.starts if places else ():
            line += text.count("\n", since, start)
            since = start
            blocks.append(self.editor.document().findBlockByNumber(line))
        self.editor.folding.fold(*blocks)

    def lay_out_anew(self) -> None:
        """Format the text; no character but white space changes."""
        self._document.change_text(pretty, "Format JSON")

    def path_at_caret(self) -> Path:
        """The place of the value at the caret; the top while the text cannot be read."""
        draft = self._document.draft
        if draft.reading.fault:
            return ()
        caret = python_place(self.editor.text(), self.editor.textCursor().position())
        return path_at(draft.text, draft_place(draft.text, caret))

    def _shown(self, fault: SyntaxFault) -> int:
        """Where the editor has the place of a fault."""
        return shown_span(self._document.draft.text, (fault.offset, fault.offset))[0]

    def _edited(self, text: str) -> None:
        self._document.write(text)
