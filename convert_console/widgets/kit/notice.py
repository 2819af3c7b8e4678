"""A strip with a sentence under a pane; it is gone when there is nothing to say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from convert_console.core.text import visible
from convert_console.widgets.theme.theme import Tone, px, set_look


class Notice(QWidget):
    """A tinted strip in a tone; the sentence can be selected and copied."""

    def __init__(self, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_tone(tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.addWidget(self.label, 1)
        self.hide()

    def set_tone(self, tone: Tone) -> None:
        """Say the next sentence in another tone."""
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)

    def set_text(self, text: str) -> None:
        """Say a sentence; "" hides the strip."""
        text = visible(text)
        if self.label.text() != text:
            self.label.setText(text)
        self.setVisible(bool(text))
