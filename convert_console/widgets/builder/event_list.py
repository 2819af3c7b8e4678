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
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QWidget,
)

from convert_console.models.events import EventsModel
from convert_console.widgets.builder.card_delegate import CardDelegate
from convert_console.widgets.builder.card_drag import CardDrag
from convert_console.widgets.builder.card_shape import GAP, HEAD, SIDE, menu_rect
from convert_console.widgets.kit.known_viewport import know_viewport
from convert_console.widgets.theme import px

if TYPE_CHECKING:
    from convert_console.models.problems import Problems

Index = QModelIndex | QPersistentModelIndex

LEAST = 450


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
