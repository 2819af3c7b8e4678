"""The fields of the Request page that say what is known of a value and make a new one."""

import time
from collections.abc import Callable
from random import SystemRandom

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from convert_console.core.document.payload import Payload
from convert_console.core.request.field_values import like
from convert_console.core.request.new_ids import new_order_number, visitor_id, visitor_words
from convert_console.core.text import plain_text
from convert_console.widgets.fields.field import TextField, is_plain, is_short
from convert_console.widgets.kit.texts import ElidedLabel
from convert_console.widgets.theme.icons import icon, leading_icon
from convert_console.widgets.theme.theme import px, set_look


class RenewableField(TextField):
    """A text field with a second line: what is known of the value, and a button for a new one."""

    def __init__(self, placeholder: str, title: str, tip: str) -> None:
        super().__init__(placeholder)
        self.below = QWidget(self)
        self.age = ElidedLabel(parent=self.below, lines=2)
        set_look(self.age, role="small")
        self.fresh = QPushButton(leading_icon("refresh"), title, self.below)
        self.fresh.setToolTip(tip)
        self.fresh.clicked.connect(self._renew)
        self.second_line = QHBoxLayout(self.below)
        self.second_line.setContentsMargins(0, 0, 0, px(2))
        self.second_line.addWidget(self.age, 1)
        self.second_line.addWidget(self.fresh)

    def set_value(self, value: Payload) -> None:
        super().set_value(value)
        self._value = value
        self.refresh_words()

    def refresh_words(self) -> None:
        """Say again what is known of the value: time has passed, or something was sent."""
        value = self._value
        text = plain_text(value) if value and is_plain(value) and is_short(value) else ""
        words = self._words(text) if text else ""
        if self.age.text() != words:
            self.age.setText(words)

    def _words(self, text: str) -> str:
        raise NotImplementedError

    def _new(self) -> Payload:
        raise NotImplementedError

    def _renew(self) -> None:
        self.left.emit()
        self.edited.emit(self._new())
        self.left.emit()


class VisitorField(RenewableField):
    """Shows how old a visitor id is and how often it was sent, and makes a new one, also together
    with a new order number: an order number that was sent before may not count for another visitor.

    Signals:
        with_order_wanted: the user wants a new visitor and a new order number.
    """

    with_order_wanted = Signal()

    def __init__(
        self, placeholder: str = "", times_sent: Callable[[str], int] = lambda _vid: 0
    ) -> None:
        tip = "Make a visitor id in the usual format, with the current time"
        super().__init__(placeholder, "New visitor", tip)
        self._times_sent = times_sent
        self.more = QToolButton(self.below)
        self.more.setIcon(icon("chevron-down"))
        self.more.setAccessibleName("New visitor and order number")
        self.more.setToolTip("Make a new visitor id and a new order number in one step")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        with_order = self.menu.addAction("New visitor and order number")
        with_order.triggered.connect(lambda _checked: self.with_order_wanted.emit())
        self.more.setMenu(self.menu)
        self.more.hide()
        self.second_line.addWidget(self.more)

    def offer_order(self, offered: bool) -> None:
        """Offer a new order number too, if the request has one."""
        if self.more.isHidden() == offered:
            self.more.setVisible(offered)

    def _words(self, text: str) -> str:
        return visitor_words(text, time.time(), self._times_sent(text))

    def _new(self) -> Payload:
        return new_visitor_id()


class OrderField(RenewableField):
    """Shows when an order was accepted, and makes a new order number."""

    def __init__(self, placeholder: str, accepted_at: Callable[[str], str]) -> None:
        tip = "Make another order number of the same form"
        super().__init__(placeholder, "New order number", tip)
        self._accepted_at = accepted_at

    def _words(self, text: str) -> str:
        return self._accepted_at(text)

    def _new(self) -> Payload:
        return another_order(self._value)


def another_order(value: Payload) -> Payload:
    """Another order number of the form of this one, as text or number like it."""
    text = plain_text(value) if is_plain(value) and value else ""
    return like(value, new_order_number(text, SystemRandom().randrange(10**6)))


def new_visitor_id() -> str:
    """An id of Convert's form that no visitor has had before."""
    return visitor_id(time.time(), SystemRandom().randrange(10**16))
