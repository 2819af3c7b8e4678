"""The list of events as cards; the chosen one is open and holds the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.models.events import KIND, LINE, EventsModel
from convert_console.widgets.builder.card_drag import CardDrag
from convert_console.widgets.builder.card_shape import GAP, HEAD, SIDE, card_rect, menu_rect
from convert_console.widgets.icons import paint_icon
from convert_console.widgets.kit.badge import badge_size, paint_badge
from convert_console.widgets.kit.known_viewport import know_viewport
from convert_console.widgets.kit.painted import paint_box, paint_plain
from convert_console.widgets.severity import TONES
from convert_console.widgets.theme import colors, px, text_font

if TYPE_CHECKING:
    from convert_console.models.problems import Problems

Index = QModelIndex | QPersistentModelIndex

LEAST = 450
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class EventList(QListView):
    """Paints every card itself, so that 1,000 events cost no more widgets than one.

    Signals:
        menu_wanted(int): the person asks what can be done with an event.
        moved(int, int): the person dragged an event to another position.
    """

    menu_wanted = Signal(int)
    moved = Signal(int, int)

    _form_changed = Signal()

    def __init__(
        self,
        events: EventsModel,
        form: QWidget,
        problems: Problems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        know_viewport(self)
        self.problems = problems
        self._laid = -1
        self._cards = CardDelegate(self)
        self._form = form  # first of all: setters below ask for the layout, which places it
        self.setAccessibleName("Events")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        form.installEventFilter(self)
        form.setParent(self.viewport())
        form.hide()
        # Once the form has laid itself out, and still before anything is painted.
        self._form_changed.connect(self._follow_form, Qt.ConnectionType.QueuedConnection)
        self.setItemDelegate(self._cards)
        self.setModel(events)
        self.drag = CardDrag(self)
        self.drag.pressed.connect(self._pressed)
        self.drag.dropped.connect(self.moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the form's height, for whatever reason it changes: rows, messages, zoom."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._form_changed.emit()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """Room for a pair of usual ids beside its label."""
        return QSize(px(LEAST), super().minimumSizeHint().height())

    def open_height(self) -> int:
        """Pixels that the form of the open card takes."""
        return self._form.sizeHint().height()

    def place_form(self) -> None:
        """Put the form into the open card, wherever that is now."""
        index = self.currentIndex()
        self._form.setVisible(index.isValid())
        if index.isValid():
            card = self.visualRect(index)
            left, top = card.left() + px(SIDE) + 1, card.top() + px(GAP + HEAD)
            width = card.width() - 2 * px(SIDE) - 2
            self._form.setGeometry(left, top, width, self.open_height() - 1)

    def lay_out_anew(self) -> None:
        """The open card is another one or has another height."""
        self.scheduleDelayedItemsLayout()
        self.executeDelayedItemsLayout()
        self.place_form()

    def doItemsLayout(self) -> None:
        """Qt lays out on its own account too: the height then is the one to compare with."""
        self._laid = self.open_height()
        self._cards.measure(self.currentIndex().row(), self._laid)
        super().doItemsLayout()

    def dataChanged(self, first: Index, last: Index, roles: Iterable[int] = ()) -> None:
        """Paint the cards. QListView would also ask every card its size again: 4 ms for 1,000,
        and only the form, which says so itself, ever changes one.
        """
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.place_form()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_form()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.place_form()

    def paintEvent(self, event: QPaintEvent) -> None:
        """At the first one the form has just been given its look, and with it another height."""
        if self.open_height() != self._laid:
            self.lay_out_anew()
        super().paintEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.lay_out_anew()

    def _follow_form(self) -> None:
        if self.open_height() != self._laid:
            self.lay_out_anew()

    def _pressed(self, row: int, where: QPoint) -> None:
        index = self.model().index(row, 0)
        on_sign = menu_rect(self.visualRect(index)).contains(where)
        self.setCurrentIndex(index)
        if on_sign:
            self.menu_wanted.emit(row)


class CardDelegate(QStyledItemDelegate):
    """A card: number, type, summary and a menu sign; the open one has a tinted head."""

    def __init__(self, view: EventList) -> None:
        super().__init__(view)
        self._view = view
        self._open_row = -1
        self._closed = self._open = QSize()

    def measure(self, open_row: int, open_height: int) -> None:
        """Say what is open, and the height of its form, before every card is asked its size: to
        work it out a thousand times takes 5 ms.
        """
        width, head = px(100), px(GAP + HEAD)
        self._open_row = open_row
        self._closed, self._open = QSize(width, head), QSize(width, head + open_height)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._open if index.row() == self._open_row else self._closed

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        is_open = index.row() == self._view.currentIndex().row()
        if index.row() == self._view.drag.row:
            painter.setOpacity(0.45)
        card = QRectF(card_rect(option.rect))
        head = QRectF(card.left(), card.top(), card.width(), px(HEAD))
        edge = colors().accent if is_open else colors().line
        paint_box(painter, card, px(6), colors().pane, edge)
        if is_open:
            self._tint(painter, card, head)
        if self._view.viewport().underMouse() and _under_mouse(option):
            side = px(12)
            grip = QRectF(head.left(), head.center().y() - side / 2, side, side)
            paint_icon(painter, grip, "grip-vertical", colors().muted)
        self._paint_words(
            painter, head.adjusted(0, 0, -self._paint_count(painter, head, index), 0), index
        )
        painter.restore()

    def _paint_count(self, painter: QPainter, head: QRectF, index: Index) -> int:
        """The menu's sign, and before it how many problems there are; the badge's width."""
        side = px(16)
        sign = QRectF(head.right() - px(26), head.center().y() - side / 2, side, side)
        paint_icon(painter, sign, "more-vertical", colors().muted)
        found = [p for p in self._view.problems.at("ev", index.row()) if p.severity != "info"]
        if not found:
            return 0
        size = badge_size(str(len(found)))
        left = head.right() - px(36) - size.width()
        area = QRectF(
            left, round(head.center().y() - size.height() / 2), size.width(), size.height()
        )
        paint_badge(painter, area, str(len(found)), TONES[found[0].severity])
        return size.width() + px(6)

    def _tint(self, painter: QPainter, card: QRectF, head: QRectF) -> None:
        inside = QPainterPath()
        inside.addRoundedRect(card.adjusted(1, 1, -1, -1), px(5), px(5))
        painter.save()
        painter.setClipPath(inside)
        paint_plain(painter, head, colors().accent_soft)
        painter.restore()

    def _paint_words(self, painter: QPainter, head: QRectF, index: Index) -> None:
        left = head.left() + px(12)
        strong = text_font("strong")
        for text, font, color in (
            (str(index.row() + 1), text_font("small"), colors().muted),
            (str(index.data(KIND)), strong, colors().text),
            (str(index.data(LINE)), text_font("small"), colors().muted),
        ):
            metrics = QFontMetrics(font)
            room = int(head.right() - px(40) - left)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
            painter.setFont(font)
            painter.setPen(QColor(color))
            area = QRectF(left, head.top(), max(room, 0), head.height())
            painter.drawText(
                area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
            )
            left += metrics.horizontalAdvance(shown) + px(10)


def _under_mouse(option: QStyleOptionViewItem) -> bool:
    # Imported here, since PySide makes the 13 enums of QStyle with it, which takes 5 ms.
    from PySide6.QtWidgets import QStyle

    return bool(option.state & QStyle.StateFlag.State_MouseOver)
