"""Line numbers left of a text, and which of its lines have something wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme import Tone, colors, px, text_font, tone_color

if TYPE_CHECKING:
    from convert_console.widgets.kit.code_edit import CodeEdit


class Gutter(QWidget):
    """Muted numbers without a box; a marked line's number takes the tone, with a dot before it."""

    def __init__(self, view: CodeEdit) -> None:
        super().__init__(view)
        self._view = view
        self._tones: Mapping[int, Tone] = {}

    def set_tones(self, tones: Mapping[int, Tone]) -> None:
        """Tones of marked lines, by line number from 0."""
        self._tones = tones
        self.update()

    def room(self) -> int:
        """Pixels that the numbers take, gaps included; at least two digits, none while hidden."""
        if self.isHidden():
            return px(12)
        digits = max(2, len(str(self._view.blockCount())))
        number = QFontMetrics(text_font("mono")).horizontalAdvance("0") * digits
        return px(12) + number + px(10)

    def sizeHint(self) -> QSize:
        return QSize(self.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, painter = self._view, QPainter(self)
        painter.setFont(text_font("mono"))
        height = view.fontMetrics().height()
        block = view.firstVisibleBlock()
        top = view.blockBoundingGeometry(block).translated(view.contentOffset()).top()
        while block.isValid() and top <= event.rect().bottom():
            line = view.blockBoundingRect(block).height()
            if block.isVisible() and top + line >= event.rect().top():
                self._paint_number(painter, block.blockNumber(), round(top), height)
            top += line
            block = block.next()

    def _paint_number(self, painter: QPainter, number: int, top: int, height: int) -> None:
        tone = self._tones.get(number)
        if tone is not None:
            dot = QRectF(px(3), top + (height - px(5)) // 2, px(5), px(5))
            paint_box(painter, dot, px(5) / 2, tone_color(tone))
        painter.setPen(QColor(colors().muted if tone is None else tone_color(tone)))
        place = QRectF(0, top, self.width() - px(10), height)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(number + 1))
