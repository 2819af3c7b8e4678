"""Rounded badges, and the tag that says where a request goes."""

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


class Badge(Painted):
    """A word or a number on a rounded surface, such as the count next to a title: "3", "412 B"."""

    def __init__(
        self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font())
        height = metrics.height() + px(4)
        return QSize(max(metrics.horizontalAdvance(self._text) + px(5) * 2, height), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_box(painter, box, box.height() / 2, tone_surface(self._tone))
        painter.setFont(self._font())
        painter.setPen(QColor(tone_color(self._tone)))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)

    def _font(self) -> QFont:
        font = text_font("small")
        font.setWeight(QFont.Weight.Medium)
        return font


class MethodBadge(Badge):
    """Marks the preview of what Send sends: "POST sends this"."""

    def __init__(self, method: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{method} sends this", "accent", parent)


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
