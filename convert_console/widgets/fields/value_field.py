"""One value of any type as a line of text, with a choice of the type."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
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
from convert_console.widgets.fields.field import (
    LINE_EDIT_LENGTH,
    Field,
    unsupported_text,
)
from convert_console.widgets.kit.input_rules import OWN_UNDO
from convert_console.widgets.kit.texts import take_any_length, without_line_ends
from convert_console.widgets.theme.theme import px, set_look

FIXED_KINDS = ("true", "false", "null")


class ValueField(Field):
    """A text that cannot be read as the chosen type stays in the field and is not in the request.
    Ctrl+Z takes it back first, since it is no step of the document's history.

    Signals:
        error_changed(str): why the text is not in the request; "" when it is.
    """

    error_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Payload = None
        self._error = ""
        self.line = ValueLine(self)
        take_any_length(self.line)
        self.line.setAccessibleName("Value")
        self.line.textEdited.connect(self._typed)
        self.line.taken_back.connect(self._take_back)
        self.line.editingFinished.connect(self.left)
        set_look(self.line, mono=True)
        self.kind = KindCombo(self)
        self.kind.activated.connect(self._change_kind)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(self.line, 1)
        row.addWidget(self.kind)

    @property
    def error(self) -> str:
        """Why the text is not in the request; "" when it is."""
        return self._error

    def set_value(self, value: Payload) -> None:
        """Show a value, unless the text already means it or cannot be read yet."""
        if self._error and value == self._value:
            return
        if not self._text_means(value):
            self.show_value(value)
        self._value = value
        self._set_error("")

    def show_value(self, value: Payload) -> None:
        """Show a value in place of the typed text."""
        self._value = value
        self._set_error("")
        kind = kind_of(value)
        self.kind.setCurrentText(kind)
        self._show(kind, value)

    def _text_means(self, value: Payload) -> bool:
        if self.line.isReadOnly():
            return False
        try:
            return bool(read_as(self._kind, self.line.text()) == value)
        except Unreadable:
            return False

    @property
    def _kind(self) -> ValueKind:
        return KINDS[self.kind.currentIndex()]

    def _show(self, kind: ValueKind, value: Payload) -> None:
        text = text_as(kind, value) if is_within(value, LINE_EDIT_LENGTH) else None
        fits = text is not None and len(text) <= LINE_EDIT_LENGTH
        self.line.setReadOnly(not fits)
        self.line.setEnabled(kind not in FIXED_KINDS)
        self.line.setPlaceholderText("empty text" if fits else unsupported_text(self._value))
        line_text = text if text is not None and fits else ""
        if self.line.text() != line_text:
            self.line.setText(line_text)
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)

    def _typed(self) -> None:
        text = without_line_ends(self.line)
        try:
            value = read_as(self._kind, text)
        except Unreadable as why:
            self._set_error(f"Not in the request yet. {why}")
            return
        self._set_error("")
        self.edited.emit(value)

    def _take_back(self) -> None:
        """Drop the text that is not in the request."""
        self.show_value(self._value)

    def _change_kind(self) -> None:
        """Read the same text as another type, as a separate undo step."""
        self.left.emit()
        kind = self._kind
        self._show(kind, self._value)
        if not self.line.isReadOnly():
            self._typed()
        self.left.emit()

    def _set_error(self, error: str) -> None:
        if error != self._error:
            self._error = error
            self.line.setProperty(OWN_UNDO, bool(error))
            self.error_changed.emit(error)


class ValueLine(QLineEdit):
    """A line of text that may be outside of the document, as its property `OWN_UNDO` says.

    Signals:
        taken_back: the user wants to undo, while it is.
    """

    taken_back = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.property(OWN_UNDO) and event.matches(QKeySequence.StandardKey.Undo):
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)


class KindCombo(QComboBox):
    """The types of values. The wheel scrolls the form and never changes the type."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Type")
        self.addItems(KINDS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
