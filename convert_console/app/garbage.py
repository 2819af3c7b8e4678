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
    """Replaces Python's automatic collection by a timer on the UI thread: an automatic collection
    may run in a worker thread and destroy QObjects there, which crashes Qt.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """Collect from now on."""
        # Objects that exist now stay until the end; checking them takes 50 ms per full collection.
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Turn Python's automatic collection on again, if it was on: where there are two windows,
        the other one may still have threads.
        """
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def _collect(self) -> None:
        counts = gc.get_count()
        due = [age for age in range(3) if counts[age] > LIMITS[age]]
        if due:
            gc.collect(due[-1])
