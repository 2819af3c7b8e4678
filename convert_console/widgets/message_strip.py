"""Says once what could not be done, or what should be known, until the person goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from convert_console.widgets.icons import icon
from convert_console.widgets.theme import px, set_look


class MessageStrip(QWidget):
    """A strip under the top row with one sentence and a cross that closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(self)
        close.setIcon(icon("x"))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.addWidget(self.label, 1)
        row.addWidget(close)
        self._pinned = ""
        self.hide()

    def pin(self, sentence: str) -> None:
        """Say what no later sentence may displace, until the strip is hidden."""
        self._pinned = sentence
        self._put("", "error")

    def say(self, sentence: str) -> None:
        """Say what could not be done, in place of the sentence before."""
        self._put(sentence, "error")

    def tell(self, sentence: str) -> None:
        """Say what was done and should be known."""
        self._put(sentence, "info")

    def _put(self, sentence: str, tone: str) -> None:
        tone = "error" if self._pinned else tone
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)
        self.label.setText("\n".join(filter(None, (self._pinned, sentence))))
        self.show()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # which it is when the window is only minimised
            self._pinned = ""
        super().hideEvent(event)
