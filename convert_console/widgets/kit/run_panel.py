"""The state of a run of many requests: a question, a progress bar and a sentence."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.cards import QuestionCard
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.theme.theme import px, set_look

STEPS = 1_000
"""Steps of the progress bar, for any number of requests."""


class RunPanel(QWidget):
    """Signals:
    answered(bool): the user answered the question with yes or no.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state_text = self._notice = ""
        self.question = QuestionCard(self)
        self.question.answered.connect(self.answered)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setRange(0, STEPS)
        self.bar.setFixedHeight(px(6))
        self.bar.setAccessibleName("Progress")
        self.state = _sentence_label(self)
        self._place()
        self.set_progress(0, 0)
        self.show_state("")

    def ask(self, question: str, answer: str = "Send all") -> None:
        """Ask a question whose other answer is called `answer`; "" hides it."""
        self.question.ask(question, answer)

    def set_progress(self, done: int, total: int) -> None:
        """Show the progress; without a total the bar is hidden."""
        self.bar.setVisible(total > 0)
        if total > 0:
            self.bar.setValue(done * STEPS // total)
            self.bar.setAccessibleDescription(f"{done:,} of {total:,}")

    def show_state(self, sentence: str, tone: str = "") -> None:
        """Show the state of the run; "" hides the line."""
        if sentence != self._state_text:
            self._state_text, self._notice = sentence, ""
        self._show(self._notice or sentence, "" if self._notice else tone)

    def show_notice(self, sentence: str) -> None:
        """Show a notice in place of the state, until the state changes."""
        self._notice = sentence
        self._show(sentence, "")

    def _show(self, sentence: str, tone: str) -> None:
        self.state.setText(visible(sentence))
        set_look(self.state, tone=tone)
        self.state.setVisible(bool(sentence))

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (self.question, self.bar, self.state):
            column.addWidget(part)


def _sentence_label(parent: QWidget) -> QLabel:
    label = sentence_label(parent)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    return label
