"""Rounded badges: a word with a tone, or a quiet count."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.widgets.kit.painted import Painted, paint_box
from convert_console.widgets.theme.theme import (
    Tone,
    colors,
    px,
    text_font,
    tone_color,
    tone_surface,
)
from convert_console.widgets.theme.tokens import tokens


def badge_font(strong: bool = True) -> QFont:
    """The font of a badge: small, and semi-bold for a verdict."""
    font = text_font("small")
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Medium)
    return font


def badge_size(text: str, strong: bool = True) -> QSize:
    """The size a badge needs for a text."""
    metrics = QFontMetrics(badge_font(strong))
    height = metrics.height() + px(4)
    padding = px(9) if strong else px(5)
    return QSize(max(metrics.horizontalAdvance(text) + 2 * padding, height), height)


def paint_badge(
    painter: QPainter, rect: QRectF, text: str, tone: Tone, strong: bool = True
) -> None:
    """Draw a badge that fills a rectangle."""
    painter.save()
    paint_box(painter, rect, rect.height() / 2, tone_surface(tone))
    painter.setFont(badge_font(strong))
    painter.setPen(QColor(tone_color(tone)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_badge_at(painter: QPainter, left: float, middle: float, text: str, tone: Tone) -> float:
    """Draw a badge by its left edge and vertical middle, and return its right edge."""
    size = badge_size(text)
    area = QRectF(left, round(middle - size.height() / 2), size.width(), size.height())
    paint_badge(painter, area, text, tone)
    return area.right()


class Badge(Painted):
    """A word on a rounded surface in the colour of its tone, which only repeats what it says."""

    _strong = True

    def __init__(
        self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def tone(self) -> Tone:
        return self._tone

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        """Change the word, and the tone if there is one."""
        tone = tone or self._tone
        if (text, tone) == (self._text, self._tone):
            return
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._text, self._strong)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._text, self._tone, self._strong)


class MethodBadge(Badge):
    """Marks the preview of what Send sends: "POST sends this"."""

    _strong = False

    def __init__(self, method: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{method} sends this", "accent", parent)


class CountBadge(Badge):
    """A quiet number or size next to a title: "3", "412 B"."""

    _strong = False

    def __init__(
        self, text: str = "", parent: QWidget | None = None, tone: Tone = "neutral"
    ) -> None:
        super().__init__(text, tone, parent)


class DestinationTag(Painted):
    """LIVE or LOCAL in the colours of the band over the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._live = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_live(self, *, live: bool) -> None:
        self._live = live
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    @property
    def _text(self) -> str:
        return "LIVE" if self._live else "LOCAL"

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(text_font("small"))
        return QSize(metrics.horizontalAdvance(self._text) + px(14), metrics.height() + px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill = colors().band_live if self._live else colors().band_local
        paint_box(painter, QRectF(self.rect()), px(tokens().radius.small), fill)
        font = text_font("small")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colors().band_text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
