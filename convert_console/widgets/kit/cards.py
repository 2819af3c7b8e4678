"""Cards over a window: how they keep their place, and a question with two answers."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.buttons import HintButton
from convert_console.widgets.kit.message_bar import announce, sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.theme.theme import px, set_look

PADDING = 16
"""Pixels around question and answers."""

SEND_KEY = "Alt+S"
"""Sends from anywhere in the window while the question is open. Ctrl+Enter never does."""


class QuestionCard(QFrame):
    """Asks before something is sent. Enter on the focused *Don't send* and Esc leave it unsent;
    the other answer is pressed on purpose: Tab or an arrow and Enter, or Alt+S.

    Signals:
        answered(bool): the user answered; true sends.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName("Question before sending")
        self.label = sentence_label(self)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.no = HintButton("Don't send", "Esc", self, kind="")
        self.no.setToolTip("Keep it unsent (Esc, or Enter)")
        self.yes = HintButton("Send", SEND_KEY, self, kind="danger")
        self.answers = QHBoxLayout()
        for button, answer in ((self.no, False), (self.yes, True)):
            button.setAutoDefault(True)  # Enter presses the one with the focus
            button.clicked.connect(lambda _checked=False, answer=answer: self.answered.emit(answer))
        QShortcut(QKeySequence(SEND_KEY), self, self.yes.click)
        self._sign = IconLabel("alert-triangle", "warn", parent=self)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 1)
        self.answers.setSpacing(px(8))
        self.answers.addStretch(1)
        for button in (self.no, self.yes):
            self.answers.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PADDING), px(PADDING), px(PADDING), px(PADDING))
        column.setSpacing(px(12))
        column.addLayout(row)
        column.addLayout(self.answers)
        self.hide()

    def ask(self, question: str, answer: str = "Send") -> None:
        """Show a question whose other answer is called `answer`; "" hides it."""
        question = visible(question)
        is_new = bool(question) and (self.isHidden() or self.label.text() != question)
        self.label.setText(question)
        self.yes.setText(answer)
        self.yes.setToolTip(f"{answer} ({SEND_KEY})")
        self.setVisible(bool(question))
        if is_new:
            self.no.setFocus()
            announce(self, f"{question} {self.no.text()}, or {answer}: {SEND_KEY}.", urgent=True)

    def height_for(self, width: int) -> int:
        """The height at a width, in which the question wraps."""
        margins = self.contentsMargins()
        sides = 2 * px(PADDING) + margins.left() + margins.right()
        room = width - sides - self._sign.sizeHint().width() - px(8)
        self.label.setMinimumHeight(0)
        question = self.label.heightForWidth(room)
        self.label.setMinimumHeight(question)
        return 2 * px(PADDING) + question + px(12) + self.answers.sizeHint().height()

    def add_answer(self, button: QPushButton) -> None:
        """Add another answer left of the two."""
        set_look(button, kind="quiet")
        self.answers.insertWidget(0, button)


# Keeps a card in its place over a window, in which nothing moves for it.


class FloatingCard(QObject):
    """Places a card again while it is shown: when what it follows gets another size or place, and
    when its own content or the zoom changes.
    """

    def __init__(
        self, card: QWidget, place: Callable[[], object], follows: QWidget | None = None
    ) -> None:
        """`place` gives the card its geometry; it follows its window unless something else is
        given.
        """
        super().__init__(card)
        self._card, self._place = card, place
        self._followed = follows or card.window()
        for watched in (card, self._followed):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._card:
            changed = kind == QEvent.Type.LayoutRequest
        else:
            changed = kind in (QEvent.Type.Resize, QEvent.Type.Move)
        if changed and not self._card.isHidden():
            self._place()
        return False
