"""The list of events as cards; the chosen one is open and holds the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.models.document.events import EventsModel
from convert_console.widgets.builder.card_delegate import CardDelegate
from convert_console.widgets.builder.card_drag import CardDrag
from convert_console.widgets.builder.card_shape import GAP, HEAD, SIDE, menu_rect
from convert_console.widgets.kit.qt_workarounds import know_viewport
from convert_console.widgets.theme.theme import px

if TYPE_CHECKING:
    from convert_console.models.linting.problems import Problems

Index = QModelIndex | QPersistentModelIndex

LEAST = 450


class EventList(QListView):
    """Places and paints every card itself, so that 10,000 events cost no more than one.

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
        self._laid = self._open = -1
        self.hovered = -1
        know_viewport(self)
        self.problems = problems
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
        self._laid = self.open_height()
        self.updateGeometries()
        self.viewport().update()

    # Where a card is follows from its number: all are of one height but the open one. QListView
    # asks each for its size, for every change, and 10,000 answers take 50 ms.

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        self.lay_out_anew()

    def dataChanged(self, first: Index, last: Index, roles: Iterable[int] = ()) -> None:
        """Paint the cards; only the form, which says so itself, ever changes a height."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def rowsInserted(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, first, last)
        self.lay_out_anew()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.model() is not self.model():
            return QRect()
        row, head = index.row(), px(GAP + HEAD)
        is_open = row == self._open
        top = row * head + (max(self._laid, 0) if 0 <= self._open < row else 0)
        height = head + (max(self._laid, 0) if is_open else 0)
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        y, head = point.y() + self.verticalOffset(), px(GAP + HEAD)
        below = (self._open + 1) * head  # where the form of the open card begins
        if self._open >= 0 and y >= below:
            y = max(y - max(self._laid, 0), below - 1)
        row = y // head
        if not 0 <= row < self._count() or not 0 <= point.x() < self.viewport().width():
            return QModelIndex()
        return self.model().index(row, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        area, room = self.visualRect(index), self.viewport().height()
        bar = self.verticalScrollBar()
        match hint:
            case QAbstractItemView.ScrollHint.PositionAtTop:
                by = area.top()
            case QAbstractItemView.ScrollHint.PositionAtBottom:
                by = area.bottom() + 1 - room
            case QAbstractItemView.ScrollHint.PositionAtCenter:
                by = area.center().y() - room // 2
            case _:
                below = max(area.bottom() + 1 - room, 0)
                by = min(area.top(), below)  # of a card that does not fit, its head
        bar.setValue(bar.value() + by)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        row, last = self.currentIndex().row(), self._count() - 1
        page = max(self.viewport().height() // px(GAP + HEAD) - 1, 1)
        steps = {
            QAbstractItemView.CursorAction.MoveUp: -1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
            QAbstractItemView.CursorAction.MoveDown: 1,
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MovePageUp: -page,
            QAbstractItemView.CursorAction.MovePageDown: page,
            QAbstractItemView.CursorAction.MoveHome: -last - 1,
            QAbstractItemView.CursorAction.MoveEnd: last + 1,
        }
        return self.model().index(min(max(row + steps.get(action, 0), 0), last), 0)

    def setSelection(self, area: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(area.topLeft())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in self.selectionModel().selectedIndexes():
            region += self.visualRect(index)
        return region

    def updateGeometries(self) -> None:
        self._open = self.currentIndex().row()
        whole = self._count() * px(GAP + HEAD) + (max(self._laid, 0) if self._open >= 0 else 0)
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setRange(0, max(whole - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(px(GAP + HEAD))
        QAbstractItemView.updateGeometries(self)
        self.place_form()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        self.place_form()

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards in sight. At the first one the form has just been given its look, and with it
        another height.
        """
        if self.open_height() != self._laid:
            self.lay_out_anew()
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        under = self.viewport().underMouse()
        pointer = self.viewport().mapFromGlobal(QCursor.pos()) if under else QPoint(-1, -1)
        self.hovered = self.indexAt(pointer).row()
        index = self.indexAt(QPoint(0, max(event.rect().top(), 0)))
        while index.isValid():
            area = self.visualRect(index)
            if area.top() > event.rect().bottom():
                break
            option.rect = area
            self._cards.paint(painter, option, index)
            index = self.model().index(index.row() + 1, 0)
        painter.end()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._open = current.row()
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
