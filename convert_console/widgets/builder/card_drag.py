"""Moving cards to another position with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.widgets.theme.theme import colors, px
from convert_console.widgets.theme.tokens import tokens

if TYPE_CHECKING:
    from convert_console.widgets.builder.event_list import EventList

EDGE = 36
"""Pixels at the top and bottom of the list in which a drag scrolls it."""

SCROLL_EVERY_MS = 16


class CardDrag(QObject):
    """Moves the card whose head was pressed, and shows a line where it would drop.

    Signals:
        dropped(int, int): a card was dropped; its row, and its new position.
        changed: a drag has begun or ended.
    """

    dropped = Signal(int, int)
    changed = Signal()

    def __init__(self, cards: EventList) -> None:
        super().__init__(cards)
        self._cards = cards
        self._row = -1
        self._start = self._pointer = QPoint()
        self.active = False
        self.line = DropLine(cards.content)
        self._scroller = QTimer(self, interval=SCROLL_EVERY_MS)
        self._scroller.timeout.connect(self._scroll)

    @property
    def row(self) -> int:
        """The row of the dragged card, or -1."""
        return self._row if self.active else -1

    def press(self, row: int, pointer: QPoint) -> None:
        """The head of a card was pressed; positions are those of the screen."""
        self._row, self._start, self._pointer = row, pointer, pointer

    def move_to(self, pointer: QPoint) -> None:
        """The pointer has moved while the button is down."""
        if self._row < 0:
            return
        self._pointer = pointer
        if not self.active:
            distance = (pointer - self._start).manhattanLength()
            if distance < QApplication.startDragDistance() or self._cards.count() < 2:
                return
            self.active = True
            self._cards.content.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroller.start()
            self.changed.emit()
        self._show_line()

    def release(self) -> bool:
        """The button is up; whether that was the end of a drag."""
        row, dragged = self._row, self.active
        slot = self._slot() if dragged else -1
        self.cancel()
        if dragged and (to := slot if slot <= row else slot - 1) != row:
            self.dropped.emit(row, to)
        return dragged

    def cancel(self) -> None:
        """End the drag; nothing moves."""
        was_active, self._row, self.active = self.active, -1, False
        if was_active:
            self._scroller.stop()
            self.line.hide()
            self._cards.content.unsetCursor()
            self.changed.emit()

    def raise_line(self) -> None:
        """Keep the line over cards that were placed since."""
        if self.active:
            self.line.raise_()

    def _slot(self) -> int:
        """The index at which the dragged card would be inserted."""
        view = self._cards.viewport()
        y = min(max(view.mapFromGlobal(self._pointer).y(), 0), view.height() - 1)
        y += self._cards.verticalScrollBar().value()
        row = self._cards.row_at(y)
        return row + (y > self._cards.card_rect(row).center().y())

    def _show_line(self) -> None:
        slot, half_gap = self._slot(), px(tokens().size.card_gap) // 2
        last = self._cards.count() - 1
        if slot <= last:
            y = self._cards.card_rect(slot).top() - half_gap
        else:
            y = self._cards.card_rect(last).bottom() + half_gap
        self.line.show_at(y)

    def _scroll(self) -> None:
        """Scroll if the pointer is near an edge; the further beyond it, the faster."""
        view = self._cards.viewport()
        height, y = view.height(), view.mapFromGlobal(self._pointer).y()
        beyond = min(y - px(EDGE), 0) + max(y - height + px(EDGE), 0)
        if beyond:
            bar = self._cards.verticalScrollBar()
            bar.setValue(bar.value() + max(min(beyond // 2, px(40)), -px(40)))
            self._show_line()


class DropLine(QWidget):
    """A line with a ring at its left end, on top of cards and form."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, y: int) -> None:
        """Show between two cards, at this y of the parent."""
        parent = self.parentWidget()
        assert parent is not None
        half = px(4)
        top = min(max(y, half), parent.height() - half) - half
        self.setGeometry(px(4), top, parent.width() - px(8), 2 * half)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(colors().accent)
        middle = self.height() / 2
        ring = QRectF(1, 1, self.height() - 2, self.height() - 2)
        painter.fillRect(
            QRectF(ring.right(), middle - 1, self.width() - ring.right() - px(4), 2), accent
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(ring)
        painter.end()
