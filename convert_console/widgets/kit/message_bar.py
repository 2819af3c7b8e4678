"""A coloured bar with a sentence and perhaps an action, and what screen readers speak."""

from PySide6 import QtGui
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import Tone, px, set_look

# Lets screen readers speak what appears without taking the focus.


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let a screen reader speak a text that a widget shows; "" says nothing. What is `urgent`
    interrupts what is being spoken.
    """
    # By attribute: importing these names takes longer, and without a screen reader they are unused.
    if not text or not QtGui.QAccessible.isActive():
        return
    spoken = QtGui.QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        spoken.setPoliteness(QtGui.QAccessible.AnnouncementPoliteness.Assertive)
    QtGui.QAccessible.updateAccessibility(spoken)


class MessageBar(QWidget):
    """Hidden while it has no text. One that `can_close` has a cross at its end.

    Signals:
        acted: the action was pressed.
        closed: the cross was pressed.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        tone: Tone,
        parent: QWidget | None = None,
        *,
        can_close: bool = False,
        spoken: bool = True,
    ) -> None:
        """With `spoken`, a screen reader speaks each text as it appears."""
        super().__init__(parent)
        self._is_spoken = spoken
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = sentence_label(self)
        self.set_tone(tone)
        self.action = LinkButton("", self)
        self.action.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.setSpacing(px(8))
        row.addWidget(self.label, 1)
        row.addWidget(self.action)
        if can_close:
            self.cross = QPushButton(icon("x"), "", self)
            set_look(self.cross, kind="quiet")
            self.cross.setAutoDefault(False)
            self.cross.setAccessibleName("Close this notice")
            self.cross.setToolTip("Close this notice")
            self.cross.clicked.connect(self.closed)
            row.addWidget(self.cross)
        self.set_text("")

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        set_look(self, surface=tone)
        set_look(self.label, tone=tone)

    def set_text(self, text: str, action: str = "") -> None:
        """Show a text, with an action if it has a name; an empty text hides the bar."""
        text = visible(text)
        if self.label.text() != text:
            self.label.setText(text)
            if self._is_spoken:
                announce(self, text, urgent=self._tone == "error")
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(text))


def sentence_label(parent: QWidget) -> QLabel:
    """A label for a sentence: plain text that wraps and can be selected and copied."""
    label = QLabel(parent, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
