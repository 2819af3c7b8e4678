"""A coloured bar with a sentence, and perhaps an action and a close button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QToolButton, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, px, set_look


class MessageBar(QWidget):
    """Hidden while it has no text.

    Signals:
        acted: the action was pressed.
        closed: the close button was pressed.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self, tone: Tone, parent: QWidget | None = None, *, closable: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = sentence_label(self)
        self.set_tone(tone)
        self.action = LinkButton("", self)
        self.action.clicked.connect(self.acted)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(12), px(6), px(8), px(6))
        self._row.setSpacing(px(8))
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.action)
        if closable:
            self._row.addWidget(self._close_button())
        self.set_text("")

    def set_tone(self, tone: Tone) -> None:
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)

    def set_text(self, text: str, action: str = "") -> None:
        """Show a text, with an action if it has a name; an empty text hides the bar."""
        text = visible(text)
        if self.label.text() != text:
            self.label.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(text))

    def add_button(self, button: QAbstractButton) -> None:
        """Add a button behind the text."""
        self._row.insertWidget(self._row.indexOf(self.action), button)

    def _close_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon("x"))
        button.setAccessibleName("Close this message")
        button.setToolTip("Close this message")
        button.clicked.connect(self._close)
        return button

    def _close(self) -> None:
        self.hide()
        self.closed.emit()


def sentence_label(parent: QWidget) -> QLabel:
    """A label for a sentence: plain text that wraps and can be selected and copied."""
    label = QLabel(parent, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
