"""What every form field has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import like
from convert_console.core.text import plain_text, size_text
from convert_console.widgets.theme.theme import Tone

IdMarks: TypeAlias = dict[tuple[str | int | None, ...], tuple[Tone, str]]
"""Tone and sentence by the key of a list and the position in it, `None` for the whole list."""

SHOWN = 60
"""Characters of an unsupported value that its label quotes."""

LENGTH_SHOWN = 32_767
"""Characters a QLineEdit holds; it cuts more off silently."""

Reading = Callable[[Payload, str], Payload]
"""The value for a typed text, given the value before."""


class Field(QWidget):
    """Shows one value; a value it cannot show is quoted and not touched.

    Signals:
        edited(object): the person made it this value.
        cleared: the person emptied it; the key is removed.
        left: the person is done typing.
    """

    edited = Signal(object)
    cleared = Signal()
    left = Signal()

    def set_value(self, value: Payload) -> None:
        """Show a value. If it is shown already, nothing changes, so that the caret stays."""
        raise NotImplementedError


def is_plain(value: Payload) -> bool:
    """Whether a text field can hold a value."""
    return value is None or isinstance(value, str | Number)


def is_short(value: Payload) -> bool:
    """Whether a line edit can hold a value; true of everything but long text."""
    return not isinstance(value, str) or len(value) <= LENGTH_SHOWN


def unsupported_text(value: Payload) -> str:
    """What a field shows for a value it cannot edit: its beginning, or the size of a huge text."""
    if isinstance(value, str) and not is_short(value):
        size = len(value.encode("utf-8", "surrogatepass"))
        return f"{size_text(size)} of text – edit it in the JSON"
    words = " ".join(plain_text(value)[: SHOWN + 1].split())
    if len(words) > SHOWN:
        words = f"{words[:SHOWN]}…"
    return f"{words} – edit in JSON"


class UnsupportedValueLabel(QLabel):
    """Takes the place of a value that its field cannot edit; hidden while there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.hide()

    def show_text(self, text: str) -> None:
        """Show this; "" hides the label."""
        self.setText(text)
        self.setVisible(bool(text))


_NOTHING = object()


class TypingSession:
    """Keeps number or text as the type while a value is typed: each keystroke is read by the value
    before the first, since "1." on the way to "1.5" is no number.
    """

    def __init__(self, read: Reading) -> None:
        self._read = read
        self._before: Payload = None
        self._shown: Payload = None
        self._made: object = _NOTHING

    def show(self, value: Payload) -> None:
        """The document holds this now; a value that the typing made does not end it."""
        self._shown = value
        if value != self._made:
            self._before, self._made = value, _NOTHING

    def read(self, text: str) -> Payload:
        """The value of what is typed so far."""
        self._made = made = self._read(self._before, text)
        return made

    def empty(self) -> None:
        """Everything was deleted; what is typed next replaces it."""
        self._made = None

    def end(self) -> None:
        """The person is done: the next typing is read by the current value."""
        self._before, self._made = self._shown, _NOTHING


class TextField(Field):
    """One line, for ids, campaign, amount and count.

    `may_be_empty` is for keys where "" is a value and does not remove the key.
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
        self._typing = TypingSession(read)
        self._may_be_empty = may_be_empty
        self._placeholder = placeholder
        self.line = QLineEdit(self)
        self.line.setProperty("mono", mono)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._typing.end)
        self.line.editingFinished.connect(self.left)
        self.setFocusProxy(self.line)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.line)

    def set_value(self, value: Payload) -> None:
        self._typing.show(value)
        text = plain_text(value) if value is not None and is_plain(value) else ""
        fits = is_plain(value) and is_short(value) and "\n" not in text
        if self.line.isReadOnly() == fits:
            self.line.setReadOnly(not fits)
        hint = self._hint(value) if fits else unsupported_text(value)
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
            self.edited.emit(self._typing.read(text))
        else:
            self._typing.empty()
            self.cleared.emit()
