"""The field for a choice of known values, which takes any other text too."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.field_values import like
from convert_console.core.request.parameters import COUNTRIES, Choice
from convert_console.core.text import plain_text
from convert_console.widgets.fields.field import (
    Field,
    Reader,
    TypingSession,
    is_plain,
    is_short,
    unsupported_text,
)

_TEMPORARY_REASONS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class EditableCombo(QComboBox):
    """A line with a list of known values. Typed text is not added to the list."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.line.setCompleter(None)  # type: ignore[arg-type]  # Qt's way to have none

    @property
    def line(self) -> QLineEdit:
        """The line edit."""
        # Not kept: Qt created it, so PySide may drop its wrapper (see `kit.keep_parent`), and
        # using a dropped one ends the program.
        line = self.lineEdit()
        assert line is not None  # there is one as soon as the combo is editable
        return line

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the form: it must not change the value."""
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Shows the beginning of a long text once the user leaves the field (not the window)."""
        super().focusOutEvent(event)
        if event.reason() not in _TEMPORARY_REASONS:
            self.line.setCursorPosition(0)

    def show_item(self, index: int) -> None:
        """Show a value of the list, from its beginning."""
        self.setCurrentIndex(index)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)

    def show_text(self, text: str) -> None:
        """Show a text that is not in the list, from its beginning."""
        self.setCurrentIndex(-1)
        self.setEditText(text)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)


class ChoiceField(Field):
    """Offers values with their meanings; any other text is sent as it is typed."""

    def __init__(
        self, choices: tuple[Choice, ...], read: Reader = like, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._typing = TypingSession(read)
        self.combo = EditableCombo(parent=self)
        for choice in choices:
            self.combo.addItem(choice_text(choice), choice.value)
        self.combo.setCurrentIndex(-1)
        self.combo.line.setPlaceholderText("not sent")
        completer = QCompleter(self.combo.model(), self.combo)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.combo.setCompleter(completer)
        self.combo.activated.connect(self._choose)
        self.combo.line.textEdited.connect(self._typed)
        self.combo.line.editingFinished.connect(self._typing.end)
        self.combo.line.editingFinished.connect(self.left)
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)

    def set_value(self, value: Payload) -> None:
        self._typing.show(value)
        line = self.combo.line
        fits = is_plain(value) and is_short(value)
        text = plain_text(value) if fits and value is not None else ""
        self.combo.setEnabled(fits)
        line.setPlaceholderText("not sent" if fits else unsupported_text(value))
        if self._typed_value() != text:
            index = self.combo.findData(text)
            if index < 0:
                self.combo.show_text(text)
            else:
                self.combo.show_item(index)

    def _typed_value(self) -> str:
        text = self.combo.currentText()
        index = self.combo.findText(text)
        return str(self.combo.itemData(index)) if index >= 0 else text

    def _choose(self, index: int) -> None:
        self.edited.emit(self._typing.read(str(self.combo.itemData(index))))
        self.left.emit()

    def _typed(self, text: str) -> None:
        if text:
            self.edited.emit(self._typing.read(self._typed_value()))
        else:
            self._typing.empty()
            self.cleared.emit()


def choice_text(choice: Choice) -> str:
    """A value with its meaning, as in the list."""
    origin = " (SDK only)" if choice.evidence == "sdk" else ""
    return f"{choice.value} – {choice.label}{origin}"


class CountryField(ChoiceField):
    """Offers the countries of ISO 3166-1; each is found by a part of its code or English name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        named = sorted((country_name(code), code) for code in COUNTRIES)
        super().__init__(tuple(Choice(code, name) for name, code in named), parent=parent)
        self.combo.setMaxVisibleItems(12)


def country_name(code: str) -> str:
    """The English name of a country, from Qt.

    >>> country_name("RO")
    'Romania'
    """
    return QLocale.territoryToString(QLocale.codeToTerritory(code))
