"""Timers of which no two have their turn in the same moment."""

from __future__ import annotations

import time
from math import ceil

from PySide6.QtCore import QObject, Qt, QTimer


class Beat(QTimer):
    """Times out `phase` ms after each multiple of `every` ms of the clock, from `go` until `stop`.

    Qt lets slow timers time out together, that the processor may rest: the window then has all
    their work in one go. Those with different phases, of multiples of the same time, take turns.
    """

    def __init__(self, every: int, phase: int, parent: QObject | None = None) -> None:
        super().__init__(parent, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._every, self._phase = every, phase
        self.timeout.connect(self.go)

    def go(self) -> None:
        """Wait for the next moment; what is done at one may take longer than to the next."""
        past = (time.monotonic() * 1_000 - self._phase) % self._every
        self.start(ceil(self._every - past))
