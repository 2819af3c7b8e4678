"""Asks before a send that leaves this machine: Enter sends, Esc does not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from convert_console.core.text import visible
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.theme.theme import px, set_look

ONE_LINE = 640
"""Width in pixels from which question and buttons fit side by side."""


class QuestionBar(QWidget):
    """A bar and no dialog, so that the request in question stays in sight."""

    def __init__(self, sending: SendController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sending = sending
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="warn")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.yes = QPushButton("Send it  ↵", self)
        self.yes.setAutoDefault(True)
        self.yes.setToolTip("Send the request (Enter)")
        set_look(self.yes, kind="danger")
        self.yes.clicked.connect(sending.confirm)
        self.another = QPushButton("New visitor id", self)
        self.another.setToolTip("Send with a new visitor id, for which nothing was sent yet")
        self.another.clicked.connect(lambda: sending.send_for(new_visitor_id()))
        self.no = QPushButton("Do not send  Esc", self)
        self.no.setToolTip("Keep the request unsent (Esc)")
        self.no.clicked.connect(sending.cancel)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(px(12), px(8), px(12), px(8))
        answers = QHBoxLayout()
        for row in (self._whole, answers):
            row.setSpacing(px(8))
        self._whole.addWidget(self.label, 1)
        self._whole.addLayout(answers)
        for button in (self.another, self.yes, self.no):
            answers.addWidget(button)
        answers.addStretch(1)
        self.hide()
        sending.question_changed.connect(self.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(ONE_LINE)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._whole.direction() is not direction:
            self._whole.setDirection(direction)

    def refresh(self) -> None:
        """Show the question that is open, if one is."""
        question = self._sending.question
        self.setVisible(question is not None)
        if question is not None:
            self.label.setText(visible(f"{question.sentence} Send it?"))
            self.another.setVisible(question.repeats)
            self.yes.setFocus()
