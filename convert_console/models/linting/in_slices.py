"""Work that is done a few milliseconds at a time, so that keys and paint come in between."""

from __future__ import annotations

from collections.abc import Generator
from typing import Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

T = TypeVar("T")

SLICE_MS = 3
"""After so long the window has its turn: a frame has 16.7 ms, and others want some of it."""


class InSlices(QObject, Generic[T]):
    """One piece of work at a time, given as a generator that stops often; begun anew, what was
    begun before is dropped.

    Signals:
        ended(object): the work is done; what the generator returned.
    """

    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, slice_ms: int = SLICE_MS) -> None:
        super().__init__(parent)
        self._slice = slice_ms * 1_000_000
        self._steps: Generator[None, None, T] | None = None
        self._found: list[T] = []  # the result, while the window has its turn before it is told
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def begin(self, steps: Generator[None, None, T]) -> None:
        """Do the first slice now, and the rest in between of what else happens."""
        self.drop()
        self._steps = steps
        self._go_on()

    def drop(self) -> None:
        """Leave off."""
        self._steps = None
        self._found.clear()
        self._next.stop()

    def _go_on(self) -> None:
        spent = QElapsedTimer()
        spent.start()
        while self._steps is not None and spent.nsecsElapsed() < self._slice:
            try:
                next(self._steps)
            except StopIteration as end:
                self._steps = None
                self._found.append(end.value)
        if self._found and spent.elapsed() < 1:
            found = self._found.pop()
            self.drop()
            self.ended.emit(found)
        else:
            self._next.start()
