"""Says what a look into Convert's live log does, as long as it goes on."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QTimer

from convert_console.models.convert_api.confirming import Confirming
from convert_console.widgets.main_window.messages import MessageAction, WindowMessages

EVERY_MS = 500
"""How often the seconds are counted."""


class WorkMessage(QObject):
    """Keeps the message up to date, with its actions."""

    def __init__(self, confirming: Confirming, message: WindowMessages) -> None:
        super().__init__(message)
        self._confirming, self._message = confirming, message
        # The same objects each time: else the message would make its buttons anew.
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
