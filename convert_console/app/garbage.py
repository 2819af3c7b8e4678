"""Collects cyclic garbage on the UI thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
"""A collection takes as long as there is to look at: often is short (measured at 1,000 hits a
second: 3 ms instead of 11)."""

LIMITS = (700, 3, 30)
"""As `gc.get_threshold`: of what is a second old at most there is little to look at (measured at
1,000 hits a second: 4 ms; with Python's own limits, of five seconds, 10 ms)."""


class GarbageCollector(QObject):
    """A cyclic collection that happens to run in a worker thread destroys QObjects there, which
    crashes Qt. So the automatic one is off while this lives, and a timer does its work.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """Collect from now on."""
        # What exists by now stays until the end: to look at it takes 50 ms of each full collection.
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        counts = gc.get_count()
        due = [age for age in range(3) if counts[age] > LIMITS[age]]
        if due:
            gc.collect(due[-1])
