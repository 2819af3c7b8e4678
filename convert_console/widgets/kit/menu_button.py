"""A button over a menu, with a chevron."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStyle, QStyleOptionButton, QWidget

from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px

SIDE, GAP = 14, 5


class MenuButton(QPushButton):
    """Draws the chevron itself: the style's arrow has a place and a size of its own."""

    def __init__(self, text: str, menu: QMenu | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        if menu is not None:
            self.setMenu(menu)
            if menu.parent() is None:  # Qt leaves it to whoever made it, also when the button goes
                menu.setParent(self, menu.windowFlags())

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + px(SIDE) + px(GAP), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        words = self._words_width()
        left = max(0, (self.width() - words - px(SIDE) - px(GAP)) // 2)
        option.rect = QRect(left, 0, words, self.height())
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        ink = colors().muted if self.isEnabled() else colors().line_strong
        side, padding = px(SIDE), (words - self._label_width()) // 2
        top = (self.height() - side) // 2
        place = QRect(left + words - padding + px(GAP), top, side, side)
        paint_icon(painter, place, "chevron-down", ink)

    def _words_width(self) -> int:
        """What a plain button with this text would take, without Qt's room for a menu's arrow."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        size = QSize(self._label_width(), self.fontMetrics().height())
        kind = QStyle.ContentsType.CT_PushButton
        return self.style().sizeFromContents(kind, option, size, self).width()

    def _label_width(self) -> int:
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return width if self.icon().isNull() else width + self.iconSize().width() + px(4)
