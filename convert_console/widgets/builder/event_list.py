"""The list of events as cards; the current one is open and holds the form."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.models.document.events import KIND, LINE, EventsModel
from convert_console.models.linting.problems import Problems
from convert_console.widgets.kit.badge import badge_size, paint_badge_at
from convert_console.widgets.kit.painted import paint_box
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, text_font

HEAD, GAP, SIDE = 34, 8, 12
"""The head of a card, the gap above it and the margins at its sides, in pixels at 100 % zoom."""

MINIMUM_WIDTH = 450

Index = QModelIndex | QPersistentModelIndex


class EventList(QListView):
    """The events as cards; the open one holds the form.

    Signals:
        menu_requested(int): the user clicked the menu icon of an event.
        moved(int, int): the user dragged an event to another position.
    """

    menu_requested = Signal(int)
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
        self._form_height = self._open = -1
        self._cards = CardDelegate(problems, self)
        self._form = form  # set first: the setters below lay out the list, which places the form
        self.setAccessibleName("Events")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        form.installEventFilter(self)
        form.setParent(self.viewport())
        form.hide()
        # Queued: once the form has its new layout, and before anything is painted.
        self._form_changed.connect(self._check_form_height, Qt.ConnectionType.QueuedConnection)
        self.setItemDelegate(self._cards)
        self.setModel(events)
        self.drag = CardDrag(self)
        self.drag.clicked.connect(self._click_card)
        self.drag.dropped.connect(self.moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reacts to a new height of the form, after a change of rows, messages or the zoom."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._form_changed.emit()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a pair of usual ids and its label."""
        return QSize(px(MINIMUM_WIDTH), super().minimumSizeHint().height())

    def open_height(self) -> int:
        """The height of the form in the open card, in pixels, with its messages as they wrap."""
        layout, index = self._form.layout(), self.currentIndex()
        width = self.visualRect(index).width() - 2 * px(SIDE) - 2
        if layout is None or not index.isValid() or width <= 0 or not layout.hasHeightForWidth():
            return self._form.sizeHint().height()
        # A size hint assumes a width of its own: long messages would be cut at this one.
        return layout.totalHeightForWidth(width)

    def place_form(self) -> None:
        """Move the form into the open card."""
        index = self.currentIndex()
        self._form.setVisible(index.isValid())
        if index.isValid():
            card = self.visualRect(index)
            left, top = card.left() + px(SIDE) + 1, card.top() + px(GAP + HEAD)
            width = card.width() - 2 * px(SIDE) - 2
            self._form.setGeometry(left, top, width, self.open_height() - 1)

    def update_layout(self) -> None:
        """Place all cards again: another one is open, or the open one has a new height."""
        self._form_height = self.open_height()
        self.updateGeometries()
        self.viewport().update()

    # All cards but the open one have the same height, so a card's place follows from its row.
    # QListView asks each item for its size at every change, which takes 50 ms for 10,000 events.

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)
        self.update_layout()

    def dataChanged(self, first: Index, last: Index, roles: Iterable[int] = ()) -> None:
        """Only paints again: a changed event does not change the height of its card."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def rowsInserted(self, parent: Index, first: int, last: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, first, last)
        self.update_layout()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.model() is not self.model():
            return QRect()
        row, head = index.row(), px(GAP + HEAD)
        is_open = row == self._open
        top = row * head + (max(self._form_height, 0) if 0 <= self._open < row else 0)
        height = head + (max(self._form_height, 0) if is_open else 0)
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        y, head = point.y() + self.verticalOffset(), px(GAP + HEAD)
        below = (self._open + 1) * head  # the top of the form in the open card
        if self._open >= 0 and y >= below:
            y = max(y - max(self._form_height, 0), below - 1)
        row = y // head
        if not 0 <= row < self._count() or not 0 <= point.x() < self.viewport().width():
            return QModelIndex()
        return self.model().index(row, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        area, height = self.visualRect(index), self.viewport().height()
        bar = self.verticalScrollBar()
        match hint:
            case QAbstractItemView.ScrollHint.PositionAtTop:
                by = area.top()
            case QAbstractItemView.ScrollHint.PositionAtBottom:
                by = area.bottom() + 1 - height
            case QAbstractItemView.ScrollHint.PositionAtCenter:
                by = area.center().y() - height // 2
            case _:
                below = max(area.bottom() + 1 - height, 0)
                by = min(area.top(), below)  # of a card that does not fit, the head
        bar.setValue(bar.value() + by)

    def reveal(self, field: QWidget) -> None:
        """Scroll so that the open card is in sight as far as possible, and a field of its form
        whatever happens.
        """
        self.scrollTo(self.currentIndex())
        if not self._form.isAncestorOf(field):
            return
        top = field.mapTo(self.viewport(), QPoint(0, 0)).y()
        below = top + field.height() + px(GAP) - self.viewport().height()
        bar = self.verticalScrollBar()
        if top < 0:
            bar.setValue(bar.value() + top - px(GAP))
        elif below > 0:
            bar.setValue(bar.value() + below)

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
        cards = self._count() * px(GAP + HEAD)
        form = max(self._form_height, 0) if self._open >= 0 else 0
        height, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setRange(0, max(cards + form - height, 0))
        bar.setPageStep(height)
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
        """Paint the visible cards."""
        # The form gets its style sheet, and with it another height, just before the first paint.
        if self.open_height() != self._form_height:
            self.update_layout()
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        under = self.viewport().underMouse()
        pointer = self.viewport().mapFromGlobal(QCursor.pos()) if under else QPoint(-1, -1)
        self._cards.open_row = self.currentIndex().row()
        self._cards.dragged_row = self.drag.row
        self._cards.hovered_row = self.indexAt(pointer).row()
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
        self.update_layout()

    def _check_form_height(self) -> None:
        if self.open_height() != self._form_height:
            self.update_layout()

    def _click_card(self, row: int, position: QPoint) -> None:
        index = self.model().index(row, 0)
        on_menu = menu_rect(self.visualRect(index)).contains(position)
        self.setCurrentIndex(index)
        if on_menu:
            self.menu_requested.emit(row)


def card_rect(item: QRect) -> QRect:
    """The card inside an item of the list."""
    return item.adjusted(px(SIDE), px(GAP), -px(SIDE), 0)


def head_rect(item: QRect) -> QRect:
    """The head of a card: a click opens the card, a drag moves it."""
    card = card_rect(item)
    return QRect(card.left(), card.top(), card.width(), px(HEAD))


def menu_rect(item: QRect) -> QRect:
    """Where a click opens the menu of a card."""
    card = card_rect(item)
    return QRect(card.right() - px(34), card.top(), px(34), px(HEAD))


class CardDelegate(QStyledItemDelegate):
    """Paints an event as a card with its number, type and summary, and an icon for its menu. The
    view sets which row is open, dragged or under the pointer; -1 is none.
    """

    def __init__(self, problems: Problems, parent: QObject) -> None:
        super().__init__(parent)
        self._problems = problems
        self.open_row = self.dragged_row = self.hovered_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        is_open = index.row() == self.open_row
        if index.row() == self.dragged_row:
            painter.setOpacity(0.45)
        card = QRectF(card_rect(option.rect))
        head = QRectF(card.left(), card.top(), card.width(), px(HEAD))
        edge = colors().accent if is_open else colors().line
        paint_box(painter, card, px(6), colors().pane, edge)
        if is_open:
            self._tint(painter, card, head)
        if index.row() == self.hovered_row:
            side = px(12)
            grip = QRectF(head.left(), head.center().y() - side / 2, side, side)
            paint_icon(painter, grip, "grip-vertical", colors().muted)
        badge_width = self._paint_count(painter, head, index)
        self._paint_text(painter, head.adjusted(0, 0, -badge_width, 0), index)
        painter.restore()

    def _paint_count(self, painter: QPainter, head: QRectF, index: Index) -> int:
        """Paint the menu icon and the number of problems, and return the width of its badge."""
        side = px(16)
        icon_area = QRectF(head.right() - px(26), head.center().y() - side / 2, side, side)
        paint_icon(painter, icon_area, "more-vertical", colors().muted)
        problems = [p for p in self._problems.at("ev", index.row()) if p.severity != "info"]
        if not problems:
            return 0
        count, tone = str(len(problems)), SEVERITY_TONES[problems[0].severity]
        width = badge_size(count).width()
        paint_badge_at(painter, head.right() - px(36) - width, head.center().y(), count, tone)
        return width + px(6)

    def _tint(self, painter: QPainter, card: QRectF, head: QRectF) -> None:
        inside = QPainterPath()
        inside.addRoundedRect(card.adjusted(1, 1, -1, -1), px(5), px(5))
        painter.save()
        painter.setClipPath(inside)
        painter.fillRect(head, QColor(colors().accent_soft))
        painter.restore()

    def _paint_text(self, painter: QPainter, head: QRectF, index: Index) -> None:
        left = head.left() + px(12)
        strong = text_font("strong")
        for text, font, color in (
            (str(index.row() + 1), text_font("small"), colors().muted),
            (visible(str(index.data(KIND))), strong, colors().text),
            (visible(str(index.data(LINE))), text_font("small"), colors().muted),
        ):
            metrics = QFontMetrics(font)
            width = max(int(head.right() - px(40) - left), 0)
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.setFont(font)
            painter.setPen(QColor(color))
            area = QRectF(left, head.top(), width, head.height())
            painter.drawText(
                area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided
            )
            left += metrics.horizontalAdvance(elided) + px(10)


EDGE = 36
"""Pixels at the top and bottom of the list in which a drag scrolls it."""

SCROLL_EVERY_MS = 16


class CardDrag(QObject):
    """Moves cards with the mouse, and shows a line where the card would drop. A card opens on
    release, not on press, so that it does not move away from the pointer.

    Signals:
        clicked(int, QPoint): a card was clicked here.
        dropped(int, int): a card was dropped; its row, and its new position.
    """

    clicked = Signal(int, QPoint)
    dropped = Signal(int, int)

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._row = -1
        self._start = QPoint()
        self._pointer = QPoint()
        self.active = False
        self._line = DropLine(view.viewport())
        self._scroller = QTimer(self, interval=SCROLL_EVERY_MS)
        self._scroller.timeout.connect(self._scroll)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    @property
    def row(self) -> int:
        """The row of the dragged card, or -1."""
        return self._row if self.active else -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and self.active:  # else Esc would cancel something in the window
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

    def _press(self, position: QPoint) -> bool:
        index = self._view.indexAt(position)
        if not head_rect(self._view.visualRect(index)).contains(position):
            return False
        self._row, self._start, self._pointer = index.row(), position, position
        return True

    def _move(self, position: QPoint) -> None:
        self._pointer = position
        if not self.active:
            distance = (position - self._start).manhattanLength()
            if distance < QApplication.startDragDistance() or self._view.model().rowCount() < 2:
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
            self.clicked.emit(row, self._start)
        elif (to := slot if slot <= row else slot - 1) != row:
            self.dropped.emit(row, to)

    def _end(self) -> None:
        self._row, self.active = -1, False
        self._scroller.stop()
        self._line.hide()
        self._view.viewport().unsetCursor()
        self._view.viewport().update()

    def _slot(self) -> int:
        """The index at which the dragged card would be inserted."""
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
        self._line.show_at(y)

    def _scroll(self) -> None:
        """Scroll if the pointer is near an edge; the further beyond it, the faster."""
        height, y = self._view.viewport().height(), self._pointer.y()
        beyond = min(y - px(EDGE), 0) + max(y - height + px(EDGE), 0)
        if beyond:
            bar = self._view.verticalScrollBar()
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
