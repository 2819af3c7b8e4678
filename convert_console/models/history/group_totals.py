"""What the groups in sight come to, counted in a thread beside the window."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.history.filter_language import Filter
from convert_console.services.history.aggregates import GroupSum, sums
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

CALM_MS = 120
"""Nobody reads figures while scrolling: counting begins once the groups in sight stay."""

LOOK_EVERY_MS = 20

Found = tuple[str, "GroupSum | None"]
_Sums = queue.SimpleQueue["Found | None"]


class HistorySums(QObject):
    """Counts only what is asked for, and keeps what it counted until that may have changed.

    Signals:
        changed: the sum of some group is known, or another one.
    """

    changed = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._known: dict[str, GroupSum | None] = {}
        self._old: set[str] = set()
        self._about: tuple[str, Filter] | None = None
        self._keys: list[str] = []
        self._counting: list[str] = []
        self._sums = _Sums()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._calm = QTimer(self, interval=CALM_MS, singleShot=True)
        self._calm.timeout.connect(self._start)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._take_in)

    def of(self, key: str) -> GroupSum | None:
        """What a group comes to; `None` where that is not known, or not yet."""
        return self._known.get(key)

    def want(self, group: str, keys: Iterable[str], wanted: Filter) -> None:
        """Count these groups of rows that a filter wants, as soon as they stay in sight."""
        if (group, wanted) != self._about:
            self.doubt()
            self._known.clear()
            self._about = group, wanted
        self._keys = [key for key in keys if key not in self._known or key in self._old]
        if self._keys and not self._look.isActive():
            self._calm.start()

    def doubt(self) -> None:
        """Rows have changed: count anew what is asked for next; till then say the old figures."""
        self._stop.set()
        self._look.stop()
        self._old = set(self._known)

    def end(self) -> None:
        """Drop the count under way and wait until its thread is gone, some milliseconds."""
        self.doubt()
        self._calm.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        if self._about is None:
            return
        group, wanted = self._about
        self._counting = self._keys
        self._sums, self._stop = _Sums(), threading.Event()
        # The thread gets no Qt object: a garbage collection over there would destroy it there.
        work = (self._store.path, (group, self._keys, wanted), self._sums, self._stop)
        self._thread = threading.Thread(target=_run, args=work, name="history sums", daemon=True)
        self._thread.start()
        self._look.start()

    def _take_in(self) -> None:
        while not self._sums.empty():
            found = self._sums.get()
            if found is None:
                self._look.stop()
                self._go_on()
            else:
                self._known[found[0]] = found[1]
                self._old.discard(found[0])
            self.changed.emit()

    def _go_on(self) -> None:
        """Count what has come in sight meanwhile: nobody asks for it again by itself."""
        self._keys = [key for key in self._keys if key not in self._counting]
        if self._keys:
            self._calm.start()


def _run(
    path: Path,
    wanted: tuple[str, Sequence[str], Filter],
    found: _Sums,
    stop: threading.Event,
) -> None:
    try:
        for one in sums(path, *wanted, stop.is_set):
            found.put(one)
    except StoreFailed:
        pass  # whoever reads a row next says why
    found.put(None)
