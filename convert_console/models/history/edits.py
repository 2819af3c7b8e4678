"""Changes of rows of the history by hand: star, note, delete, and undo of a deletion."""

from asyncio import sleep
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.models.history.loader import PLACED, HistoryLoader
from convert_console.models.history.row_order import RowRange
from convert_console.models.history.table_rows import TableRows
from convert_console.models.tasks import Tasks, result_of
from convert_console.services.history.database import HistoryUnwritable
from convert_console.services.history.store import HistoryStore, Limits
from convert_console.services.storage.files import StoreFailed

UNDO_SECONDS = 3_600.0
"""A second window may offer to undo a deletion for so long."""

SLICE = 200
PAUSE_SECONDS = 0.05


class _Deletion(NamedTuple):
    ids: list[int]
    removed: list[RowRange]
    times_read: int
    times_placed: int


class HistoryEdits(QObject):
    """Each change is shown at once and saved by another thread. If it cannot be saved, the table
    shows the saved state again.

    Signals:
        deletions_changed: there is a different deletion to undo, or none.
        restored(list): rows that were deleted are listed again; their ids.
        saved: a change is in the store.
        failed(str): a change could not be saved; why, in a sentence.
    """

    deletions_changed = Signal()
    restored = Signal(list)
    saved = Signal()
    failed = Signal(str)

    def __init__(
        self,
        store: HistoryStore,
        rows: TableRows,
        loader: HistoryLoader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._rows, self._loader = store, rows, loader
        self._tasks = Tasks()
        self._deletions: list[_Deletion] = []

    @property
    def deleted(self) -> int:
        """How many rows the last deletion removed; 0 where none can be undone."""
        return len(self._deletions[-1].ids) if self._deletions else 0

    @property
    def deletions(self) -> int:
        """How many deletions can be undone."""
        return len(self._deletions)

    def star(self, positions: Sequence[int]) -> None:
        """Star these rows, or remove the star if all have one."""
        read = map(self._rows.cache.row, positions)
        rows = [row for row in read if row is not None and row.id]
        starred = not all(row.starred for row in rows)
        for row in rows:
            future = self._store.update(row.id, starred=starred)
            self._rows.change(future, row.id, starred=starred)
            self._follow(future)

    def note(self, position: int, text: str) -> None:
        """Write the note of a row."""
        for row_id in self._rows.cache.ids_at([position]):
            self.note_by_id(row_id, text)

    def note_by_id(self, row_id: int, text: str) -> None:
        """Write the note of a row, wherever it is shown."""
        future = self._store.update(row_id, note=text)
        self._rows.change(future, row_id, note=text)
        self._follow(future)

    def show_sighting(self, row_id: int, state: str) -> None:
        """Show what Convert's live log showed of a row, which is in the store already."""
        shown = object()
        self._rows.change(shown, row_id, seen=state)
        self._rows.cache.saved(shown)

    def delete(self, positions: Sequence[int]) -> None:
        """Delete rows. It can be undone, until a start an hour later or more."""
        cache = self._rows.cache
        saved = [position for position in sorted(positions) if cache.ids_at([position])]
        ids = cache.ids_at(saved)
        if not ids:
            return
        loader = self._loader
        searching, read = loader.search.going, loader.times_read
        removed = self._rows.remove(saved)
        self._deletions.append(_Deletion(ids, removed, read, loader.times_placed))
        self.deletions_changed.emit()

        def deleted() -> None:
            if searching or loader.times_read != read:  # the read may include deleted rows
                loader.read()

        self._follow_count(self._store.delete(ids), deleted)

    def delete_received(self) -> None:
        """Delete all received and watched rows but those with a star; it can be undone."""
        try:
            ids = self._loader.received_ids()
        except StoreFailed as why:
            self.failed.emit(str(why))
            return
        if ids:
            self._deletions.append(_Deletion(ids, [], -1, 0))
            self.deletions_changed.emit()
            self._follow_count(self._store.delete(ids), self._loader.read)

    def undo(self) -> None:
        """Undo the last deletion."""
        if self._deletions:
            last = self._deletions.pop()
            self.deletions_changed.emit()
            self._follow_count(self._store.restore(last.ids), lambda: self._put_back(last))

    def clean_up(self, limits: Limits, now: float) -> None:
        """Remove for good what is beyond the limits, and what was deleted an hour ago or more."""
        self._tasks.spawn(self._clean_up(limits, now), "cleaning up the history")

    async def end(self) -> None:
        """Stop waiting for changes that the store still writes."""
        await self._tasks.finish()

    def _put_back(self, deletion: _Deletion) -> None:
        """Show restored rows at their positions, so that scroll and selection stay, or read all
        again if the positions are unknown.
        """
        loader = self._loader
        if deletion.times_read != loader.times_read or loader.search.going:
            loader.read()
        elif deletion.times_placed == loader.times_placed:
            self._rows.put_back(deletion.removed)
        elif len(deletion.ids) <= PLACED:
            loader.place_all(deletion.ids)
        else:
            loader.read()
        if deletion.removed:  # which were selected
            self.restored.emit(deletion.ids)

    def _follow_count(self, future: Future[Any], then: Callable[[], None]) -> None:
        """Follow a change of how many rows there are."""
        self._rows.change(future)
        self._follow(future, then)

    def _follow(self, future: Future[Any], then: Callable[[], None] | None = None) -> None:
        self._tasks.spawn(self._wait_until_saved(future, then), "changing the history")

    async def _clean_up(self, limits: Limits, now: float) -> None:
        """Work in slices with pauses, so that a send or an edit never waits for long."""

        async def repeat(remove: Callable[[], Future[int]]) -> None:
            # The pause is intended, and no event signals its end.
            while await result_of(remove()) == SLICE:  # noqa: ASYNC110
                await sleep(PAUSE_SECONDS)

        try:
            await result_of(self._store.recount())
            await repeat(lambda: self._store.purge(now - UNDO_SECONDS, SLICE))
            await repeat(lambda: self._store.expire(limits, SLICE))
        except HistoryUnwritable:
            pass  # nobody waits for it, and the next start tries again
        except StoreFailed as why:
            self.failed.emit(str(why))

    async def _wait_until_saved(self, future: Future[Any], then: Callable[[], None] | None) -> None:
        try:
            await result_of(future)
        except StoreFailed as why:
            self.failed.emit(str(why))
            then = self._loader.read
        finally:
            self._rows.cache.saved(future)
        if then is not None:
            then()
        self.saved.emit()
