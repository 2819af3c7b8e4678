"""A line of text: ids, campaign, amount, count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from convert_console.core.request.event_summary import plain_text
from convert_console.core.request.field_values import like
from convert_console.widgets.fields.field import Field, Reading, elsewhere, is_plain, is_short
from convert_console.widgets.fields.typing_run import TypingRun

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload


class TextField(Field):
    """One line; `read` makes a value of the typed text and the value before.

    `may_be_empty` is for keys where "" is a value of its own.
    """

    def __init__(
        self,
        placeholder: str = "",
        read: Reading = like,
        *,
        may_be_empty: bool = False,
        mono: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = TypingRun(read)
        self._may_be_empty = may_be_empty
        self._placeholder = placeholder
        self.line = QLineEdit(self)
        self.line.setProperty("mono", mono)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._run.end)
        self.line.editingFinished.connect(self.left)
        self.setFocusProxy(self.line)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.line)

    def set_value(self, value: Payload) -> None:
        self._run.show(value)
        text = plain_text(value) if value is not None and is_plain(value) else ""
        fits = is_plain(value) and is_short(value) and "\n" not in text
        if self.line.isReadOnly() == fits:
            self.line.setReadOnly(not fits)
        hint = self._hint(value) if fits else elsewhere(value)
        if self.line.placeholderText() != hint:
            self.line.setPlaceholderText(hint)
        if self.line.text() != (text if fits else ""):
            self.line.setText(text if fits else "")
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)

    def _hint(self, value: Payload) -> str:
        return "empty text" if value == "" else self._placeholder

    def _typed(self, text: str) -> None:
        if text or self._may_be_empty:
            self.edited.emit(self._run.read(text))
        else:
            self._run.empty()
            self.cleared.emit()
