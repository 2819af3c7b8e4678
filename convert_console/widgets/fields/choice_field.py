"""An editable choice: documented values first, then what only the SDK knows, then as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QWidget

from convert_console.core.request.event_summary import plain_text
from convert_console.core.request.field_values import like
from convert_console.widgets.fields.editable_combo import EditableCombo
from convert_console.widgets.fields.field import Field, Reading, elsewhere, is_plain, is_short
from convert_console.widgets.fields.typing_run import TypingRun

if TYPE_CHECKING:
    from convert_console.core.document.payload import Payload
    from convert_console.core.request.parameters import Choice


class ChoiceField(Field):
    """Offers values with their words; any other text is sent as typed."""

    def __init__(
        self, choices: tuple[Choice, ...], read: Reading = like, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._run = TypingRun(read)
        self.combo = EditableCombo(parent=self)
        for choice in choices:
            self.combo.addItem(choice_text(choice), choice.value)
        self.combo.setCurrentIndex(-1)
        self.combo.line.setPlaceholderText("not sent")
        completer = QCompleter(self.combo.model(), self.combo)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.combo.setCompleter(completer)
        self.combo.activated.connect(self._chosen)
        self.combo.line.textEdited.connect(self._typed)
        self.combo.line.editingFinished.connect(self._run.end)
        self.combo.line.editingFinished.connect(self.left)
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo)

    def set_value(self, value: Payload) -> None:
        self._run.show(value)
        line = self.combo.line
        fits = is_plain(value) and is_short(value)
        text = plain_text(value) if fits and value is not None else ""
        self.combo.setEnabled(fits)
        line.setPlaceholderText("not sent" if fits else elsewhere(value))
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

    def _chosen(self, index: int) -> None:
        self.edited.emit(self._run.read(str(self.combo.itemData(index))))
        self.left.emit()

    def _typed(self, text: str) -> None:
        if text:
            self.edited.emit(self._run.read(self._typed_value()))
        else:
            self._run.empty()
            self.cleared.emit()


def choice_text(choice: Choice) -> str:
    """A value with its words, as the list shows it."""
    origin = " (SDK only)" if choice.standing == "sdk" else ""
    return f"{choice.value} – {choice.label}{origin}"
