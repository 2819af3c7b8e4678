"""What follows a send in the sheet: the wait for Convert's live log, and a sentence to forward."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from convert_console.core.text import visible
from convert_console.models.verify.verification import Verification
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.message_bar import sentence_label
from convert_console.widgets.theme.theme import px, set_look

EVERY_MS = 500
"""How often the seconds are counted."""


class LookRow(QWidget):
    """Looks now, stops waiting, or leads to the key that is missing.

    Signals:
        key_wanted: the user wants to enter an API key.
    """

    key_wanted = Signal()

    def __init__(self, model: Verification, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.now = LinkButton("Look now", self)
        self.now.setToolTip("Ask Convert's live log now")
        self.now.clicked.connect(model.look)
        self.stop = LinkButton("Stop waiting", self)
        self.stop.setToolTip("Ask no more (Esc)")
        self.stop.clicked.connect(model.stop_looking)
        self.key = LinkButton("Enter a key…", self)
        self.key.setToolTip("A key of Convert's API lets this look in the live log")
        self.key.clicked.connect(self.key_wanted)
        self.next = QLabel(self)
        set_look(self.next, role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(2), 0, 0)
        row.setSpacing(px(12))
        for part in (self.now, self.stop, self.key):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.next)
        self._seconds = QTimer(self, interval=EVERY_MS)
        self._seconds.timeout.connect(model.changed)

    @property
    def waited(self) -> str:
        """For how long it has been waiting."""
        return f"waiting {monotonic() - self._model.looking.began:.0f} s"

    def refresh(self) -> None:
        """Offer what can be done now."""
        model = self._model
        is_over = model.exchange is not None and model.exchange.outcome is not None
        looking, finding = model.is_looking, model.finding
        next_look = model.looking.next_look if looking else None
        is_seen = finding is not None and finding.is_final
        can_begin = is_over and not looking and not model.why_no_look and not is_seen
        self.stop.setVisible(looking)
        can_hurry = looking and model.looking.can_look_now
        self.now.setVisible(can_hurry or can_begin)
        self.key.setVisible(model.lacks_key and not model.is_here)
        self.setVisible(looking or can_begin or not self.key.isHidden())
        left = "" if next_look is None else f"next look in {max(0, next_look - monotonic()):.0f} s"
        self.next.setText(left)
        if looking != self._seconds.isActive():
            (self._seconds.start if looking else self._seconds.stop)()


class OutcomeBox(QFrame):
    """One sentence about what was done and what is known of it, to be given to others.

    Signals:
        evidence_wanted: the user wants the page that proves it.
    """

    evidence_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.sentence = sentence_label(self)
        set_look(self.sentence, role="small")
        self.copy = LinkButton("Copy sentence", self)
        self.copy.setToolTip("Put it onto the clipboard, for a mail or a ticket")
        self.copy.clicked.connect(self._copy)
        self.evidence = LinkButton("Save evidence page…", self)
        self.evidence.setToolTip("A page with the request, the answer and the log's entry")
        self.evidence.clicked.connect(self.evidence_wanted)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addWidget(self.copy)
        line.addWidget(self.evidence)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(4))
        column.addWidget(self.sentence)
        column.addLayout(line)
        self._text = ""
        self.hide()

    def show_sentence(self, text: str) -> None:
        """Show a sentence; "" for none yet."""
        if text != self._text:
            self._text = text
            self.copy.setText("Copy sentence")
            self.sentence.setText(visible(text))
        self.setVisible(bool(text))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy.setText("Copied")
