"""A button that looks like a link, for actions inside sentences and lists."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, mixed, px, set_look, text_font


class LinkButton(QPushButton):
    """Pressed by mouse, Space or Enter."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


# A button over a menu, with a chevron that says so.

SIDE, GAP = 14, 5
"""Pixels of the chevron, and between it and the text."""


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


# A primary button that shows its shortcut in a paler ink.

HINT_SHARE = 0.2
"""How far the ink of a key is moved towards the button's colour; it is still read with ease."""


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
