"""Lets cards be put into another order with the mouse: where it would drop, a line shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from convert_console.widgets.builder.card_shape import GAP, head_rect
from convert_console.widgets.theme.theme import colors, px

EDGE = 36
"""Pixels at the top and bottom of the list where a drag scrolls it."""

SCROLL_EVERY_MS = 16


class CardDrag(QObject):
    """A press is a drag once it has moved; until then it opens nothing, so that no card jumps
    away beneath the pointer.

    Signals:
        pressed(int, QPoint): a card was pressed, here, and let go without a drag.
        dropped(int, int): a card, and the position that it is to have.
    """

    pressed = Signal(int, QPoint)
    dropped = Signal(int, int)

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._row = -1
        self._begun = QPoint()
        self._pointer = QPoint()
        self.active = False
        self._line = DropLine(view.viewport())
        self._scroller = QTimer(self, interval=SCROLL_EVERY_MS)
        self._scroller.timeout.connect(self._scroll)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def row(self) -> int:
        """The card that is dragged; -1 for none."""
        return self._row if self.active else -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and self.active:  # before the window's own Esc
            event.accept()
            self._end()
            return True
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                return self._press(event.position().toPoint())
            case QEvent.Type.MouseMove if self._row >= 0:
                self._move(event.position().toPoint())
                return True
            case QEvent.Type.MouseButtonRelease if self._row >= 0:
                self._release()
                return True
        return False

    def _press(self, where: QPoint) -> bool:
        index = self._view.indexAt(where)
        if not head_rect(self._view.visualRect(index)).contains(where):
            return False
        self._row, self._begun, self._pointer = index.row(), where, where
        return True

    def _move(self, where: QPoint) -> None:
        self._pointer = where
        if not self.active:
            far = (where - self._begun).manhattanLength() >= QApplication.startDragDistance()
            if not far or self._view.model().rowCount() < 2:
                return
            self.active = True
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scroller.start()
            self._view.viewport().update()
        self._show_line()

    def _release(self) -> None:
        row, slot, dragged = self._row, self._slot(), self.active
        self._end()
        if not dragged:
            self.pressed.emit(row, self._begun)
        elif (to := slot if slot <= row else slot - 1) != row:
            self.dropped.emit(row, to)

    def _end(self) -> None:
        self._row, self.active = -1, False
        self._scroller.stop()
        self._line.hide()
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def _slot(self) -> int:
        """Before which card the dragged one would stand; the number of cards for the end."""
        area = self._view.viewport().rect()
        y = min(max(self._pointer.y(), area.top()), area.bottom())
        index = self._view.indexAt(QPoint(area.center().x(), y))
        if not index.isValid():
            return self._view.model().rowCount()
        return index.row() + (y > self._view.visualRect(index).center().y())

    def _show_line(self) -> None:
        slot, model = self._slot(), self._view.model()
        if slot < model.rowCount():
            y = self._view.visualRect(model.index(slot, 0)).top() + px(GAP) // 2
        else:
            y = self._view.visualRect(model.index(slot - 1, 0)).bottom() + px(GAP) // 2
        self._line.stand_at(y)

    def _scroll(self) -> None:
        """Faster the nearer to the edge, and beyond it."""
        height, y = self._view.viewport().height(), self._pointer.y()
        beyond = min(y - px(EDGE), 0) + max(y - height + px(EDGE), 0)
        if beyond:
            bar = self._view.verticalScrollBar()
            bar.setValue(bar.value() + max(min(beyond // 2, px(40)), -px(40)))
            self._show_line()


class DropLine(QWidget):
    """A line with a ring at its left end, above cards and form."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def stand_at(self, y: int) -> None:
        """Show between two cards; `y` is of the parent."""
        holder = self.parentWidget()
        assert holder is not None
        half = px(4)
        top = min(max(y, half), holder.height() - half) - half
        self.setGeometry(px(4), top, holder.width() - px(8), 2 * half)
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
