"""Line numbers left of a text, and which of its lines have something wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.folding import lines_shown, opens
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, text_font, tone_color

if TYPE_CHECKING:
    from convert_console.widgets.kit.code_editor import CodeEdit


SIGN, GAP = 12, 16
"""Side of the sign of what can be folded, and the room between a number and the text."""


class Gutter(QWidget):
    """Muted numbers without a box; a marked line's number takes the tone, with a dot before it.
    Behind the number of a line that opens a bracket stands whether it is folded.
    """

    def __init__(self, view: CodeEdit) -> None:
        super().__init__(view)
        self.setMouseTracking(True)
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
        return px(12) + number + px(GAP)

    def sizeHint(self) -> QSize:
        return QSize(self.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, painter = self._view, QPainter(self)
        painter.setFont(text_font("mono"))
        height = view.fontMetrics().height()
        for block, top in lines_shown(view):
            if event.rect().top() - height <= top <= event.rect().bottom():
                self._paint_number(painter, block, round(top), height)
                if opens(block):
                    self._paint_sign(painter, round(top), folded=view.folding.is_folded(block))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere beside a line that opens a bracket folds it, or shows what it holds."""
        spot = QPoint(0, round(event.position().y()))
        block = self._view.cursorForPosition(spot).block()
        if event.button() == Qt.MouseButton.LeftButton and opens(block):
            self._view.folding.toggle(block)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = QPoint(0, round(event.position().y()))
        hand = opens(self._view.cursorForPosition(spot).block())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def _paint_sign(self, painter: QPainter, top: int, *, folded: bool) -> None:
        side = px(SIGN)
        height = self._view.fontMetrics().height()
        area = QRectF(self.width() - px(GAP) + px(1), top + (height - side) // 2, side, side)
        name = "chevron-right" if folded else "chevron-down"
        paint_icon(painter, area, name, colors().accent if folded else colors().muted)

    def _paint_number(self, painter: QPainter, block: QTextBlock, top: int, height: int) -> None:
        tone, number = self._tones.get(block.blockNumber()), self._view.number_of(block)
        if tone is not None:
            dot = QRectF(px(3), top + (height - px(5)) // 2, px(5), px(5))
            paint_box(painter, dot, px(5) / 2, tone_color(tone))
        painter.setPen(QColor(colors().muted if tone is None else tone_color(tone)))
        place = QRectF(0, top, self.width() - px(GAP), height)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, "" if number is None else str(number))
