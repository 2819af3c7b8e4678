"""Notices what is committed to the history, also by a second window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from convert_console.models.beat import Beat
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed

EVERY_MS, PHASE_MS = 1_000, 50


class HistoryWatch(QObject):
    """Asks once a second, which takes SQLite some microseconds and reads no row.

    Signals:
        committed: something was written since the last look.
        rested: nothing was, for the first time after something was.
        looked: it has looked, whatever came of it.
    """

    committed = Signal()
    rested = Signal()
    looked = Signal()

    def __init__(self, store: HistoryStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._seen = 0
        self._moving = False
        self._timer = Beat(EVERY_MS, PHASE_MS, self)
        self._timer.timeout.connect(self.look)

    @property
    def going(self) -> bool:
        """Whether it looks."""
        return self._timer.isActive()

    def start(self) -> None:
        """Look from now on."""
        self._timer.go()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once."""
        try:
            version = self._store.version()
        except StoreFailed:
            return  # whoever reads a row next says why
        if version != self._seen:
            self._seen, self._moving = version, True
            self.committed.emit()
        elif self._moving:
            self._moving = False
            self.rested.emit()
        self.looked.emit()
