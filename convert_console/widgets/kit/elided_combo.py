"""A choice whose text ends in an ellipsis where there is no room, and is told whole on hover."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QStyleOptionComboBox, QWidget

from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.theme import px

LEAST = 96

BORDER, PADDING, DROP_DOWN = 1, 8, 26
"""As in the style sheet; a border is not zoomed."""


class ElidedCombo(QComboBox):
    """Qt cuts the text of a choice in the middle of a letter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._own_tip = ""
        self.currentTextChanged.connect(lambda _text: self._tell_all_when_cut())

    def setToolTip(self, text: str) -> None:
        self._own_tip = text
        self._tell_all_when_cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all_when_cut()

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(min(least.width(), px(LEAST)), least.height())

    def shown(self) -> str:
        """The text as it is painted."""
        # By the lengths of the style sheet: to ask the style makes 13 enums, 5 ms of a start.
        room = self.width() - 2 * (BORDER + px(PADDING)) - px(DROP_DOWN)
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), right, room)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = self.shown()

    def _tell_all_when_cut(self) -> None:
        cut = self.shown() != self.currentText()
        super().setToolTip(self._own_tip or (plain_tip(self.currentText()) if cut else ""))
