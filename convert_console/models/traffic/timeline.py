"""When requests were sent and received lately, read off the UI thread."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.models.tasks import Tasks, loop_runs
from convert_console.services.history.aggregates import Moments, moments
from convert_console.services.storage.files import StoreFailed

SPANS, STEP_SECONDS = 60, 15.0
"""Spans that are counted, and how long each is: a quarter of an hour in all."""

EVERY_MS = 1_000


class Timeline(QObject):
    """Counts at most once a second, and only while it is `watched`.

    Signals:
        changed: `moments` were counted again.
    """

    changed = Signal()

    def __init__(
        self, path: Path, clock: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._path, self._clock = path, clock
        self._tasks = Tasks()
        self._reading = False
        self.moments = Moments(clock() - SPANS * STEP_SECONDS, STEP_SECONDS)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def watch(self, watched: bool) -> None:
        """Count from now on, or no more."""
        if watched:
            self._timer.start()
            self.refresh()
        else:
            self._timer.stop()

    def refresh(self) -> None:
        """Count now, unless a count is under way."""
        if self._reading or not loop_runs():
            return
        self._reading = True
        # Spans end at whole multiples, so that a bar does not change while it wanders.
        end = (self._clock() // STEP_SECONDS + 1) * STEP_SECONDS
        self._tasks.spawn(self._read(end - SPANS * STEP_SECONDS), "counting requests")

    async def finish(self) -> None:
        """Count no more, and wait for the thread; called when the window closes."""
        self._timer.stop()
        await self._tasks.settle()

    async def _read(self, since: float) -> None:
        try:
            counted = await asyncio.to_thread(moments, self._path, since, STEP_SECONDS)
        except StoreFailed:
            return  # the list says why the history cannot be read
        finally:
            self._reading = False
        if counted != self.moments:
            self.moments = counted
            self.changed.emit()
