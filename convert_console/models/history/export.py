"""Writes chosen exchanges of the history into a file, off the UI thread."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.formats import ExportFormat
from convert_console.core.plan.plan import Plan
from convert_console.models.tasks import Tasks
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.files import StoreFailed, write_whole


class HistoryExports(QObject):
    """One file at a time; secrets are masked by the writers.

    Signals:
        written(str, str): the file is there; what was written, in a sentence, and its path.
        failed(str): it is not; why, in a sentence.
    """

    written = Signal(str, str)
    failed = Signal(str)

    def __init__(
        self,
        store: HistoryStore,
        clock: Callable[[], float],
        plan_of: Callable[[str], Plan | None] = lambda _profile_id: None,
    ) -> None:
        """`plan_of` gives the tracking plan of a profile, in any thread."""
        super().__init__()
        self._store, self._plan_of = store, plan_of
        self._clock = clock
        self._tasks = Tasks()

    def export(self, ids: Sequence[int], file_format: ExportFormat, path: Path) -> None:
        """Write these rows of the history, the oldest first."""
        self._tasks.spawn(self._export(sorted(ids), file_format, path), "exporting")

    async def finish(self) -> None:
        """Wait until what is being written is whole."""
        await self._tasks.settle()

    async def _export(self, ids: Sequence[int], file_format: ExportFormat, path: Path) -> None:
        try:
            count = await asyncio.to_thread(self._write, ids, file_format, path)
        except StoreFailed as why:
            self.failed.emit(str(why))
        else:
            requests = "request" if count == 1 else "requests"
            self.written.emit(f"{count:,} {requests} written to {path.name}.", str(path))

    def _write(self, ids: Sequence[int], file_format: ExportFormat, path: Path) -> int:
        rows = {row.id: row for row in self._store.rows(ids)}
        pairs = ((row, self._store.exchange(row_id)) for row_id, row in sorted(rows.items()))
        exported = [
            AnnotatedExchange(exchange, row.note, row.starred, self._plan_of(row.profile_id))
            for row, exchange in pairs
            if exchange
        ]
        write_whole(path, file_format.write(exported, self._clock()).encode("utf-8"))
        return len(exported)
