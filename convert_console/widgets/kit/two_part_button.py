"""Buttons with something after their text: a chevron over a menu, or a paler shortcut."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QStyle, QStyleOptionButton, QWidget

from convert_console.widgets.icons import paint_icon
from convert_console.widgets.stylesheet import mixed
from convert_console.widgets.theme import colors, px, text_font

HINT_SHARE = 0.2
"""How far the ink of a key is moved towards the button's colour; it is still read with ease."""


class TwoPartButton(QPushButton):
    """Leaves room for a second part right of the text; heirs say how wide it is and paint it."""

    def part_width(self) -> int:
        """Pixels the second part takes, its gap included."""
        raise NotImplementedError

    def paint_part(self, painter: QPainter, area: QRect) -> None:
        """Draw the second part into its area."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(self._words_width() + self.part_width(), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        part = self.part_width()
        words = self._words_width()
        left = max(0, (self.width() - words - part) // 2)
        option.rect = QRect(left, 0, words, self.height())
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        side = (words - self._label_width()) // 2
        start = left + words - side
        self.paint_part(painter, QRect(start, 0, part, self.height()))

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


class MenuButton(TwoPartButton):
    """Opens a menu; a chevron says so."""

    def __init__(self, text: str, menu: QMenu | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        if menu is not None:
            self.setMenu(menu)
            if menu.parent() is None:  # Qt leaves it to whoever made it, also when the button goes
                menu.setParent(self, menu.windowFlags())

    def part_width(self) -> int:
        return px(14) + px(5)

    def paint_part(self, painter: QPainter, area: QRect) -> None:
        ink = colors().muted if self.isEnabled() else colors().line_strong
        side = px(14)
        square = QRect(area.left() + px(5), (self.height() - side) // 2, side, side)
        paint_icon(painter, square, "chevron-down", ink)


class HintButton(TwoPartButton):
    """A primary button that shows its shortcut in a paler ink."""

    def __init__(self, text: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._hint = hint
        self.setProperty("kind", "primary")
        self.setAutoDefault(False)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.updateGeometry()
        self.update()

    def part_width(self) -> int:
        if not self._hint:
            return 0
        return QFontMetrics(text_font()).horizontalAdvance(self._hint) + px(8)

    def paint_part(self, painter: QPainter, area: QRect) -> None:
        ink = mixed(colors().accent_text, colors().accent, HINT_SHARE)
        painter.setFont(text_font())
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        painter.drawText(area.adjusted(px(8), 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, self._hint)
