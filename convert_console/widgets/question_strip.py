"""Asks before a send that leaves this machine: Enter sends, Esc does not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from convert_console.models.console import Console
from convert_console.widgets.fresh import fresh_visitor_id
from convert_console.widgets.theme import px, set_look


class QuestionStrip(QWidget):
    """A strip under the top row and no dialog: what is asked about stays in sight."""

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="warn")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.yes = QPushButton("Send it  ↵", self)
        self.yes.setAutoDefault(True)
        self.yes.setToolTip("Send the request as it stands (Enter)")
        set_look(self.yes, kind="danger")
        self.yes.clicked.connect(console.confirm)
        self.another = QPushButton("New visitor id", self)
        self.another.setToolTip("Give the request a visitor that nothing was sent for, then send")
        self.another.clicked.connect(lambda: console.send_for(fresh_visitor_id()))
        self.no = QPushButton("Do not send  Esc", self)
        self.no.setToolTip("Leave it unsent, to change it (Esc)")
        self.no.clicked.connect(console.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        row.addWidget(self.label, 1)
        row.addWidget(self.another)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        self.hide()
        console.questioned.connect(self.refresh)

    def refresh(self) -> None:
        """Show the question that is open, if one is."""
        question = self._console.question
        self.setVisible(question is not None)
        if question is not None:
            self.label.setText(f"{question.sentence} Send it?")
            self.another.setVisible(question.repeats)
            self.yes.setFocus()
