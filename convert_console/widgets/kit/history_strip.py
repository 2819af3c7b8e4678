"""A strip in the history: what was just done there, and one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look


class HistoryStrip(QWidget):
    """One sentence at a time.

    Signals:
        acted: the action was pressed.
        closed: the cross was pressed.
    """

    acted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="info")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.label, tone="info")
        self.action = LinkButton("", self)
        self.action.clicked.connect(self.acted)
        close = QToolButton(self)
        close.setIcon(icon("x"))
        close.setAccessibleName("Close this message")
        close.setToolTip("Close this message")
        close.clicked.connect(self._close)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(3), px(8), px(3))
        row.setSpacing(px(8))
        row.addWidget(self.label)
        row.addWidget(self.action)
        row.addStretch(1)
        row.addWidget(close)
        self.hide()

    def say(self, sentence: str, action: str = "") -> None:
        """Say a sentence in place of the one before; "" hides the strip."""
        self.label.setText(visible(sentence))
        self.label.setWordWrap(False)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(sentence))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
