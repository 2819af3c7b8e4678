"""One id in a list of ids: its name and number, and a cross to take it out."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.kit.plain_tip import plain_tip
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import (
    Tone,
    colors,
    px,
    text_font,
    tone_color,
    tone_surface,
)

# Names can be long; the whole of it is in the tooltip.
WIDEST = 320


class Chip(QAbstractButton):
    """Arrow keys move the focus, Alt and an arrow move the chip, Delete takes it out.

    Signals:
        removed: the person wants it out.
        moved(int): the person moved it by one place, -1 to the front.
        stepped(int): the person wants the focus one chip further.
        dragged(QPoint): it is being dragged; the place in the parent's coordinates.
        dropped: the drag is over.
    """

    removed = Signal()
    moved = Signal(int)
    stepped = Signal(int)
    dragged = Signal(QPoint)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tone: Tone = "neutral"
        self._pressed_at: QPoint | None = None
        self._dragging = False
        # Tab goes from row to row; the arrow keys go from the field to the chips beside it.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleDescription("Delete takes it out. Alt and an arrow key move it.")

    def set_item(self, number: str, name: str | None, tone: Tone, sentence: str) -> None:
        """Say another id; an empty one is shown as what it is."""
        shown = visible(number) or "“”"
        text = f"{visible(name)} · {shown}" if name else shown
        tip = plain_tip(f"{text}\n{sentence}" if sentence else text)
        if (text, tone, tip) == (self.text(), self._tone, self.toolTip()):
            return
        self._tone = tone
        self.setText(text)
        self.setAccessibleName(f"{text}. {sentence}" if sentence else text)
        self.setToolTip(tip)
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(self._font()).horizontalAdvance(self.text())
        return QSize(min(words + px(9) + px(22), px(WIDEST)), px(20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            self.stepped.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        start = self._pressed_at
        if start is not None and not self._cross().contains(start):
            far = (spot - start).manhattanLength() >= QApplication.startDragDistance()
            self._dragging = self._dragging or far
        if self._dragging:
            self.dragged.emit(self.mapToParent(spot))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, self._pressed_at = self._pressed_at, None
        dragging, self._dragging = self._dragging, False
        cross, spot = self._cross(), event.position().toPoint()
        if dragging:
            self.dropped.emit()
        elif start is not None and cross.contains(start) and cross.contains(spot):
            self.removed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_row()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint_row()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        paint_box(painter, box, box.height() / 2, tone_surface(self._tone))
        if self.hasFocus():
            paint_focus(painter, box, box.height() / 2 - 1, colors().accent)
        painter.setFont(self._font())
        plain = self._tone == "neutral"
        ink = tone_color(self._tone) if not plain else colors().text
        painter.setPen(QColor(ink if self.isEnabled() else colors().muted))
        place = self.rect().adjusted(px(9), 0, -px(20), 0)
        mode = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(self._font()).elidedText(self.text(), mode, place.width() + 1)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        side = px(12)
        cross = self._cross()
        square = QRect(cross.left() + px(3), (self.height() - side) // 2, side, side)
        paint_icon(painter, square, "x", colors().muted if plain else ink)

    def _repaint_row(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            parent.update()

    def _cross(self) -> QRect:
        return QRect(self.width() - px(20), 0, px(20), self.height())

    def _font(self) -> QFont:
        font = text_font("small")
        font.setWeight(QFont.Weight.Medium)
        return font
