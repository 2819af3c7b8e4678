"""POST or GET, and Send, which is Cancel while a send is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QWidget

from convert_console.widgets.kit.hint_button import HintButton
from convert_console.widgets.kit.segmented_toggle import SegmentedToggle
from convert_console.widgets.theme.theme import px, set_look

if TYPE_CHECKING:
    from convert_console.models.document.document import RequestDocument
    from convert_console.models.sending.console import Console


class SendButtons(QWidget):
    """The right end of the top row."""

    def __init__(
        self, document: RequestDocument, console: Console, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._console = console
        self.method = SegmentedToggle((("POST", "POST"), ("GET", "GET")), "Method", self)
        self.method.setToolTip("Send by POST or by GET (Ctrl+M)")
        self.method.chosen.connect(document.set_method)
        self.send = HintButton("Send", "Ctrl ↵", self)
        set_look(self.send, size="large")
        self.send.setToolTip("Send this request (Ctrl+Enter)")
        self.send.clicked.connect(console.send)
        self.stop = QPushButton("Cancel  Esc", self)
        set_look(self.stop, size="large")
        self.stop.setToolTip("Stop waiting for the answer (Esc)")
        self.stop.clicked.connect(console.cancel)
        # Both are as wide as the wider one: nothing in the row moves when they change places.
        self._either = QStackedLayout()
        self._either.addWidget(self.send)
        self._either.addWidget(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.method)
        row.addLayout(self._either)
        document.changed.connect(self.refresh)
        console.sending_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the method, and Cancel in place of Send while one is under way."""
        self.method.set_value(self._document.draft.method)
        sending = self._console.sending
        goes: QPushButton = self.send if sending else self.stop
        comes: QPushButton = self.stop if sending else self.send
        had_focus = goes.hasFocus()
        self._either.setCurrentWidget(comes)
        if had_focus:  # else Qt would hand it to whatever comes next
            comes.setFocus()
