"""A primary button that shows its shortcut in a paler colour."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from convert_console.widgets.theme.theme import colors, px, set_look, text_font
from convert_console.widgets.theme.tokens import mixed

HINT_SHARE = 0.2


class HintButton(QPushButton):
    """As wide as its text and the hint; the style sheet puts the text at the left of its room."""

    def __init__(self, text: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._hint = hint
        set_look(self, kind="primary", hinted=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._hint_width(), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._hint:
            return
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        hint = self._hint_width()
        left = (self.width() - words - hint) // 2 + words + px(8)
        ink = mixed(colors().accent_text, colors().accent, HINT_SHARE)
        painter = QPainter(self)
        painter.setFont(text_font())
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        place = QRect(left, 0, hint, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._hint)

    def _hint_width(self) -> int:
        if not self._hint:
            return 0
        return QFontMetrics(text_font()).horizontalAdvance(self._hint) + px(8)
