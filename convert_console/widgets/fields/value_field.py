"""One value of any kind as a line of text, with its kind beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.field_values import (
    KINDS,
    Unreadable,
    ValueKind,
    is_within,
    kind_of,
    read_as,
    text_as,
)
from convert_console.widgets.fields.field import LENGTH_SHOWN, Field, elsewhere
from convert_console.widgets.theme.theme import px, set_look

WORDS = ("true", "false", "null")


class ValueField(Field):
    """What cannot be read as the chosen kind stays on screen and out of the request.

    Signals:
        doubted(str): why what stands here is not in the request; "" when it is.
    """

    doubted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Payload = None
        self._doubt = ""
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Value")
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self.left)
        set_look(self.line, mono=True)
        self.kind = KindCombo(self)
        self.kind.activated.connect(self._kind_chosen)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self.line, 1)
        row.addWidget(self.kind)

    @property
    def doubt(self) -> str:
        """Why what stands here is not in the request; "" when it is."""
        return self._doubt

    def set_value(self, value: Payload) -> None:
        """Show a value; what says it already, or is still being typed, stays."""
        if self._doubt and value == self._value:
            return
        if not self._says(value):
            self.show_value(value)
        self._value = value
        self._set_doubt("")

    def show_value(self, value: Payload) -> None:
        """Show a value afresh, and forget what was typed."""
        self._value = value
        self._set_doubt("")
        kind = kind_of(value)
        self.kind.setCurrentText(kind)
        self._show(kind, value)

    def _says(self, value: Payload) -> bool:
        if self.line.isReadOnly():
            return False
        try:
            said = read_as(self._kind, self.line.text())
        except Unreadable:
            return False
        return said == value

    @property
    def _kind(self) -> ValueKind:
        return KINDS[self.kind.currentIndex()]

    def _show(self, kind: ValueKind, value: Payload) -> None:
        text = text_as(kind, value) if is_within(value, LENGTH_SHOWN) else None
        fits = text is not None and len(text) <= LENGTH_SHOWN
        self.line.setReadOnly(not fits)
        self.line.setEnabled(kind not in WORDS)
        self.line.setPlaceholderText("empty text" if fits else elsewhere(self._value))
        said = text if text is not None and fits else ""
        if self.line.text() != said:
            self.line.setText(said)
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        try:
            value = read_as(self._kind, text)
        except Unreadable as why:
            self._set_doubt(f"Not in the request yet. {why}")
            return
        self._set_doubt("")
        self.edited.emit(value)

    def _kind_chosen(self) -> None:
        """The same characters as another kind: a step of its own."""
        self.left.emit()
        kind = self._kind
        self._show(kind, self._value)
        if not self.line.isReadOnly():
            self._typed(self.line.text())
        self.left.emit()

    def _set_doubt(self, doubt: str) -> None:
        if doubt != self._doubt:
            self._doubt = doubt
            self.doubted.emit(doubt)


class KindCombo(QComboBox):
    """The kinds of values; scrolling the form past it changes nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Type")
        self.addItems(KINDS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
