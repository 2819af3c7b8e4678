"""A list of known values over a line that takes any other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

_AWAY = Qt.FocusReason.ActiveWindowFocusReason
_LIST = Qt.FocusReason.PopupFocusReason


class EditableCombo(QComboBox):
    """What is typed is never added to the list and never completed behind the person's back."""

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
        """The line to type into, asked for anew. Qt made it, so what PySide knows of it can end
        before it does (see `kit.unclaimed`); using one that was kept then ends the program.
        """
        line = self.lineEdit()
        assert line is not None  # there is one as soon as the combo is editable
        return line

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the form past it changes nothing."""
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A long text that is left shows its beginning; the caret stays for who only looks away."""
        super().focusOutEvent(event)
        if event.reason() not in (_AWAY, _LIST):
            self.line.setCursorPosition(0)

    def show_item(self, place: int) -> None:
        """Show a value of the list, from its beginning."""
        self.setCurrentIndex(place)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)

    def show_text(self, text: str) -> None:
        """Show a text that is not in the list, from its beginning."""
        self.setCurrentIndex(-1)
        self.setEditText(text)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)
