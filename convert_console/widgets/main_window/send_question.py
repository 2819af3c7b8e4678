"""The question before a send that leaves this machine or has errors, under the Send button."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from convert_console.models.sending.send_controller import SendController
from convert_console.widgets.fields.visitor_field import new_visitor_id
from convert_console.widgets.kit.cards import FloatingCard, QuestionCard
from convert_console.widgets.kit.keep_parent import focus_again, keep_parent
from convert_console.widgets.theme.theme import px

WIDTH, BELOW, EDGE = 376, 8, 12
"""Pixels of the card, below the Send button, and to the edge of the window at least."""


class SendQuestion(QuestionCard):
    """A card over the window, so that nothing moves and the request stays in sight."""

    def __init__(self, sending: SendController, send: QWidget, window: QWidget) -> None:
        """`send` is the button under which the card opens."""
        super().__init__(window)
        self._sending = sending
        self._send = send
        self._focused_before: QWidget | None = None
        self.new_visitor = QPushButton("New visitor", self)
        self.new_visitor.setAutoDefault(True)
        self.new_visitor.setToolTip("Send for a new visitor, for whom nothing was sent yet")
        self.new_visitor.clicked.connect(lambda: sending.send_for(new_visitor_id()))
        self.add_answer(self.new_visitor)
        self.answered.connect(lambda yes: sending.confirm() if yes else sending.cancel())
        FloatingCard(self, self._place)
        sending.question_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the open question, if there is one."""
        question = self._sending.question
        if question is None:
            self._close()
            return
        if self.isHidden():
            self._focused_before = QApplication.focusWidget()
        self.new_visitor.setVisible(question.repeats)
        self.ask(question.text, question.answer)
        self._place()
        self.raise_()

    def _close(self) -> None:
        focused, before = keep_parent(QApplication.focusWidget()), self._focused_before
        self._focused_before = None
        if focused is not None and self.isAncestorOf(focused):
            focus_again(before)
        self.ask("")

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        width = min(max(px(WIDTH), self.minimumSizeHint().width()), window.width() - 2 * px(EDGE))
        height = self.height_for(width)
        corner = self._send.mapTo(window, QPoint(self._send.width(), self._send.height()))
        right = min(corner.x(), window.width() - px(EDGE))
        left = max(right - width, px(EDGE))
        self.setGeometry(left, corner.y() + px(BELOW), width, height)
