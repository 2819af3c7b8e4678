"""Sentences below the results, each perhaps with an action."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens


class NoteAction(NamedTuple):
    """What a note offers."""

    name: str
    tip: str
    run: Callable[[], object]


Note = tuple[str, NoteAction | None]
"""A sentence, and perhaps an action."""


class Notes(QWidget):
    """What was not counted or is not known, a sentence each, with its action."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(12), px(12), px(12))
        self._column.setSpacing(px(8))
        self._rows: list[QWidget] = []
        self.texts: list[str] = []
        self.buttons: list[QPushButton] = []

    def show_notes(self, notes: Sequence[Note]) -> None:
        focused = [button.hasFocus() for button in self.buttons]
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.buttons = []
        self._rows = [self._row(*note) for note in notes]
        self.texts = [text for text, _ in notes]
        if any(focused) and self.buttons:  # the button that was pressed is replaced
            self.buttons[min(focused.index(True), len(self.buttons) - 1)].setFocus()

    def _row(self, text: str, action: NoteAction | None) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(IconLabel("info", side=tokens().size.icon_small, parent=row), 0, top)
        label = sentence_label(row)
        label.setText(visible(text))
        set_look(label, role="muted")
        line.addWidget(label, 1)
        if action:
            button = LinkButton(action.name, row)
            button.setToolTip(action.tip)
            button.clicked.connect(lambda _checked: action.run())
            line.addWidget(button, 0, top)
            self.buttons.append(button)
        self._column.addWidget(row)
        return row
