"""Runs work in slices of a few milliseconds on the UI thread, between input and painting."""

from collections.abc import Generator
from typing import Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

T = TypeVar("T")

SLICE_MS = 3
"""Milliseconds of work before the event loop continues: a frame has 16.7 ms."""


class SlicedWork(QObject, Generic[T]):
    """One piece of work at a time, given as a generator that yields often. A new one replaces it.

    Signals:
        ended(object): the work is done; what the generator returned.
    """

    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, slice_ms: int = SLICE_MS) -> None:
        super().__init__(parent)
        self._slice_ms = slice_ms
        self._steps: Generator[None, None, T] | None = None
        self._results: list[T] = []  # empty, or the result until there is time to emit it
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(lambda: self._work(self._slice_ms))

    def begin(self, steps: Generator[None, None, T]) -> None:
        """Do a short slice now, and the others in later turns of the event loop."""
        self.drop()
        self._steps = steps
        self._work(SLICE_MS)  # what began it has used this turn already

    def drop(self) -> None:
        """Stop without a result."""
        self._steps = None
        self._results.clear()
        self._next.stop()

    def _work(self, slice_ms: int) -> None:
        spent = QElapsedTimer()
        spent.start()
        while self._steps is not None and spent.nsecsElapsed() < slice_ms * 1_000_000:
            try:
                next(self._steps)
            except StopIteration as end:
                self._steps = None
                self._results.append(end.value)
        # Slots of `ended` work too, so they are called in the next turn of the loop.
        if self._results and spent.elapsed() < 1:
            result = self._results.pop()
            self.drop()
            self.ended.emit(result)
        else:
            self._next.start()
