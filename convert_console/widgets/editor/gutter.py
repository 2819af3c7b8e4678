"""The line numbers of an editor, with marks of problems and arrows to fold."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from convert_console.widgets.editor.folding import Folding, opens, visible_blocks
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import Tone, colors, px, text_font, tone_color

ARROW_SIDE, RIGHT_GAP = 12, 16
"""Pixels of a fold arrow, and between a number and the text."""


TINT_BAR = 3
"""Width of the bar left of tinted lines."""


class Gutter(QWidget):
    """A marked line has a dot and a number in the colour of its tone. A line that can be folded has
    an arrow. `number_of` returns the number of a line, `None` for the continuation of a long one.
    The lines of `tinted` have a bar.
    """

    def __init__(
        self,
        edit: QPlainTextEdit,
        folding: Folding,
        number_of: Callable[[QTextBlock], int | None],
    ) -> None:
        super().__init__(edit)
        self.setMouseTracking(True)
        self._edit = edit
        self._folding = folding
        self._number_of = number_of
        self._tones: Mapping[int, Tone] = {}
        self.tinted: Callable[[], range] = lambda: range(0)
        folding.changed.connect(self.update)

    def set_tones(self, tones: Mapping[int, Tone]) -> None:
        """Set the tones of marked lines, by line number from 0."""
        self._tones = tones
        self.update()

    def width_needed(self) -> int:
        """The width for numbers of at least two digits, or that of a margin while it is hidden."""
        if self.isHidden():
            return px(12)
        digits = max(2, len(str(self._edit.blockCount())))
        number = QFontMetrics(text_font("mono")).horizontalAdvance("0") * digits
        return px(12) + number + px(RIGHT_GAP)

    def sizeHint(self) -> QSize:
        return QSize(self.width_needed(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if lines := self.tinted():
            paint_tint(painter, self._edit, lines, self.width(), bar=px(TINT_BAR))
        painter.setFont(text_font("mono"))
        height = self._edit.fontMetrics().height()
        for block, top in visible_blocks(self._edit):
            if event.rect().top() - height <= top <= event.rect().bottom():
                self._paint_number(painter, block, round(top), height)
                if opens(block):
                    self._paint_arrow(painter, round(top), folded=self._folding.is_folded(block))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        block = self._line_under(event)
        if event.button() == Qt.MouseButton.LeftButton and opens(block):
            self._folding.toggle(block)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = opens(self._line_under(event))
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def _line_under(self, event: QMouseEvent) -> QTextBlock:
        return self._edit.cursorForPosition(QPoint(0, round(event.position().y()))).block()

    def _paint_arrow(self, painter: QPainter, top: int, *, folded: bool) -> None:
        side = px(ARROW_SIDE)
        height = self._edit.fontMetrics().height()
        area = QRectF(self.width() - px(RIGHT_GAP) + px(1), top + (height - side) // 2, side, side)
        name = "chevron-right" if folded else "chevron-down"
        paint_icon(painter, area, name, colors().accent if folded else colors().muted)

    def _paint_number(self, painter: QPainter, block: QTextBlock, top: int, height: int) -> None:
        tone, number = self._tones.get(block.blockNumber()), self._number_of(block)
        if tone is not None:
            dot = QRectF(px(TINT_BAR) + 1, top + (height - px(5)) // 2, px(5), px(5))
            paint_box(painter, dot, px(5) / 2, tone_color(tone))
        painter.setPen(QColor(colors().muted if tone is None else tone_color(tone)))
        area = QRectF(0, top, self.width() - px(RIGHT_GAP), height)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight, "" if number is None else str(number))


def paint_tint(
    painter: QPainter, edit: QPlainTextEdit, lines: range, width: int, *, bar: int = 0
) -> None:
    """Tint the visible ones of these lines up to a width, with a bar at the left."""
    for block, top in visible_blocks(edit):
        number = block.blockNumber()
        if number >= lines.stop:
            break
        if number >= lines.start:
            height = edit.blockBoundingRect(block).height()
            painter.fillRect(QRectF(0, top, width, height), QColor(colors().tint))
            if bar:
                painter.fillRect(QRectF(0, top, bar, height), QColor(colors().tint_bar))
