"""The head of an event's card: what it shows, how it is painted, and how it is dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.core.text import visible
from convert_console.widgets.kit.painted import paint_box, paint_focus
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, text_font, tone_color
from convert_console.widgets.theme.tokens import tokens

if TYPE_CHECKING:
    from convert_console.widgets.builder.event_list import EventList


LEFT, RIGHT = 13, 31
"""Pixels left of the number, and right of the wire name, where chevron or menu button are."""

KIND_WIDTH, KIND_INSET = 84, 7
"""Pixels of the field for the type of an open event, and between its right edge and its text, which
is where a closed card has the wire name.
"""

SEVERITY_ICONS = {"error": "circle-x", "warning": "alert-triangle"}


class Card(NamedTuple):
    """What the head of a card says of an event: its number, its type by name and as sent, its
    values, and how many problems it has, with the severity of the worst.
    """

    number: int
    name: str
    line: str
    kind: str
    problems: int = 0
    severity: str = ""
    is_open: bool = False
    is_hovered: bool = False
    is_dragged: bool = False


def paint_card(
    painter: QPainter,
    area: QRectF,
    card: Card,
    *,
    focused: bool,
    has_more: bool,
) -> None:
    """Paint a head; with `has_more` the menu button is in place of the chevron."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if card.is_dragged:
        painter.setOpacity(0.45)
    _paint_surface(painter, area, card)
    if focused:
        paint_focus(painter, area, px(tokens().radius.panel), colors().accent)
    if card.is_hovered and not card.is_dragged:
        side = px(12)
        grip = QRectF(area.left() + px(1), area.center().y() - side / 2, side, side)
        paint_icon(painter, grip, "grip-vertical", colors().muted)
    if not has_more:
        side = px(tokens().size.icon_small)
        middle = area.right() - px(17)
        chevron = QRectF(middle - side / 2, area.center().y() - side / 2, side, side)
        name = "chevron-down" if card.is_open else "chevron-right"
        paint_icon(painter, chevron, name, colors().muted)
    right = _paint_right(painter, area, card)
    _paint_left(painter, QRectF(area.left(), area.top(), right - area.left(), area.height()), card)


def _paint_surface(painter: QPainter, area: QRectF, card: Card) -> None:
    radius = px(tokens().radius.panel)
    if not card.is_open:
        fill = colors().raised if card.is_hovered else colors().pane
        paint_box(painter, area, radius, fill, colors().line)
        return
    # Round above only: the form follows, in a frame of the same colour.
    path, inside = QPainterPath(), area.adjusted(0.5, 0.5, -0.5, 0)
    path.moveTo(inside.bottomLeft())
    path.lineTo(inside.left(), inside.top() + radius)
    path.quadTo(inside.left(), inside.top(), inside.left() + radius, inside.top())
    path.lineTo(inside.right() - radius, inside.top())
    path.quadTo(inside.right(), inside.top(), inside.right(), inside.top() + radius)
    path.lineTo(inside.bottomRight())
    painter.fillPath(path, QColor(colors().accent_soft))
    painter.strokePath(path, QPen(QColor(colors().accent), 1))


def _paint_right(painter: QPainter, area: QRectF, card: Card) -> float:
    """Paint the wire name and the number of problems; the left edge of both."""
    right = area.right() - px(RIGHT)
    mono = text_font("mono_small")
    if card.is_open:  # its type is a field, which has a frame under the mouse and with the focus
        width = px(KIND_WIDTH) - px(KIND_INSET)
    else:
        width = min(QFontMetrics(mono).horizontalAdvance(visible(card.kind)), px(96))
        _paint_text(painter, QRectF(right - width, area.top(), width, area.height()), card.kind,
                    mono, colors().muted)  # fmt: skip
    right -= width + px(8)
    if card.problems:
        font, color = text_font(), tone_color(SEVERITY_TONES[card.severity])
        width = QFontMetrics(font).horizontalAdvance(str(card.problems))
        place = QRectF(right - width, area.top(), width + 1, area.height())
        _paint_text(painter, place, str(card.problems), font, color)
        side = px(tokens().size.icon_small)
        right -= width + px(4) + side
        place = QRectF(right, area.center().y() - side / 2, side, side)
        paint_icon(painter, place, SEVERITY_ICONS[card.severity], color)
        right -= px(8)
    return right


def _paint_left(painter: QPainter, area: QRectF, card: Card) -> None:
    left = area.left() + px(LEFT)
    for text, font, color, gap in (
        (str(card.number), text_font(), colors().muted, px(10)),
        (card.name, text_font("strong"), colors().text, px(8)),
        (card.line, text_font(), colors().muted, 0),
    ):
        place = QRectF(left, area.top(), max(area.right() - left, 0), area.height())
        left += _paint_text(painter, place, text, font, color) + gap


def _paint_text(painter: QPainter, place: QRectF, text: str, font: QFont, color: str) -> int:
    """Paint a line of text, cut at its end where it does not fit, and return its width."""
    metrics = QFontMetrics(font)
    mode = Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(visible(text), mode, int(place.width()) + 1)
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(
        place.adjusted(0, 0, 1, 0),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        shown,
    )
    return metrics.horizontalAdvance(shown)


# Moving cards to another position with the mouse.

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
