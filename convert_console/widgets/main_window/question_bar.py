"""The bar that asks before a send that leaves this machine."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from convert_console.core.text import visible
from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.theme.theme import px, set_look, set_surface

ONE_LINE_FROM = 640
"""Width in pixels from which question and buttons fit side by side."""


class QuestionBar(QWidget):
    """Not a dialog, so that the request stays visible. Enter sends it, Esc does not."""

    def __init__(self, sending: SendController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sending = sending
        set_surface(self, "warn")
        self.label = sentence_label(self)
        self.yes = QPushButton("Send it  ↵", self)
        self.yes.setAutoDefault(True)
        self.yes.setToolTip("Send the request (Enter)")
        set_look(self.yes, kind="danger")
        self.yes.clicked.connect(sending.confirm)
        self.new_visitor = QPushButton("New visitor id", self)
        self.new_visitor.setToolTip("Send with a new visitor id, for which nothing was sent yet")
        self.new_visitor.clicked.connect(lambda: sending.send_for(new_visitor_id()))
        self.no = QPushButton("Do not send  Esc", self)
        self.no.setToolTip("Keep the request unsent (Esc)")
        self.no.clicked.connect(sending.cancel)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(px(12), px(8), px(12), px(8))
        answers = QHBoxLayout()
        for row in (self._layout, answers):
            row.setSpacing(px(8))
        self._layout.addWidget(self.label, 1)
        self._layout.addLayout(answers)
        for button in (self.new_visitor, self.yes, self.no):
            answers.addWidget(button)
        answers.addStretch(1)
        self.hide()
        sending.question_changed.connect(self.refresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(ONE_LINE_FROM)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() is not direction:
            self._layout.setDirection(direction)

    def refresh(self) -> None:
        """Show the open question, if there is one."""
        question = self._sending.question
        self.setVisible(question is not None)
        if question is not None:
            self.label.setText(visible(f"{question.sentence} Send it?"))
            self.new_visitor.setVisible(question.repeats)
            self.yes.setFocus()
