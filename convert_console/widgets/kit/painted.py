"""The base class of painted widgets, and painting of boxes and focus rings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

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


def paint_focus(painter: QPainter, rect: QRectF, radius: float, color: str) -> None:
    """Paint a ring, two pixels wide, inside a rectangle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(color), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
