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

Marks: TypeAlias = dict[tuple[str | int | None, ...], tuple[Tone, str]]
"""Tone and sentence for a list's key and an id's place in it; for the whole list, `None`."""

SHOWN = 60
"""Characters of a text that a field names without showing it."""

LENGTH_SHOWN = 32_767
"""Characters a QLineEdit holds; it cuts more off silently."""

Reading = Callable[[Payload, str], Payload]
"""Makes a value of the value before and the typed text."""


class Field(QWidget):
    """Shows one value; a value it cannot show is named and left alone.

    Signals:
        edited(object): the person made it this value.
        cleared: the person emptied it; the key goes.
        left: the person is done typing.
    """

    edited = Signal(object)
    cleared = Signal()
    left = Signal()

    def set_value(self, value: Payload) -> None:
        """Show a value; what already stands there is not touched."""
        raise NotImplementedError


def is_plain(value: Payload) -> bool:
    """Whether a text field can hold a value."""
    return value is None or isinstance(value, str | Number)


def is_short(value: Payload) -> bool:
    """Whether a line can hold a plain value; true of what is no text."""
    return not isinstance(value, str) or len(value) <= LENGTH_SHOWN


def elsewhere(value: Payload) -> str:
    """What a field says of a value it cannot show; a long text by its beginning, and one that
    fills no line by its size.
    """
    if isinstance(value, str) and not is_short(value):
        size = len(value.encode("utf-8", "surrogatepass"))
        return f"{size_text(size)} of text – edit it in the JSON"
    words = " ".join(plain_text(value)[: SHOWN + 1].split())
    if len(words) > SHOWN:
        words = f"{words[:SHOWN]}…"
    return f"{words} – edit in JSON"


class Elsewhere(QLabel):
    """Stands in a field for a value that it cannot show; hidden while there is none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.hide()

    def say(self, text: str) -> None:
        """Say this; "" for nothing."""
        self.setText(text)
        self.setVisible(bool(text))


# Keeps the form of a value while it is typed: halfway, at the point, a number is none.

_NOTHING = object()


class TypingRun:
    """Reads each keystroke by the value that stood there before the first of them."""

    def __init__(self, read: Reading) -> None:
        self._read = read
        self._before: Payload = None
        self._shown: Payload = None
        self._made: object = _NOTHING

    def show(self, value: Payload) -> None:
        """The document says this now; what the typing itself made goes on."""
        self._shown = value
        if value != self._made:
            self._before, self._made = value, _NOTHING

    def read(self, text: str) -> Payload:
        """The value of what is typed so far."""
        self._made = made = self._read(self._before, text)
        return made

    def empty(self) -> None:
        """Everything was deleted; what is typed next takes its place."""
        self._made = None

    def end(self) -> None:
        """The person is done: the next typing goes by what stands there now."""
        self._before, self._made = self._shown, _NOTHING


# A line of text: ids, campaign, amount, count.


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
