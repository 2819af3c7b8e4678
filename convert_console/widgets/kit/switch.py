"""A switch that is on or off, as its own row of a form has it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.theme.theme import colors, px

WIDTH, HEIGHT, KNOB, HIT, GAP = 28, 16, 12, 28, 8
"""Of the track, of the knob in it, of the area that takes a click, and before the text, in pixels
at 100 % zoom."""


class Switch(QCheckBox):
    """A check box for screen readers and the keyboard, drawn as a switch; `worded` with its text
    beside it.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, worded: bool = False) -> None:
        super().__init__(name, parent)  # without a text, its target is the box of a check box
        self._worded = worded
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = px(GAP) + self.fontMetrics().horizontalAdvance(self.text()) if self._worded else 0
        return QSize(px(WIDTH) + words, px(HIT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - px(HEIGHT)) / 2
        track, radius = QRectF(0, top, px(WIDTH), px(HEIGHT)), px(HEIGHT) / 2
        on, palette = self.isChecked(), colors()
        fill = palette.ok if on else palette.outline
        paint_box(painter, track, radius, fill if self.isEnabled() else palette.raised)
        gap = (px(HEIGHT) - px(KNOB)) / 2
        left = track.right() - gap - px(KNOB) if on else track.left() + gap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.pane if self.isEnabled() else palette.disabled))
        painter.drawEllipse(QRectF(left, top + gap, px(KNOB), px(KNOB)))
        if self._worded:
            self._paint_words(painter)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), px(4), palette.accent)

    def _paint_words(self, painter: QPainter) -> None:
        palette = colors()
        words = QRectF(self.rect()).adjusted(px(WIDTH) + px(GAP), 0, 0, 0)
        painter.setPen(QColor(palette.text if self.isEnabled() else palette.disabled))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
