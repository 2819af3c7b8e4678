"""Says which headers are hidden on screen though they are sent, and shows them on request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from convert_console.core.text import visible
from convert_console.widgets.theme.theme import px, set_look


class Veil(QWidget):
    """A strip that is there only while something is hidden, or could be hidden again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_look(self, surface="info")
        self.label = QLabel(self, wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self.label, tone="info")
        self.button = QPushButton(self)
        set_look(self.button, kind="quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def set_names(self, names: Sequence[str], *, open_: bool = False) -> None:
        """Say what is hidden; `open_` while it is shown."""
        self.setVisible(bool(names))
        whole = visible(", ".join(names))
        verb = "are" if len(names) > 1 else "is"
        if open_:
            self.label.setText(f"{whole} {verb} shown until you turn to another page.")
            self.button.setText("Hide")
        else:
            self.label.setText(f"{whole} {verb} sent, and hidden here and in the history.")
            self.button.setText("Show")
