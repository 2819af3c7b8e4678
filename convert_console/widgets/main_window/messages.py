"""The messages that float over the lower edge of the main window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDesktopServices, QEnterEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.text import visible
from convert_console.models.convert_api.confirming import Confirming
from convert_console.models.document.document import RequestDocument
from convert_console.models.document.events import EventsModel
from convert_console.widgets.kit.cards import FloatingCard
from convert_console.widgets.kit.keep_parent import focus_again, keep_parent
from convert_console.widgets.kit.message_bar import announce, sentence_label
from convert_console.widgets.kit.painted import IconLabel
from convert_console.widgets.theme.icons import icon
from convert_console.widgets.theme.theme import px, set_look
from convert_console.widgets.theme.tokens import tokens

LEFT, BELOW = 12, 8
"""Pixels between the messages and the left and lower edge of the window."""

WIDEST = 640
"""Pixels of a message at most."""

SHOWN_MS, READING_MS, SHORT = 6_000, 50, 60
"""Milliseconds that a message stays, and for each character beyond the first `SHORT`."""


class MessageAction(NamedTuple):
    """A button of a message, and what it does."""

    text: str
    run: Callable[[], object]


class WindowMessages(QWidget):
    """Shows the latest message below those that last. Nothing in the window moves.

    What was done goes by itself, later while it is under the mouse or has the focus. What needs to
    be read stays until it is closed, replaced or no longer true; what goes on, until it is over.

    Signals:
        visibility_changed: the first message was shown, or the last one hidden.
    """

    visibility_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._held: dict[str, str] = {}
        self._pinned: tuple[str, ...] = ()
        self._is_refusal = self._is_undo = self._is_cleared = False
        self._focused_before: QWidget | None = None
        self.lasting, self.working, self.latest = Toast(self), Toast(self), Toast(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for toast in (self.lasting, self.working, self.latest):
            column.addWidget(toast, 0, Qt.AlignmentFlag.AlignLeft)
        self.lasting.closed.connect(self._close_lasting)
        self.latest.closed.connect(self._hide_latest)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._expire)
        FloatingCard(self, self._place, window)
        self.hide()

    @property
    def text(self) -> str:
        """The visible messages, a line each; "" without any."""
        toasts = (self.lasting, self.working, self.latest)
        shown = (toast for toast in toasts if not toast.isHidden())
        return "" if self.isHidden() else "\n".join(toast.label.text() for toast in shown)

    def show_info(
        self, text: str, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Show what was done, perhaps with an action."""
        self.offer(text, *((MessageAction(action, run),) if run is not None else ()))

    def offer(self, text: str, *actions: MessageAction, until_cleared: bool = False) -> None:
        """Show what was done, with actions; `until_cleared` lets `clear` remove it."""
        self._show_latest(text, actions)
        self._is_cleared = until_cleared

    def clear_offer(self) -> None:
        """Remove what is offered until it is cleared."""
        if self._is_cleared:
            self._hide_latest()

    def offer_file(self, text: str, path: str) -> None:
        """Show that a file was written, which can be opened, itself or its folder."""
        folder = QtCore.QUrl.fromLocalFile(str(Path(path).absolute().parent))
        self.offer(
            text,
            MessageAction(
                "Open", lambda: QDesktopServices.openUrl(QtCore.QUrl.fromLocalFile(path))
            ),
            MessageAction("Show in folder", lambda: QDesktopServices.openUrl(folder)),
        )

    def offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        """Show a change that `undo` takes back until the next: `clear_undo`."""
        self._show_latest(text, (MessageAction("Undo", undo),))
        self._is_undo = True

    def clear_undo(self) -> None:
        """Remove the offer to undo, since Undo would take back another change."""
        if self._is_undo:
            self._hide_latest()

    def show_error(self, text: str) -> None:
        """Show what failed."""
        self._show_latest(text, (), is_error=True, stays=True)

    def show_refusal(self, text: str) -> None:
        """Show what cannot be done now; `clear_refusal` removes it."""
        self.show_error(text)
        self._is_refusal = True

    def clear_refusal(self) -> None:
        """Remove a refusal, since its cause may be gone."""
        if self._is_refusal:
            self._hide_latest()

    def pin(self, text: str) -> None:
        """Show an error that no later message replaces, until the messages are closed."""
        if text not in self._pinned:
            self._pinned = (*self._pinned, text)
        self._show_lasting()

    def hold(self, text: str, about: str = "") -> None:
        """Show an error about something until `release`. Once closed, it is shown again with the
        next message.
        """
        self._held[about] = text
        self._show_lasting()

    def release(self, about: str = "") -> None:
        """Remove the error about something."""
        if self._held.pop(about, ""):
            self._show_lasting()

    def show_work(self, text: str, *actions: MessageAction) -> None:
        """Show what goes on, with the actions that end it, until it is over: ""."""
        if text and self.working.isHidden():
            announce(self, visible(text))
        if not text:
            self._give_focus_back(self.working)
        self.working.set_content(text, actions, is_error=False, closable=False)
        self.working.setVisible(bool(text))
        self._fit()

    def clear(self) -> None:
        """Remove what stays, except the errors of `hold`, and what is offered until then."""
        self._pinned = ()
        if self._is_cleared or not self._timer.isActive():
            self._hide_latest()
        self._show_lasting()

    def dismiss(self) -> None:
        """Hide all messages but that of what goes on."""
        for toast in (self.lasting, self.latest):
            self._give_focus_back(toast)
            toast.hide()
        self._pinned = ()
        self._hide_latest()

    def take_focus(self) -> None:
        """Give the keyboard to the newest message, before others to one with actions."""
        toasts = (self.latest, self.working, self.lasting)
        shown = [toast for toast in toasts if not toast.isHidden()]
        toast = min(shown, key=lambda toast: not toast.buttons, default=self.latest)
        if not self.isHidden():
            self._focused_before = QApplication.focusWidget()
            toast.first_stop().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def enterEvent(self, event: QEnterEvent) -> None:
        """A click takes the keyboard; it is given back once the message is gone."""
        super().enterEvent(event)
        focused = keep_parent(QApplication.focusWidget())
        if focused is not None and not self.isAncestorOf(focused):
            self._focused_before = focused

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.visibility_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # as it is when the window is minimised
            self._pinned = ()
            self._is_refusal = self._is_undo = self._is_cleared = False
            self._timer.stop()
            self.lasting.hide()
            self.latest.hide()
        super().hideEvent(event)
        self.visibility_changed.emit()

    def _show_latest(
        self,
        text: str,
        actions: tuple[MessageAction, ...],
        *,
        is_error: bool = False,
        stays: bool = False,
    ) -> None:
        self._is_refusal = self._is_undo = self._is_cleared = False
        self.latest.set_content(text, actions, is_error=is_error, closable=stays)
        self.latest.setVisible(bool(text))
        self._show_lasting()
        announce(self, visible(text), urgent=is_error)
        if stays:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_MS + READING_MS * max(0, len(text) - SHORT))

    def _show_lasting(self) -> None:
        text = "\n".join((*self._held.values(), *self._pinned))
        if text and text != self.lasting.label.text():
            announce(self, visible(text), urgent=True)
        self.lasting.set_content(text, (), is_error=True, closable=True)
        self.lasting.setVisible(bool(text))
        self._fit()

    def _hide_latest(self) -> None:
        self._timer.stop()
        self._is_refusal = self._is_undo = self._is_cleared = False
        self._give_focus_back(self.latest)
        self.latest.hide()
        self._fit()

    def _close_lasting(self) -> None:
        self._pinned = ()
        self._give_focus_back(self.lasting)
        self.lasting.hide()
        self._fit()

    def _expire(self) -> None:
        focused = keep_parent(QApplication.focusWidget())
        has_focus = focused is not None and self.isAncestorOf(focused)
        if has_focus or self.latest.underMouse():
            self._timer.start(SHOWN_MS)
        else:
            self._hide_latest()

    def _give_focus_back(self, toast: Toast) -> None:
        focused, before = keep_parent(QApplication.focusWidget()), self._focused_before
        if focused is None or (not toast.isAncestorOf(focused) and focused is not toast):
            return
        self._focused_before = None
        focus_again(before)

    def _fit(self) -> None:
        toasts = (self.lasting, self.working, self.latest)
        shown = not all(toast.isHidden() for toast in toasts)
        if not shown and not self.isHidden():
            self.hide()
        elif shown:
            self._place()
            self.setVisible(True)
            self.raise_()

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        room = min(px(WIDEST), window.width() - 2 * px(LEFT))
        for toast in (self.lasting, self.working, self.latest):
            toast.fit(room)
        size = self.sizeHint()
        self.setGeometry(
            px(LEFT), window.height() - px(BELOW) - size.height(), size.width(), size.height()
        )


