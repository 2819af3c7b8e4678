"""Collects garbage, and ends what threads have used, on the UI thread only."""

import gc
from asyncio import Future
from collections.abc import Callable
from functools import partial
from itertools import count
from traceback import clear_frames
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from qasync import QEventLoop

EVERY_MS = 500
"""Milliseconds between two collections. The more objects there are, the longer one takes, so it is
done often (measured at 1,000 hits a second: 3 ms instead of 11)."""

LIMITS = (700, 3, 30)
"""As `gc.get_threshold`. They are low, so that a collection finds the objects of one second and not
of five, as with Python's own limits (measured at 1,000 hits a second: 4 ms instead of 10)."""


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


class EventLoop(QEventLoop):  # type: ignore[misc]  # qasync has no types
    """Keeps the work of each worker thread until the UI thread can drop it. The work may be a
    method of a QObject, and the thread's reference the last one, if its owner was closed meanwhile
    or had the result before the thread ended. A QObject that is destroyed in a thread leaves its
    timers behind, which crashes Qt.
    """

    def __init__(self, app: QCoreApplication, *, already_running: bool = False) -> None:
        super().__init__(app, already_running=already_running)
        self._waiting: dict[int, Callable[[], Any]] = {}
        self._running: dict[int, Callable[[], Any]] = {}
        self._numbers = count()

    def run_in_executor(
        self, executor: Any, callback: Callable[..., Any], *args: Any
    ) -> Future[Any]:
        """As asyncio's; the thread only knows the number of its work."""
        number = next(self._numbers)
        self._waiting[number] = partial(callback, *args)
        result: Future[Any] = super().run_in_executor(executor, self._run, number)
        # It is still there if it was cancelled before a thread took it.
        result.add_done_callback(lambda _: self._waiting.pop(number, None))
        return result

    def _run(self, number: int) -> Any:
        try:
            self._running[number] = self._waiting.pop(number)
        except KeyError:
            return None  # cancelled a moment ago
        try:
            return self._running[number]()
        except BaseException as error:
            _forget_locals(error)
            raise
        finally:
            if not self.is_closed():
                self.call_soon_threadsafe(self._running.pop, number)


def _forget_locals(error: BaseException | None) -> None:
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
