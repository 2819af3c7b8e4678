"""The page for editing the request as JSON."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.core.document.edits import path_at
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import Path, SyntaxFault
from convert_console.core.text import size_text
from convert_console.models.document.document import RequestDocument, spans_in
from convert_console.models.linting.problems import Problems
from convert_console.widgets.editor.code_marks import CodeView, faulty_span
from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.preview.find_bar import FindBar
from convert_console.widgets.preview.json_marks import (
    JsonMarks,
    draft_place,
    shown_places,
    shown_span,
)

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
