"""The request as JSON: what the forms show, in full, and editable."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convert_console.models.document import RequestDocument
from convert_console.widgets.kit.code_view import CodeView
from convert_console.widgets.preview.notice import Notice


class JsonPane(QWidget):
    """The text itself. The caret stays where it is, whoever changes the text."""

    def __init__(self, document: RequestDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.editor = CodeView(self)
        self.editor.setAccessibleName("Request as JSON")
        self.editor.edited.connect(self._edited)
        self._fault = Notice("error", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor, 1)
        column.addWidget(self._fault)
        self.setFocusProxy(self.editor)

    def refresh(self) -> None:
        """Show the draft's text, and where it cannot be read."""
        draft = self._document.draft
        self.editor.set_text_minimal(draft.text)
        fault = draft.reading.fault
        self.editor.set_error_line(fault.line if fault else None)
        self._fault.set_text(
            f"Line {fault.line}, column {fault.column}: {fault.sentence}. "
            "POST can send it as it stands; GET and the forms wait until it is mended."
            if fault
            else ""
        )

    def _edited(self, text: str) -> None:
        self._document.write(text)
