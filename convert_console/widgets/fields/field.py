"""The base class of form fields, and the field for a line of text."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from convert_console.core.document.incremental import change_between
from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import like
from convert_console.core.text import plain_text, size_text
from convert_console.widgets.kit.texts import take_any_length, without_line_ends
from convert_console.widgets.theme.theme import Tone

IdMarks: TypeAlias = dict[tuple[str | int | None, ...], tuple[Tone, str]]
"""Tone and sentence by the key of a list and the position in it, `None` for the whole list."""

QUOTED_LENGTH = 60
"""Characters that are quoted of a value that a field cannot edit."""

LINE_EDIT_LENGTH = 32_767
"""Characters up to which a text is edited in a line."""


Reader = Callable[[Payload, str], Payload]
"""Gives the value for a typed text, from the value before it and the text."""


class Field(QWidget):
    """Shows one value. A value that it cannot edit is quoted and left as it is.

    Signals:
        edited(object): the user changed the value to this one.
        cleared: the user emptied the field, which removes the key.
        left: the user finished typing.
    """

    edited = Signal(object)
    cleared = Signal()
    left = Signal()

    below: QWidget | None = None
    """What is shown under the field, in its row."""

    def set_value(self, value: Payload) -> None:
        """Show a value; if it is shown already, the caret stays where it is."""
        raise NotImplementedError


def sentence_case(text: str) -> str:
    """A text with an upper-case letter at its start: `sentence_case("iPad")` stays "iPad"."""
    return text if text[1:2].isupper() else f"{text[:1].upper()}{text[1:]}"


def is_plain(value: Payload) -> bool:
    """Whether a text field can hold a value."""
    return value is None or isinstance(value, str | Number)


def is_short(value: Payload) -> bool:
    """Whether a value is not a text that is too long for a line edit."""
    return not isinstance(value, str) or len(value) <= LINE_EDIT_LENGTH


def unsupported_text(value: Payload) -> str:
    """What a field shows for a value it cannot edit: its beginning, or the size of a huge text."""
    if isinstance(value, str) and not is_short(value):
        size = len(value.encode("utf-8", "surrogatepass"))
        return f"{size_text(size)} of text – edit it in the JSON"
    quote = " ".join(plain_text(value)[: QUOTED_LENGTH + 1].split())
    if len(quote) > QUOTED_LENGTH:
        quote = f"{quote[:QUOTED_LENGTH]}…"
    return f"{quote} – edit in JSON"


class UnsupportedValueLabel(QLabel):
    """Shown in place of a value that its field cannot edit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "muted")
        self.hide()

    def show_text(self, text: str) -> None:
        """Show a text; "" hides the label."""
        self.setText(text)
        self.setVisible(bool(text))


_NO_VALUE = object()


class TypingSession:
    """Keeps the type of a value, number or text, while it is typed. Each keystroke is read with the
    value from before the first one, since "1." on the way to "1.5" is not a number.
    """

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._before: Payload = None
        self._shown: Payload = None
        self._typed_value: object = _NO_VALUE

    def show(self, value: Payload) -> None:
        """Note what the document holds now. A value other than the typed one ends the typing."""
        self._shown = value
        if value != self._typed_value:
            self._before, self._typed_value = value, _NO_VALUE

    def read(self, text: str) -> Payload:
        """The value for the text that is typed so far."""
        value = self._read(self._before, text)
        self._typed_value = value
        return value

    def empty(self) -> None:
        """Note that the whole text was deleted, which does not end the typing."""
        self._typed_value = None

    def end(self) -> None:
        """End the typing: the next keystroke is read with the current value."""
        self._before, self._typed_value = self._shown, _NO_VALUE


class TextField(Field):
    """One line, for ids, campaign, amount and count.

    `may_be_empty` is for keys where "" is a value and does not remove the key.
    """

    def __init__(
        self,
        placeholder: str = "",
        read: Reader = like,
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
        take_any_length(self.line)
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
        placeholder = self._placeholder_for(value) if fits else unsupported_text(value)
        if self.line.placeholderText() != placeholder:
            self.line.setPlaceholderText(placeholder)
        if self.line.text() != (text if fits else ""):
            self._show_text(text if fits else "")

    def _show_text(self, text: str) -> None:
        """Show a text from its beginning; while it is edited, the caret goes where it changed."""
        change = change_between(self.line.text(), text)
        self.line.setText(text)
        before_caret = text[: change.start + len(change.inserted)] if self.line.hasFocus() else ""
        # Qt counts characters beyond U+FFFF twice.
        place = len(before_caret.encode("utf-16-le", "surrogatepass")) // 2
        self.line.setCursorPosition(place)

    def _placeholder_for(self, value: Payload) -> str:
        return "empty text" if value == "" else self._placeholder

    def _typed(self) -> None:
        text = without_line_ends(self.line)
        if text or self._may_be_empty:
            self.edited.emit(self._typing.read(text))
        else:
            self._typing.empty()
            self.cleared.emit()
