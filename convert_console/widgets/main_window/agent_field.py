"""Which User-Agent goes out, and what the endpoint will make of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from convert_console.core.verdict.user_agent import PRESETS, judge
from convert_console.widgets.fields.editable_combo import EditableCombo
from convert_console.widgets.kit.labels import Badge
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.theme import Tone, px

CHEVRON = 28
VERDICTS: dict[str, tuple[str, Tone]] = {
    "passes": ("passes", "ok"),
    "bot": ("looks like a bot", "error"),
    "none": ("none: 301", "error"),
}


class AgentField(QWidget):
    """Presets by name, or any text; the badge judges live.

    Signals:
        edited(object): the person chose or typed this User-Agent; `None` for none at all.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = EditableCombo("User-Agent", self)
        for preset in PRESETS:
            self.combo.addItem(preset.name, preset.user_agent)
        self.combo.show_item(0)
        self.combo.activated.connect(lambda index: self.edited.emit(self.combo.itemData(index)))
        self.combo.line.textEdited.connect(self._typed)
        self.combo.setAccessibleDescription(
            "Whom requests say to come from. Convert answers 301 to none at all, and discards what "
            "looks like a bot's."
        )
        self.badge = Badge("passes", "ok", self)
        self.setFocusProxy(self.combo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)

    def set_agent(self, user_agent: str | None) -> None:
        """Show a User-Agent by its preset's name, or as it is."""
        if self._said() != user_agent:
            place = next((i for i, p in enumerate(PRESETS) if p.user_agent == user_agent), -1)
            if place < 0:
                self.combo.show_text(user_agent or "")
            else:
                self.combo.show_item(place)
        gate = judge(user_agent)
        text, tone = VERDICTS[gate.kind]
        self.badge.set_text(text, tone)
        self.badge.setToolTip(plain_tip(gate.sentence))
        self._place_badge()
        self.combo.setToolTip(plain_tip(user_agent or "No User-Agent header is sent"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        """The badge stands inside the field, before its chevron; the text keeps clear of it."""
        size = self.badge.sizeHint()
        left = self.width() - px(CHEVRON) - size.width()
        self.badge.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        self.badge.raise_()
        self.combo.line.setTextMargins(0, 0, size.width() + px(4), 0)

    def _said(self) -> str | None:
        text = self.combo.currentText()
        return next((p.user_agent for p in PRESETS if p.name == text), text)

    def _typed(self, text: str) -> None:
        self.edited.emit(self._said())