class Toast(QFrame):
    """One message: a sentence, its actions, and a button to close it if it stays.

    Signals:
        closed: the user closed it, or pressed one of its actions.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions: tuple[MessageAction, ...] = ()
        self.setProperty("toast", True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.sign = IconLabel("circle-x", "toast_text", parent=self)
        self.label = sentence_label(self)
        self.buttons: list[QPushButton] = []
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icon("x", "toast_text"))
        self.close_button.setAccessibleName("Close this message")
        self.close_button.setToolTip("Close this message (Esc)")
        self.close_button.clicked.connect(self.closed)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addWidget(self.close_button)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(8))
        self._row.addWidget(self.sign)
        self._row.addWidget(self.label)
        self._row.addLayout(self._buttons)
        self.hide()

    def set_content(
        self, text: str, actions: tuple[MessageAction, ...], *, is_error: bool, closable: bool
    ) -> None:
        """Show a text with its actions in place of what it showed."""
        text = visible(text)
        if self.label.text() != text:
            self.label.setText(text)
        self.setAccessibleName(text)
        self.sign.setVisible(is_error)
        self.close_button.setVisible(closable)
        if actions != self._actions:
            self._actions = actions
            self._set_buttons()

    def fit(self, room: int) -> None:
        """Make it as wide as its text on one line, or as `room`: then the text wraps, and its
        actions are below it.
        """
        self.label.ensurePolished()
        metrics = self.label.fontMetrics()
        margins = self._row.contentsMargins()
        sides = margins.left() + margins.right()
        sign = 0 if self.sign.isHidden() else self.sign.sizeHint().width() + self._row.spacing()
        buttons = self._buttons.sizeHint().width()
        others = sides + sign + (buttons + self._row.spacing() if buttons else 0)
        lines = self.label.text().split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + px(2)
        stacked = width + others > room and bool(self.buttons)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(wanted)
        width = max(min(width, room - (sides + sign if stacked else others)), 1)
        self.label.setMinimumSize(0, 0)  # else it keeps its last height
        self.label.setFixedSize(width, max(self.label.heightForWidth(width), metrics.height()))
        self.setMinimumHeight(px(tokens().size.toast))

    def first_stop(self) -> QWidget:
        """What the keyboard reaches first."""
        if self.buttons:
            return self.buttons[0]
        return self if self.close_button.isHidden() else self.close_button

    def _set_buttons(self) -> None:
        for button in self.buttons:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(action) for action in self._actions]
        for button in self.buttons:
            self._buttons.insertWidget(self._buttons.indexOf(self.close_button), button)
            button.show()

    def _button(self, action: MessageAction) -> QPushButton:
        button = QPushButton(action.text, self)
        set_look(button, kind="toast")
        button.setAutoDefault(True)  # Enter presses it
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self._run(action))
        return button

    def _run(self, action: MessageAction) -> None:
        self.closed.emit()  # first: the action may show the next message
        action.run()


class EventMessages(QObject):
    """Offers to take back an event that was just added or deleted, until the next change."""

    def __init__(
        self,
        document: RequestDocument,
        events: EventsModel,
        messages: WindowMessages,
        undo: Callable[[], object],
    ) -> None:
        super().__init__(messages)
        self._messages, self._undo = messages, undo
        self._noted = self._change = ""
        events.rowsInserted.connect(lambda _parent, row: self._note(row, "added"))
        events.rowsRemoved.connect(lambda _parent, row: self._note(row, "deleted"))
        document.changed.connect(self._take)  # after the events, which are read by then
        document.edited.connect(self._offer)

    def _note(self, row: int, done: str) -> None:
        self._noted = f"Event {row + 1} {done}"

    def _take(self) -> None:
        self._change, self._noted = self._noted, ""
        self._messages.clear_undo()

    def _offer(self, label: str) -> None:
        if self._change and label.startswith(("Add ", "Delete event", "Duplicate event")):
            self._messages.offer_undo(self._change, self._undo)


class StepMessages(QObject):
    """Shows what an undo step of the request did, until the step is undone."""

    def __init__(self, document: RequestDocument, messages: WindowMessages) -> None:
        super().__init__(messages)
        self._undo, self._messages = document.undo_group, messages
        self._step = 0
        self._undo.indexChanged.connect(self._clear_undone)

    def tell(self, text: str, *actions: MessageAction) -> None:
        """Show what the last undo step did, with actions. A send or another draft hides it too."""
        stack = self._undo.activeStack()
        self._step = stack.index() if stack is not None else 0
        self._messages.offer(text, *actions, until_cleared=True)

    def _clear_undone(self, step: int) -> None:
        if step < self._step:
            self._step = 0
            self._messages.clear_offer()


# Says what a look into Convert's live log does, as long as it goes on.

EVERY_MS = 500
"""How often the seconds are counted."""


class WorkMessage(QObject):
    """Keeps the message up to date, with its actions."""

    def __init__(self, confirming: Confirming, message: WindowMessages) -> None:
        super().__init__(message)
        self._confirming, self._message = confirming, message
        # The same objects each time, or the message would create its buttons again.
        self._now = MessageAction("Look now", confirming.look_now)
        self._stop = MessageAction("Stop", confirming.cancel)
        self._seconds = QTimer(self, interval=EVERY_MS)
        self._seconds.timeout.connect(self.refresh)
        confirming.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show what goes on now; nothing once it is over."""
        confirming = self._confirming
        if not confirming.running:
            self._seconds.stop()
            self._message.show_work("")
            return
        if not self._seconds.isActive():
            self._seconds.start()
        actions = (self._now, self._stop) if confirming.can_look_now else (self._stop,)
        self._message.show_work(self._words(), *actions)

    def _words(self) -> str:
        confirming = self._confirming
        states = confirming.states
        seen = f" {states.count('seen'):,} of {len(states):,} seen." if states else ""
        wait = ""
        if confirming.next_look is not None:
            left = max(0, round(confirming.next_look - monotonic()))
            wait = f" Next look in {left} s."
        return f"{confirming.words}{seen}{wait}"
