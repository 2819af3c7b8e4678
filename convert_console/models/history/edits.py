"""What a person does to rows of the history: star, note, delete, and take a deletion back."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from convert_console.models.history.loader import HistoryFollowing
from convert_console.models.history.row_cache import Stretch
from convert_console.models.tasks import Tasks, outcome_of
from convert_console.services.history.database import HistoryUnwritable
from convert_console.services.history.store import HistoryStore, Limits
from convert_console.services.storage.files import StoreFailed

UNDO_SECONDS = 3_600.0
"""A second window may still offer to take a deletion back."""

SLICE = 200
REST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Deletion:
    ids: list[int]
    taken: list[Stretch]
    times_read: int


class HistoryEdits(QObject):
    """Each shows at once and is kept beside the window. What could not be kept is said by the
    table's `failed`, and the table shows what is kept.

    Signals:
        deletions_changed: there is another deletion to take back, or none.
        kept: what was asked for stands in the store, and so counts.
    """

    deletions_changed = Signal()
    kept = Signal()

    def __init__(self, history: HistoryFollowing, store: HistoryStore) -> None:
        super().__init__(history)
        self._history = history
        self._store = store
        self._tasks = Tasks()
        self._deletions: list[_Deletion] = []
        history.noted.connect(self.note)

    @property
    def deleted(self) -> int:
        """How many rows the last deletion took, that can be taken back; 0 for none."""
        return len(self._deletions[-1].ids) if self._deletions else 0

    def star(self, places: Sequence[int]) -> None:
        """Give these rows a star, or take it from them if all have one."""
        rows = [row for row in map(self._history.row, places) if row is not None and row.id]
        starred = not all(row.starred for row in rows)
        for row in rows:
            kept = self._store.update(row.id, starred=starred)
            self._history.change(kept, row.id, starred=starred)
            self._keep(kept)

    def note(self, place: int, text: str) -> None:
        """Write a note to a row."""
        for row_id in self._history.ids_at([place]):
            kept = self._store.update(row_id, note=text)
            self._history.change(kept, row_id, note=text)
            self._keep(kept)

    def delete(self, places: Sequence[int]) -> None:
        """Take rows out of the history, until `undo`, or until a start an hour later or more."""
        kept = [place for place in sorted(places) if self._history.ids_at([place])]
        ids = self._history.ids_at(kept)
        if not ids:
            return
        history = self._history
        searching, read = history.search.going, history.times_read
        self._deletions.append(_Deletion(ids, history.take_out(kept), read))
        self.deletions_changed.emit()

        def deleted() -> None:
            if searching or history.times_read != read:  # and found what was not deleted yet
                history.read()

        self._count(self._store.delete(ids), deleted)

    def undo(self) -> None:
        """Take the last deletion back."""
        if self._deletions:
            last = self._deletions.pop()
            self.deletions_changed.emit()
            self._count(self._store.restore(last.ids), lambda: self._put_back(last))

    def forget_deletions(self) -> None:
        """Offer no more to take them back."""
        self._deletions.clear()
        self.deletions_changed.emit()

    def tidy(self, limits: Limits, now: float) -> None:
        """Forget for good what is beyond the limits, and what was deleted an hour ago or more."""
        self._tasks.spawn(self._tidy(limits, now), "tidying the history")

    async def end(self) -> None:
        """Stop following what the store still writes."""
        await self._tasks.finish()

    def _put_back(self, deletion: _Deletion) -> None:
        """Where the rows stood, so that scroll and choice stay; anew if that is not known."""
        history = self._history
        if deletion.times_read == history.times_read and not history.search.going:
            history.put_back(deletion.taken)
        else:
            history.read()

    def _count(self, kept: Future[Any], then: Callable[[], None] | None) -> None:
        """Follow a change of how many rows there are."""
        self._history.change(kept)
        self._keep(kept, then)

    def _keep(self, kept: Future[Any], then: Callable[[], None] | None = None) -> None:
        self._tasks.spawn(self._when_kept(kept, then), "changing the history")

    async def _tidy(self, limits: Limits, now: float) -> None:
        """Slice by slice with a rest between, so that a send or an edit never waits for long."""

        async def emptied(forget: Callable[[], Future[int]]) -> None:
            # The rest is what this is for, and nothing signals its end.
            while await outcome_of(forget()) == SLICE:  # noqa: ASYNC110
                await sleep(REST_SECONDS)

        try:
            await outcome_of(self._store.recount())
            await emptied(lambda: self._store.purge(now - UNDO_SECONDS, SLICE))
            await emptied(lambda: self._store.expire(limits, SLICE))
        except HistoryUnwritable:
            pass  # Nobody waits for this, and the next start tries again.
        except StoreFailed as why:
            self._history.failed.emit(str(why))

    async def _when_kept(self, kept: Future[Any], then: Callable[[], None] | None) -> None:
        try:
            await outcome_of(kept)
        except StoreFailed as why:
            self._history.failed.emit(str(why))
            then = self._history.read
        finally:
            self._history.kept(kept)
        if then is not None:
            then()
        self.kept.emit()
