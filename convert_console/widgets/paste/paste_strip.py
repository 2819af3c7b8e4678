"""Says what a paste was, what was repaired, and offers its target and User-Agent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from convert_console.core.text import visible
from convert_console.models.paste.pasting import Pasting
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look, set_surface

NOTES_SHOWN = 4


class PasteStrip(QWidget):
    """A strip under the top row; the cross closes it."""

    def __init__(self, pasting: Pasting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pasting = pasting
        set_surface(self, "info")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_look(self.label, tone="info")
        self.target = LinkButton("Use its target", self)
        self.target.clicked.connect(self._use_target)
        self.agent = LinkButton("Use its User-Agent", self)
        self.agent.setToolTip("Let this profile send as the User-Agent that was pasted")
        self.agent.clicked.connect(self._use_agent)
        close = QToolButton(self)
        close.setIcon(icon("x"))
        close.setAccessibleName("Close this note")
        close.setToolTip("Close this note")
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.setSpacing(px(12))
        row.addWidget(self.label, 1)
        for widget in (self.target, self.agent, close):
            row.addWidget(widget)
        self.hide()
        pasting.taken.connect(self.refresh)

    def refresh(self) -> None:
        """Say what the last paste was."""
        pasting = self._pasting
        shown = pasting.notes[:NOTES_SHOWN]
        more = len(pasting.notes) - len(shown)
        notes = (*shown, *((f"And {more} more notes.",) if more else ()))
        self.label.setText(visible(" ".join((f"Pasted: {pasting.what}.", *notes))))
        self.target.setVisible(bool(pasting.other_target))
        self.target.setToolTip(plain_tip(pasting.other_target))
        self.agent.setVisible(pasting.other_agent)
        self.show()

    def _use_target(self) -> None:
        self._pasting.use_target()
        self.target.hide()

    def _use_agent(self) -> None:
        self._pasting.use_agent()
        self.agent.hide()
