"""The field at the end of a list of chips, where the next ids are typed or pasted."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from convert_console.widgets.theme.theme import set_look

_PASTED = re.compile(r"[\s,;]+")
_TYPED = re.compile(r"[,;\n]+")


def parts_of(text: str, *, pasted: bool) -> list[str]:
    """The ids in a text; a blank parts them in a pasted one only, for an id may hold one.

    >>> parts_of(" 1, 2;3 ", pasted=True)
    ['1', '2', '3']
    """
    stripped = (part.strip() for part in (_PASTED if pasted else _TYPED).split(text))
    return [part.strip("\"'[]") if pasted else part for part in stripped if part]


class ChipInput(QLineEdit):
    """Enter, a comma or leaving the field gives what was typed.

    Signals:
        given(list): the person typed or pasted these ids.
        backed: Backspace or the left arrow where nothing is left of the caret; `True` to delete.
    """

    given = Signal(list)
    backed = Signal(bool)

    def __init__(self, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        set_look(self, bare=True)
        self.textEdited.connect(self._typed)

    def give(self) -> None:
        """Hand on what stands here, if anything does."""
        parts = parts_of(self.text(), pasted=False)
        self.clear()
        if parts:
            self.given.emit(parts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_start = self.cursorPosition() == 0 and not self.hasSelectedText()
        if event.matches(QKeySequence.StandardKey.Paste) and self._paste_several():
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text():
            self.give()
        elif at_start and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Left):
            self.backed.emit(event.key() == Qt.Key.Key_Backspace)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row()
        # A list of suggestions takes the focus too, and the person is not done then.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.give()

    def _repaint_row(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()

    def _typed(self, text: str) -> None:
        if _TYPED.search(text):
            self.give()

    def _paste_several(self) -> bool:
        parts = parts_of(QGuiApplication.clipboard().text(), pasted=True)
        if len(parts) < 2:
            return False
        self.clear()
        self.given.emit(parts)
        return True
