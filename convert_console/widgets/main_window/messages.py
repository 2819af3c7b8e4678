"""What the window has to say: each message stays until it is closed, replaced or no longer true."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.theme.theme import Tone


class WindowMessages(MessageBar):
    """One bar under the top row. Lasting messages are above the latest one.

    Signals:
        visibility_changed: it has appeared or gone.
    """

    visibility_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("info", parent, closable=True)
        self._held: dict[str, str] = {}
        self._pinned: tuple[str, ...] = ()
        self._run_action: Callable[[], None] | None = None
        self._is_refusal = False
        self.acted.connect(self._act)

    def show_info(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Report what was done, with one action if given."""
        self._show(text, "info", action)
        self._run_action = run

    def show_error(self, text: str) -> None:
        """Report what could not be done."""
        self._show(text, "error")

    def show_refusal(self, text: str) -> None:
        """Report what cannot be done as things are; `clear_refusal` removes it."""
        self._show(text, "error")
        self._is_refusal = True

    def clear_refusal(self) -> None:
        """Things have changed: remove a refusal."""
        if self._is_refusal:
            self._show_lasting()

    def pin(self, text: str) -> None:
        """Show an error that no later message replaces, until the bar is hidden."""
        if text not in self._pinned:
            self._pinned = (*self._pinned, text)
        self._show_lasting()

    def hold(self, text: str, about: str = "") -> None:
        """Show an error that stays true until `release`; one for each thing it is about. Closing
        the bar hides it until the next message.
        """
        self._held[about] = text
        self._show_lasting()

    def release(self, about: str = "") -> None:
        """What was held is no longer true."""
        if self._held.pop(about, ""):
            self._show_lasting()

    def clear(self) -> None:
        """The user has gone on to something else: keep only what is held."""
        self._pinned = ()
        self._show_lasting()

    def _show_lasting(self) -> None:
        if self._held or self._pinned:
            self._show("", "error")
        else:
            self.hide()

    def _show(self, text: str, tone: Tone, action: str = "") -> None:
        lasting = (*self._held.values(), *self._pinned)
        self.set_tone("error" if lasting else tone)
        self._run_action, self._is_refusal = None, False
        self.set_text("\n".join(filter(None, (*lasting, text))), action)

    def _act(self) -> None:
        run = self._run_action
        self.hide()
        if run is not None:
            run()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.visibility_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # which it is when the window is only minimised
            self._pinned, self._is_refusal = (), False
        super().hideEvent(event)
        self.visibility_changed.emit()
