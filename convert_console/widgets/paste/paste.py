"""A line that takes anything people have at hand, with its line breaks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from convert_console.widgets.theme.theme import px

WIDTH, LEAST = 300, 90


class PasteLine(QLineEdit):
    """A QLineEdit would swallow line breaks; this hands a paste on whole and stays empty.

    Signals:
        given(str): the person pasted this, or typed it and pressed Enter.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("paste anything: cURL, URL, HAR, cookies, JSON …")
        self.setAccessibleName("Paste anything")
        self.setToolTip("What it is will be recognised (Ctrl+Shift+V pastes from anywhere)")
        self.returnPressed.connect(self._entered)

    def sizeHint(self) -> QSize:
        """As wide as its hint, where there is room."""
        hint = super().sizeHint()
        return QSize(px(WIDTH), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Room for its first word."""
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._give(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)

    def _entered(self) -> None:
        self._give(self.text())

    def _give(self, text: str) -> None:
        self.clear()
        if text.strip():
            self.given.emit(text)
