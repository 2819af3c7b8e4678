"""Searches the history in a thread beside the window, and hands over what it finds as it comes."""

from __future__ import annotations

import queue
import threading
from array import array
from collections.abc import Iterator
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.storage.files import StoreFailed

LOOK_EVERY_MS = 1
AT_ONCE_SECONDS = 0.008
"""How long the window waits for the first rows: half a frame, and most searches need less."""

BREATH_SECONDS = 0.025
"""Between two parts the window has the processor to itself, to paint what it got."""

PARTS_AT_A_TIME = 8
"""Taken in at one look, so that the window goes on in between."""

_Parts = queue.SimpleQueue["array[int] | StoreFailed | None"]


class HistorySearch(QObject):
    """One search at a time; what an earlier one finds is dropped.

    Signals:
        found(array): ids in their order, a few at first.
        ended: all is found.
        failed(str): the history could not be read; why, in a sentence.
    """

    found = Signal(object)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._parts = _Parts()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._take_in)

    @property
    def going(self) -> bool:
        """Whether there is more to come."""
        return self._look.isActive()

    def start(self, search: Search, *, at_once: bool = True) -> None:
        """Begin another search. With `at_once` its first rows are signalled before this returns,
        if they come within half a frame.
        """
        self.stop()
        self._parts, self._stop = _Parts(), threading.Event()
        # The thread gets no Qt object: a garbage collection over there would destroy it there.
        work = (self._store, search, self._parts, self._stop)
        self._thread = threading.Thread(target=_run, args=work, name="history search", daemon=True)
        self._thread.start()
        self._look.start()
        if at_once:
            with suppress(queue.Empty):
                self._take(self._parts.get(timeout=AT_ONCE_SECONDS))

    def stop(self) -> None:
        """Drop the search that is under way."""
        self._stop.set()
        self._look.stop()

    def end(self) -> None:
        """Drop it and wait until its thread is gone; it looks for this every few milliseconds."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _take_in(self) -> None:
        parts = self._parts
        for part in _waiting(parts):
            if parts is not self._parts or not self.going:
                return  # a slot began another search, or stopped this one
            self._take(part)

    def _take(self, part: array[int] | StoreFailed | None) -> None:
        if isinstance(part, array):
            self.found.emit(part)
            return
        self._look.stop()
        if part is None:
            self.ended.emit()
        else:
            self.failed.emit(str(part))


def _waiting(parts: _Parts) -> Iterator[array[int] | StoreFailed | None]:
    for _ in range(PARTS_AT_A_TIME):
        try:
            yield parts.get_nowait()
        except queue.Empty:
            return


def _run(store: HistoryStore, search: Search, parts: _Parts, stop: threading.Event) -> None:
    try:
        for part in store.find(search, stop.is_set):
            if stop.is_set():
                return
            parts.put(part)
            if stop.wait(BREATH_SECONDS):
                return
        parts.put(None)
    except StoreFailed as why:
        parts.put(why)
