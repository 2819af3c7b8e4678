"""Finds the newest rows of the history that hold some words, away from the UI thread."""

from asyncio import to_thread
from threading import Event

from PySide6.QtCore import QObject, Signal

from convert_console.core.history.row import Row
from convert_console.models.tasks import Tasks, loop_runs
from convert_console.services.history.reader import HistoryReader
from convert_console.services.storage.files import StoreFailed


class RowFinder(QObject):
    """Only the latest search is answered; an earlier one is stopped.

    Signals:
        found(str, tuple): the words, and their newest rows.
    """

    found = Signal(str, tuple)

    def __init__(self, store: HistoryReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = Tasks()
        self._stop = Event()

    def find(self, words: str, limit: int) -> None:
        """Search for words; `found` gives the rows. An earlier search is dropped."""
        self._stop.set()
        self._stop = Event()
        if words and loop_runs():
            self._tasks.spawn(self._find(words, limit, self._stop), "finding rows")

    async def finish(self) -> None:
        """Wait for what is being read; called when the window closes."""
        self._stop.set()
        await self._tasks.settle()

    async def _find(self, words: str, limit: int, stop: Event) -> None:
        store = self._store  # the thread gets no Qt object
        try:
            rows: tuple[Row, ...] = await to_thread(store.load_newest, words, limit, stop.is_set)
        except StoreFailed:
            return  # the history pane says why it cannot be read
        if not stop.is_set():
            self.found.emit(words, rows)
