"""The base class of painted widgets, an icon, and painting of text, boxes, bars and rings."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from convert_console.core.text import visible
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px
from convert_console.widgets.theme.tokens import tokens

_LOOK_EVENTS = {
    QEvent.Type.FontChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.StyleChange,
    QEvent.Type.EnabledChange,
}


class Painted(QWidget):
    """A widget that updates its size and paints again when fonts, colours or the zoom change."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _LOOK_EVENTS:
            self.updateGeometry()
            self.update()


class IconLabel(Painted):
    """Draws an icon; `color` is the name of a colour in the tokens, `side` pixels at 100 % zoom."""

    def __init__(
        self, name: str, color: str = "muted", side: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._color = name, color
        self._side = side or tokens().size.icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, color: str) -> None:
        if (name, color) != (self._name, self._color):
            self._name, self._color = name, color
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        color = str(getattr(colors(), self._color))
        paint_icon(QPainter(self), self.rect(), self._name, color)


def paint_line(painter: QPainter, area: QRect, text: str, font: QFont, color: str) -> int:
    """Paint a line of text, cut at its end where it does not fit; its width in pixels."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, max(area.width(), 0))
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def paint_box(
    painter: QPainter, rect: QRectF, radius: float, fill: str | None, line: str | None = None
) -> None:
    """Paint a rounded box with a hairline inside its edge; colours are `#rrggbb`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(line), 1) if line else Qt.PenStyle.NoPen)
    # A line is centred on its path; half a pixel inwards it covers whole pixels.
    inset = 0.5 if line else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def paint_chosen(painter: QPainter, rect: QRect | QRectF) -> None:
    """Paint the bar at the left of a selected row, since its background has little contrast with
    that of other rows.
    """
    width = px(tokens().size.rail_marker)
    painter.fillRect(QRectF(rect.left(), rect.top(), width, rect.height()), QColor(colors().accent))


def paint_focus(painter: QPainter, rect: QRectF, radius: float, color: str) -> None:
    """Paint a ring, two pixels wide, inside a rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(color), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
