"""A line of text with buttons at its right end, the first of which empties it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px


class EndedLine(QLineEdit):
    """Qt's own buttons in a line stay 16 pixels wide at every zoom; these follow it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, px(4), 0)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self.cross = self.add_end("x", "Clear", self._empty)
        self.cross.hide()
        self.textChanged.connect(self._offer_cross)

    def add_end(self, sign: str, name: str, then: Callable[[], None]) -> QToolButton:
        """Add a button behind the others; as Qt's own, it is for the mouse and takes no focus."""
        button = QToolButton(self)
        button.setIcon(icon(sign))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(then)
        self._row.addWidget(button)
        button.show()  # a child that comes after its parent is hidden until told
        self._make_room()
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._make_room()

    def _offer_cross(self, text: str) -> None:
        if self.cross.isHidden() is bool(text):
            self.cross.setVisible(bool(text))
            self._make_room()

    def _make_room(self) -> None:
        """Keep the text clear of the buttons."""
        ends = self.findChildren(QToolButton)
        width = sum(end.sizeHint().width() for end in ends if not end.isHidden())
        self.setTextMargins(0, 0, width, 0)

    def _empty(self) -> None:
        """As if the person had deleted it: `textEdited` follows `textChanged`."""
        self.clear()
        self.textEdited.emit("")
