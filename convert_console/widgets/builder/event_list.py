"""The events as cards in a scroll area; one of them is open and holds the form."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QScrollArea,
    QToolButton,
    QWidget,
)

from convert_console.models.document.events import KIND, LINE, NAME, EventsModel
from convert_console.models.linting.problems import Problems
from convert_console.widgets.builder.event_card import KIND_WIDTH, Card, CardDrag, paint_card
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

SIDE = 12
"""Pixels left and right of the cards."""

KIND_HEIGHT, MORE = 28, 28
"""The field for the type, and the side of the menu button, in the head of the open card."""

NARROWEST = 344


def head_height() -> int:
    """The height of a closed card."""
    return px(tokens().size.card_header)


def pitch() -> int:
    """From the top of a closed card to that of the next one."""
    return head_height() + px(tokens().size.card_gap)


class EventList(QScrollArea):
    """Only the heads in sight are widgets, besides those of the current and the open card. The
    current one is what commands act on; Up and Down make another one current, Enter opens it.

    Signals:
        opened: the card of another event is open.
        menu_requested(int, QPoint): the user asks for the menu of an event, here on the screen.
        moved(int, int): the user dragged an event to another position.
        delete_requested(int): the user pressed Delete on a card.
        entered: the user pressed Enter on the open card.
    """

    opened = Signal()
    menu_requested = Signal(int, QPoint)
    moved = Signal(int, int)
    delete_requested = Signal(int)
    entered = Signal()

    _form_changed = Signal()

    def __init__(
        self,
        events: EventsModel,
        form: QWidget,
        kind: QWidget,
        problems: Problems,
        after: QWidget,
        parent: QWidget,
    ) -> None:
        """`kind` is the field for the type of the open event, which is in its head. Tab comes to
        the cards from `after`.
        """
        super().__init__(parent)
        self._events = events
        self._problems = problems
        self._form = form
        self._kind = kind
        self._after = after
        self._heads: dict[int, CardHead] = {}
        self._spare: list[CardHead] = []
        self._row = self._open = -1
        self._form_height = 0
        self._hovered = -1
        self.setAccessibleName("Events")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content = Content()
        self.content.hovered.connect(self._hover)
        self.frame = QFrame(self.content)
        set_look(self.frame, card="chosen")
        form.setParent(self.frame)
        kind.setParent(self.content)
        self.more = MoreButton(self.content)
        self.more.clicked.connect(self._open_menu)
        self.more.focused.connect(self._place_more)
        for part in (self.frame, kind, self.more):
            part.hide()
        self.setWidget(self.content)
        self.drag = CardDrag(self)
        self.drag.dropped.connect(self.moved)
        self.drag.changed.connect(self._refresh_heads)
        form.installEventFilter(self)
        # Queued: once the form has its new layout, and before anything is painted.
        self._form_changed.connect(self.fit_form, Qt.ConnectionType.QueuedConnection)
        self.verticalScrollBar().valueChanged.connect(self._place_heads)
        events.dataChanged.connect(self._refresh_changed)
        for signal in (events.rowsInserted, events.rowsRemoved, events.modelReset):
            signal.connect(self.update_layout)
        problems.changed.connect(self._refresh_heads)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    # Which card is current and which is open

    @property
    def row(self) -> int:
        """The row of the current event; -1 for none."""
        return self._row

    @property
    def open_row(self) -> int:
        """The row of the open card; -1 for none."""
        return self._open

    def count(self) -> int:
        return self._events.rowCount()

    def open(self, row: int) -> None:
        """Open a card and make its event the current one."""
        self._set(row, row)
        self.scroll_to(self._row)

    def make_current(self, row: int) -> None:
        """Make an event the current one; the open card stays open."""
        self._set(row, self._open)

    def follow(self, row: int, open_row: int) -> None:
        """The current event and that of the open card are in these rows now."""
        self._set(row, open_row)
        self.scroll_to(self._row)

    def _set(self, row: int, open_row: int) -> None:
        last = self.count() - 1
        row, open_row = min(row, last), min(open_row, last)
        had_focus = self.focused_head() is not None
        new_current, new_open = row != self._row, open_row != self._open
        self._row, self._open = row, open_row
        if new_open:
            self.opened.emit()
        if new_open or new_current:
            self.update_layout()
        if had_focus and row in self._heads:
            self._heads[row].setFocus(Qt.FocusReason.OtherFocusReason)

    def focused_head(self) -> CardHead | None:
        """The head of a card that has the focus."""
        focused = QApplication.focusWidget()
        return (
            focused if isinstance(focused, CardHead) and focused in self._heads.values() else None
        )

    def focus_card(self) -> bool:
        """Put the focus on the current card; `False` if there is none."""
        head = self._heads.get(self._row)
        if head is not None:
            head.setFocus(Qt.FocusReason.OtherFocusReason)
        return head is not None

    # Where everything is

    def card_rect(self, row: int) -> QRect:
        """The place of a card in the content, with its form if it is open."""
        below_open = 0 <= self._open < row
        top = px(tokens().size.card_gap) + row * pitch() + (self._form_height if below_open else 0)
        height = head_height() + (self._form_height if row == self._open else 0)
        return QRect(px(SIDE), top, self.content.width() - 2 * px(SIDE), height)

    def head_rect(self, row: int) -> QRect:
        """The place of the head of a card in the content."""
        area = self.card_rect(row)
        area.setHeight(head_height())
        return area

    def row_at(self, y: int) -> int:
        """The row of the card at this height of the content, the gap above it included."""
        below = px(tokens().size.card_gap) // 2 + (self._open + 1) * pitch()
        if self._open >= 0 and y >= below:
            y = max(y - self._form_height, below - 1)
        row = (y - px(tokens().size.card_gap) // 2) // pitch()
        return min(max(row, 0), self.count() - 1)

    def update_layout(self) -> None:
        """Place all cards again: there are others, another one is open, or it has a new height."""
        last, had_focus = self.count() - 1, self.focused_head() is not None
        was_open = self._open
        self._row, self._open = min(self._row, last), min(self._open, last)
        if self._open != was_open:  # its event is gone: the form must show the one before
            self.opened.emit()
        self.content.resize(self.viewport().width(), self.content.height())
        self._form_height = self._measure_form() if self._open >= 0 else 0
        height = px(tokens().size.card_gap) + self.count() * pitch() + self._form_height
        self.content.resize(self.viewport().width(), height)
        self.verticalScrollBar().setSingleStep(pitch())
        self._place_heads()
        if had_focus and self.focused_head() is None:  # its card is gone
            self.focus_card()

    def scroll_to(self, row: int) -> None:
        """Scroll as little as brings a card into sight; of one that does not fit, its head."""
        if 0 <= row < self.count():
            self._scroll_to(self.card_rect(row))

    def reveal(self, field: QWidget) -> None:
        """Scroll so that the open card is in sight as far as possible, and a field of its form
        whatever happens.
        """
        self.scroll_to(self._open)
        if self._form.isAncestorOf(field):
            self._scroll_to(QRect(field.mapTo(self.content, QPoint(0, 0)), field.size()))

    def _scroll_to(self, area: QRect) -> None:
        bar, gap = self.verticalScrollBar(), px(tokens().size.card_gap)
        top, height = bar.value(), self.viewport().height()
        below = max(area.bottom() + 1 + gap - (top + height), 0)
        bar.setValue(top + min(area.top() - gap - top, below))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update_layout()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reacts to a new height of the form, after a change of rows, messages or the zoom."""
        if watched is self._form and event.type() == QEvent.Type.LayoutRequest:
            self._form_changed.emit()
        return super().eventFilter(watched, event)

    def fit_form(self) -> None:
        """Give the form the height that it needs now."""
        if self._open >= 0 and self._measure_form() != self._form_height:
            self.update_layout()

    def _measure_form(self) -> int:
        """The height of the form in the open card, in pixels, with its messages as they wrap."""
        layout, width = self._form.layout(), self.content.width() - 2 * px(SIDE) - 2
        if layout is None or width <= 0 or not layout.hasHeightForWidth():
            return self._form.sizeHint().height() + 1
        # A size hint assumes a width of its own: long messages would be cut at this one.
        return layout.totalHeightForWidth(width) + 1

    def _place_heads(self) -> None:
        """Give each card in sight its head, and place the open card's form."""
        count = self.count()
        if count:
            top, height = self.verticalScrollBar().value(), self.viewport().height()
            wanted = set(range(self.row_at(top), self.row_at(top + height) + 1))
            wanted |= {row for row in (self._row, self._open, self.drag.row) if 0 <= row < count}
        else:
            wanted = set()
        for row in [row for row in self._heads if row not in wanted]:
            head = self._heads.pop(row)
            head.hide()
            self._spare.append(head)
        for row in sorted(wanted):
            head = self._heads.get(row) or self._new_head(row)
            head.setGeometry(self.head_rect(row))
            self._refresh_head(row, head)
            head.show()
        self._place_form()
        self._place_more()
        self.drag.raise_line()

    def _place_form(self) -> None:
        is_open = self._open >= 0
        if is_open:
            card, head = self.card_rect(self._open), self.head_rect(self._open)
            self.frame.setGeometry(card)
            inside = QRect(1, head_height(), card.width() - 2, self._form_height - 1)
            self._form.setGeometry(inside)
            height, width = px(KIND_HEIGHT), px(KIND_WIDTH)
            right = head.right() + 1 - px(MORE) + px(4)
            top = head.top() + (head_height() - height) // 2
            self._kind.setGeometry(right - width, top, width, height)
        for part in (self.frame, self._kind):
            if part.isHidden() == is_open:
                part.setVisible(is_open)
        if is_open:
            self._kind.raise_()

    def _new_head(self, row: int) -> CardHead:
        head = self._spare.pop() if self._spare else self._build_head()
        head.row = row
        self._heads[row] = head
        head.raise_()
        return head

    def _build_head(self) -> CardHead:
        head = CardHead(self)
        head.setParent(self.content)
        QWidget.setTabOrder(self._after, head)
        return head

    # What the cards show

    def _refresh_heads(self) -> None:
        for row, head in self._heads.items():
            self._refresh_head(row, head)

    def _refresh_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        for row, head in self._heads.items():
            if first.row() <= row <= last.row():
                self._refresh_head(row, head)

    def _refresh_head(self, row: int, head: CardHead) -> None:
        index = self._events.index(row)
        problems = [p for p in self._problems.at("ev", row) if p.severity != "info"]
        head.show_card(
            Card(
                number=row + 1,
                name=str(index.data(NAME)),
                line=str(index.data(LINE)),
                kind=str(index.data(KIND)),
                problems=len(problems),
                severity=problems[0].severity if problems else "",
                is_open=row == self._open,
                is_hovered=row == self._hovered,
                is_dragged=row == self.drag.row,
            ),
            is_current=row == self._row,
        )

    # The menu button is on the card under the mouse, or else on the one with the focus.

    def _hover(self, y: int) -> None:
        """The mouse is at this height of the content; -1 for outside."""
        row = self.row_at(y) if y >= 0 and self.count() else -1
        if row >= 0 and not self.head_rect(row).contains(px(SIDE), y):
            row = -1
        if row != self._hovered:
            self._hovered = row
            self._refresh_heads()
            self._place_more()

    def _follow_focus(self) -> None:
        # Without the arguments of the signal: see `Page.scroll_to_focus` in main_window/layout.py.
        focused = QApplication.focusWidget()
        if focused is None:
            return
        in_open = self._form.isAncestorOf(focused) or self._kind.isAncestorOf(focused)
        if in_open and self._row != self._open:
            self.make_current(self._open)
        self._place_more()

    def _place_more(self) -> None:
        focused = QApplication.focusWidget()
        in_list = focused is not None and self.content.isAncestorOf(focused)
        row = self._hovered if self._hovered >= 0 else self._row if in_list else -1
        if focused is self.more:
            row = self._row
        self._show_more(row if row in self._heads and not self.drag.active else -1)

    def _show_more(self, row: int) -> None:
        self.more.row = row
        if row >= 0:
            head, side = self.head_rect(row), px(MORE)
            left = head.right() + 1 - side - px(3)
            self.more.setGeometry(left, head.top() + (head.height() - side) // 2, side, side)
            self.more.setAccessibleName(f"More actions for event {row + 1}")
            self.more.raise_()
        if self.more.isHidden() == (row >= 0):
            self.more.setVisible(row >= 0)
        for other, head_widget in self._heads.items():
            head_widget.set_has_more(other == row)

    def _open_menu(self) -> None:
        corner = self.more.mapToGlobal(self.more.rect().bottomLeft())
        self.menu_requested.emit(self.more.row, corner)

    # Keys on a card

    def step(self, row: int) -> None:
        """Make another event the current one, and focus its card."""
        row = min(max(row, 0), self.count() - 1)
        self.make_current(row)
        self.scroll_to(row)
        self.focus_card()

    def page(self) -> int:
        """How many closed cards are in sight."""
        return max(self.viewport().height() // pitch() - 1, 1)


class Content(QWidget):
    """What is scrolled. It notices the mouse over the widgets in it too.

    Signals:
        hovered(int): the mouse is at this height; -1 for outside.
    """

    hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        set_look(self, surface="clear")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHoverEvent):
            outside = event.type() == QEvent.Type.HoverLeave
            self.hovered.emit(-1 if outside else int(event.position().y()))
        return super().event(event)


class MoreButton(QToolButton):
    """Opens the menu of the event in `row`.

    Signals:
        focused: it got the focus.
    """

    focused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = -1
        self.setIcon(icon("more-vertical", "muted"))
        self.setToolTip("Duplicate, move or delete this event")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class CardHead(QAbstractButton):
    """The head of a card: it opens the card, is dragged, and moves on with the arrow keys."""

    def __init__(self, owner: EventList) -> None:
        super().__init__(owner)
        self._list = owner
        self.row = -1
        self._card: Card | None = None
        self._has_more = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setToolTip("Enter opens it, Alt and an arrow key moves it, Delete deletes it")
        self.clicked.connect(self._use)

    def show_card(self, card: Card, *, is_current: bool) -> None:
        """Show an event. Tab reaches the current one only; arrow keys go to the others."""
        policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
        if self.focusPolicy() != policy:
            self.setFocusPolicy(policy)
        if card == self._card:
            return
        self._card = card
        self.setAccessibleName(" ".join(filter(None, (str(card.number), card.name, card.line))))
        count = (
            f"{card.problems} problem{'' if card.problems == 1 else 's'}. " if card.problems else ""
        )
        state = "It is open." if card.is_open else "Press Enter to open it."
        self.setAccessibleDescription(f"{count}{state}")
        self.update()

    def set_has_more(self, has_more: bool) -> None:
        """Leave out the chevron, since the menu button is in its place."""
        if has_more != self._has_more:
            self._has_more = has_more
            self.update()

    def _use(self) -> None:
        if self._list.open_row == self.row and self._list.row == self.row and self.hasFocus():
            return
        self._list.open(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows, row, page = self._list.count(), self.row, self._list.page()
        steps = {
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: rows - 1,
        }
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in steps:
            self._list.step(steps[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._list.open_row == row:
                self._list.entered.emit()
            else:
                self._list.open(row)
        elif plain and key == Qt.Key.Key_Delete:
            self._list.delete_requested.emit(row)
        elif key == Qt.Key.Key_Escape and self._list.drag.active:
            self._list.drag.cancel()  # else Esc would cancel something in the window
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._list.drag.press(self.row, event.globalPosition().toPoint())
            self._list.make_current(self.row)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._list.drag.move_to(event.globalPosition().toPoint())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._list.drag.release():  # a drag, not a click
            self.setDown(False)
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._list.menu_requested.emit(self.row, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._list.make_current(self.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._card is not None:
            painter = QPainter(self)
            paint_card(
                painter,
                QRectF(self.rect()),
                self._card,
                focused=self.hasFocus(),
                has_more=self._has_more,
            )
            painter.end()
