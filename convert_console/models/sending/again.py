"""Sends selected exchanges again, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.models.history.model import HistoryModel
from convert_console.models.sending.send_controller import SendController

MOST = 200
"""Most requests at a time: each can be asked about."""


class Resending(QObject):
    """Each is sent as a single one is, with its question and its refusal.

    Signals:
        changed: it has begun, progressed or ended.
        stopped(str): it ended early; why, in a sentence.
    """

    changed = Signal()
    stopped = Signal(str)

    def __init__(
        self, history: HistoryModel, sending: SendController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._sending = sending
        self._ids: list[int] = []
        self._is_asked = False
        self.total = 0
        sending.running_changed.connect(self._continue)
        sending.question_changed.connect(self._question_changed)
        sending.refused.connect(self._refused)

    @property
    def going(self) -> bool:
        """Whether there are more to send, or the last one is under way."""
        return self.total > 0

    @property
    def done(self) -> int:
        """How many have been sent, including the one under way."""
        return self.total - len(self._ids)

    def start(self, ids: Sequence[int]) -> None:
        """Send the requests of the first `MOST` of these rows, in this order."""
        if self.going or self._sending.running or not ids:
            return
        self._ids = list(ids[:MOST])
        self.total = len(self._ids)
        self._next()

    def cancel(self) -> None:
        """Send no more; the one under way still ends."""
        if self.going:
            self._end(f"Stopped after {self.done} of {self.total}.")

    def _next(self) -> None:
        if not self.going or self._sending.running:
            return
        if not self._ids:
            self._end("")
            return
        exchange = self._history.exchange(self._ids.pop(0))
        self.changed.emit()
        if exchange is None:
            self._next()
            return
        self._sending.resend(exchange)
        self._is_asked = self._sending.question is not None

    def _continue(self) -> None:
        if self.going and not self._sending.running:
            QTimer.singleShot(0, self, self._next)  # after everybody else has heard of the end

    def _question_changed(self) -> None:
        """Stop if a question went away and nothing was sent: the answer was no."""
        if not self.going or self._sending.question is not None:
            return
        if self._is_asked:
            self._is_asked = False
            QTimer.singleShot(0, self, self._stop_unless_sending)

    def _stop_unless_sending(self) -> None:
        if self.going and not self._sending.running and self._sending.question is None:
            self._end(f"Stopped after {self.done - 1} of {self.total}: it was not confirmed.")

    def _refused(self, _why: str) -> None:
        if self.going:
            self._end("")

    def _end(self, why: str) -> None:
        self._ids, self.total, self._is_asked = [], 0, False
        self.changed.emit()
        if why:
            self.stopped.emit(why)
