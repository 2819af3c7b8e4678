"""Underlined tabs with a count beside a title, as quiet as text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from convert_console.widgets.kit.labels import badge_size, paint_badge
from convert_console.widgets.kit.painted import paint_focus, paint_plain
from convert_console.widgets.theme.theme import colors, px, text_font

HEIGHT, GAP, LINE = 38, 14, 2


class Tabs(QTabBar):
    """Painted by hand: a style sheet has no place for a count. Arrow keys move between tabs."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_count(self, place: int, text: str) -> None:
        """Say a count or size beside a title; "" takes it away."""
        if self.tabData(place) != text:
            self.setTabData(place, text)
            self.setAccessibleTabName(place, f"{self.tabText(place)} {text}".strip())
            self.updateGeometry()
            self.resize(self.sizeHint())
            self.setIconSize(self.iconSize())  # Qt lays tabs out anew
            self.update()

    def tabSizeHint(self, index: int) -> QSize:
        width = self._text_width(index) + px(GAP)
        count = self.tabData(index)
        if count:
            width += px(6) + badge_size(count, strong=False).width()
        return QSize(width, px(HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(self.count()):
            self._paint_tab(painter, place)

    def _paint_tab(self, painter: QPainter, place: int) -> None:
        area = QRectF(self.tabRect(place)).adjusted(0, 0, -px(GAP), 0)
        chosen = place == self.currentIndex()
        painter.setFont(text_font("strong" if chosen else "base"))
        painter.setPen(QColor(colors().text if chosen else colors().muted))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, left, self.tabText(place))
        count = self.tabData(place)
        if count:
            size = badge_size(count, strong=False)
            top = round(area.center().y() - size.height() / 2)
            badge = QRectF(area.right() - size.width(), top, size.width(), size.height())
            paint_badge(painter, badge, count, "neutral", strong=False)
        if chosen:
            line = QRectF(area.left(), self.height() - px(LINE), area.width(), px(LINE))
            paint_plain(painter, line, colors().accent)
            if self.hasFocus():
                paint_focus(painter, area.adjusted(-3, 5, 3, -5), px(4), colors().accent)

    def _text_width(self, place: int) -> int:
        return QFontMetrics(text_font("strong")).horizontalAdvance(self.tabText(place))
