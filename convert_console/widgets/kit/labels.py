"""Rounded labels: a word with a tone, and a quiet count."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.painted import Painted, paint_box
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import Tone, px, text_font, tone_color, tone_surface


def badge_font(strong: bool = True) -> QFont:
    """The font of a badge: small, and semi-bold where it speaks a verdict."""
    font = text_font("small")
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Medium)
    return font


def badge_size(text: str, strong: bool = True) -> QSize:
    """The size a badge needs for a text."""
    metrics = QFontMetrics(badge_font(strong))
    height = metrics.height() + px(4)
    side = px(9) if strong else px(5)
    return QSize(max(metrics.horizontalAdvance(text) + 2 * side, height), height)


def paint_badge(
    painter: QPainter, rect: QRectF, text: str, tone: Tone, strong: bool = True
) -> None:
    """Draw a badge that fills a rectangle; table delegates use it without a widget."""
    painter.save()
    paint_box(painter, rect, rect.height() / 2, tone_surface(tone))
    painter.setFont(badge_font(strong))
    painter.setPen(QColor(tone_color(tone)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class BadgeStamps:
    """For one painting of a list: a badge that many of its lines have is drawn once. To draw one
    takes 50 µs, to copy it 5.
    """

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, Tone], QPixmap] = {}

    def paint(self, painter: QPainter, left: float, middle: float, text: str, tone: Tone) -> float:
        """Put a badge down by its left edge and its middle height; the result is its right edge."""
        stamp = self._drawn.get((text, tone))
        if stamp is None:
            stamp = _stamp(text, tone, painter.device().devicePixelRatio())
            self._drawn[text, tone] = stamp
        size = stamp.deviceIndependentSize()
        painter.drawPixmap(QPointF(left, round(middle - size.height() / 2)), stamp)
        return left + size.width()


def _stamp(text: str, tone: Tone, ratio: float) -> QPixmap:
    size = badge_size(text)
    stamp = QPixmap(size * ratio)
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    paint_badge(painter, QRectF(0, 0, size.width(), size.height()), text, tone)
    painter.end()
    return stamp


class Badge(Painted):
    """A word on a rounded surface. Its tone colours it; the word alone must say enough."""

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
        """Say another word; without a tone, the tone stays."""
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


class CountBadge(Badge):
    """A quiet number or size beside a title: "3", "412 B"."""

    _strong = False

    def __init__(
        self, text: str = "", parent: QWidget | None = None, tone: Tone = "neutral"
    ) -> None:
        super().__init__(text, tone, parent)


# A label that cuts its text with an ellipsis where there is no room, and tells all on hover.


class ElidedLabel(QLabel):
    """One line of plain text. `text()` is the whole of it."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._own_tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_all_when_cut()

    def setToolTip(self, text: str) -> None:
        self._own_tip = text
        self._tell_all_when_cut()

    def minimumSizeHint(self) -> QSize:
        least = min(px(32), super().sizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all_when_cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = self.palette().color(self.foregroundRole())
        painter.setPen(QColor(ink))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())

    def _shown(self) -> str:
        line = visible(self.text()).replace("\n", " ")
        return self.fontMetrics().elidedText(line, self._mode, self.contentsRect().width())

    def _tell_all_when_cut(self) -> None:
        cut = self._shown() != self.text()
        super().setToolTip(self._own_tip or (plain_tip(self.text()) if cut else ""))


# The one-pixel line that parts two areas.


class Hairline(QFrame):
    """One pixel at every zoom; horizontal unless told otherwise."""

    def __init__(
        self,
        parent: QWidget | None = None,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
    ) -> None:
        super().__init__(parent)
        self.setProperty("hairline", True)
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)


# The line above a pane or a group of fields: its title, a count, and what belongs to the right.


class PanelHeader(QWidget):
    """A pane's title line, 42 pixels high. Widgets are added left of the gap or right of it."""

    _role, _height, _padding = "strong", 42, 12

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", self._role)
        self.count = CountBadge("", self)
        self.count.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(self._padding), 0, px(self._padding), 0)
        self._row.setSpacing(px(12))
        self._row.addWidget(self.title)
        self._row.addWidget(self.count)
        self._row.addStretch(1)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, px(self._height)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, px(self._height)))

    def set_count(self, text: str) -> None:
        """Say a number beside the title; "" takes it away."""
        self.count.set_text(text)
        self.count.setVisible(bool(text))

    def add_left(self, widget: QWidget) -> None:
        """Put a widget after the title."""
        self._row.insertWidget(self._stretch_place(), widget)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def _stretch_place(self) -> int:
        items = (self._row.itemAt(place) for place in range(self._row.count()))
        return next(place for place, item in enumerate(items) if item and item.spacerItem())


class SectionHeader(PanelHeader):
    """A quieter title above a group of fields, flush with them."""

    _role, _height, _padding = "small", 28, 0
