"""The message bar of the main window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from convert_console.widgets.kit.message_bar import MessageBar
from convert_console.widgets.theme.theme import Tone


class WindowMessages(MessageBar):
    """Shows the latest message below those that last. A message stays until it is closed, replaced
    or no longer true.

    Signals:
        visibility_changed: the bar was shown or hidden.
    """

    visibility_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("info", parent, closable=True)
        self._held: dict[str, str] = {}
        self._pinned: tuple[str, ...] = ()
        self._run_action: Callable[[], None] | None = None
        self._is_refusal = False
        self.acted.connect(self._run)

    def show_info(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Show what was done, perhaps with an action."""
        self._show(text, "info", action)
        self._run_action = run

    def show_error(self, text: str) -> None:
        """Show what failed."""
        self._show(text, "error")

    def show_refusal(self, text: str) -> None:
        """Show what cannot be done now; `clear_refusal` removes it."""
        self._show(text, "error")
        self._is_refusal = True

    def clear_refusal(self) -> None:
        """Remove a refusal, since its cause may be gone."""
        if self._is_refusal:
            self._show_lasting()

    def pin(self, text: str) -> None:
        """Show an error that no later message replaces, until the bar is hidden."""
        if text not in self._pinned:
            self._pinned = (*self._pinned, text)
        self._show_lasting()

    def hold(self, text: str, about: str = "") -> None:
        """Show an error about something until `release`. A closed bar shows it again with the next
        message.
        """
        self._held[about] = text
        self._show_lasting()

    def release(self, about: str = "") -> None:
        """Remove the error about something."""
        if self._held.pop(about, ""):
            self._show_lasting()

    def clear(self) -> None:
        """Remove all messages except those of `hold`."""
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

    def _run(self) -> None:
        run = self._run_action
        self.hide()
        if run is not None:
            run()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.visibility_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():  # as it is when the window is minimised
            self._pinned, self._is_refusal = (), False
        super().hideEvent(event)
        self.visibility_changed.emit()
