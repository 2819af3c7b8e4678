"""The history of all exchanges, in SQLite."""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from convert_console.core.history.row import Record
from convert_console.services.history import writer as changes
from convert_console.services.history.database import as_store_failed, is_readable, prepare
from convert_console.services.history.reader import HistoryReader
from convert_console.services.history.records import columns_of
from convert_console.services.history.salvage import Background, is_due
from convert_console.services.history.search import Search
from convert_console.services.history.session import Session, Sessions
from convert_console.services.history.upgrades import UNOWNED, Upgrade, own_rows, reindex
from convert_console.services.history.writer import Limits, PendingSave, Writer
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import SESSION_PREFIX

__all__ = ["HistoryStore", "Limits", "PendingSave", "Search", "StoreFailed"]

T = TypeVar("T")

RECEIVED_KEPT = 10_000
"""Received and watched rows that are kept, unless the person chooses another number."""

WAITS = "What you send is kept in a file next to it and moved into it as soon as that is possible."

IS_LOST = "What is sent now is lost if Convert Console ends before that has changed."
"""Where no file can be made next to it either."""


class HistoryStore(HistoryReader):
    """One history file that is also written; several windows may share it.

    The store's own thread writes: a future is done when its change would survive a power cut, and
    its callbacks run on that thread. Futures fail with `StoreFailed`. `notice` is a sentence about
    what had to be done on opening, or empty.
    """

    def __init__(
        self, path: Path, patience: float = 10.0, stands_in_for: Path | None = None
    ) -> None:
        """Open a history, also one that can only be read; `limits` then says so, and exchanges
        wait in a file if one can be created.

        With `stands_in_for`, this history replaces another one that cannot be opened. Exchanges
        wait in a file next to that one, which takes them when it can be opened again.
        """
        self.notice = limits = ""
        try:
            self.notice = prepare(path)
            if not os.access(path, os.W_OK):  # SQLite would open it, and fail at the first write
                raise StoreFailed(
                    f"The history cannot be written. Check the permissions of {path}."
                )
        except StoreFailed as why:
            if not is_readable(path):
                raise
            room = os.access(path.parent, os.W_OK)
            limits = f"{why} It is shown as it is. {WAITS if room else IS_LOST}"
        named = stands_in_for or path
        super().__init__(path, Sessions(named, self._adopt))
        self._limits = limits
        with as_store_failed(path), ExitStack() as opened:
            opened.callback(super().close)
            self._session = Session(named)
            stands_in = stands_in_for is not None
            self._writer = Writer(path, patience, self._session, stands_in=stands_in)
            self._background = None if limits or not is_due(path) else Background(path)
            self._owning: Upgrade | None = None
            self._reindexing = None if limits else reindex(path)
            opened.pop_all()

    @property
    def news(self) -> str:
        """A sentence, returned once: how the copy of a damaged history ended, or which sends of
        earlier windows cannot be read; "" for nothing new.
        """
        sentences = []
        for part in (self._background, self._writer):
            if part is not None and part.news:
                sentences.append(part.news)
                part.news = ""
        return " ".join(sentences)

    @property
    def limits(self) -> str:
        """Why the history can be read and not written just now, in a sentence, or "" if it can."""
        if self._limits and self._writer.wrote:
            self._limits = ""
        return self._limits

    @property
    def behind(self) -> str:
        """Why sends of an earlier window are still in its file, in a sentence; "" if none are."""
        return self._writer.behind

    def append_received(self, records: Sequence[Record], since: float) -> Future[int]:
        """Store requests that came in, in one transaction; how many. Those that the console itself
        has sent, at a time from `since` on, are in the history already.
        """
        return self._writer.submit(lambda db: changes.add_received(db, records, since))

    def judge(self, found: Mapping[int, Sequence[str]]) -> Future[None]:
        """Store the ids of the rules that find a problem in rows, by the ids of these."""
        return self._writer.submit(lambda db: changes.judge(db, found))

    def forget_rules(self, after: int) -> Future[None]:
        """Forget which rules find a problem in the rows with ids above `after`."""
        return self._writer.submit(lambda db: changes.forget_rules(db, after))

    def begin(self, record: Record, on_id: Callable[[int], object] = int) -> PendingSave:
        """Store an exchange before its first byte is sent. Until `keep` stores its outcome, the row
        is shown as being sent, and as unknown once this window is closed. `on_id` gets the row's
        id before anybody can read the row.
        """
        return self._writer.keep(columns_of(record, self._session.id), on_id)

    def keep(self, record: Record, on_id: Callable[[int], object] = int) -> PendingSave:
        """Store the outcome of an exchange, in the row that `begin` created if there is one."""
        return self._writer.keep(columns_of(record), on_id)

    def update(
        self, row_id: int, starred: bool | None = None, note: str | None = None
    ) -> Future[None]:
        """Set the star or the note of a row."""
        return self._writer.submit(lambda db: changes.annotate(db, row_id, starred, note))

    def note_sighting(self, row_id: int, state: str, text: str) -> Future[None]:
        """Store what Convert's live log showed of a request: its state, and the whole as JSON."""
        return self._writer.submit(lambda db: changes.note_sighting(db, row_id, state, text))

    def delete(self, ids: Sequence[int]) -> Future[int]:
        """Delete rows; `restore` brings them back until `purge`. How many there were."""
        now = time.time()
        return self._writer.submit(lambda db: changes.delete(db, ids, now))

    def restore(self, ids: Sequence[int]) -> Future[int]:
        """Undo `delete`; how many came back."""
        return self._writer.submit(lambda db: changes.restore(db, ids))

    def purge(self, before: float, limit: int = 1000) -> Future[int]:
        """Remove for good what was deleted before a time in Unix seconds; how many there were.

        At most `limit` at a time, so that a send does not wait behind it: call again while the
        result is the limit.
        """
        return self._writer.submit(lambda db: changes.purge(db, before, limit))

    def expire(self, limits: Limits, most: int = 500) -> Future[int]:
        """Remove for good the oldest rows beyond the limits; how many there were. Call it again
        while the result is `most`, so that a send in between does not wait.
        """
        return self._writer.submit(lambda db: changes.expire(db, limits, most))

    def expire_received(self, count: int, most: int = 500) -> Future[int]:
        """Remove for good the oldest received and watched rows beyond a number, except for starred
        ones; how many there were. Call it again while the result is `most`.
        """
        return self._writer.submit(lambda db: changes.expire_received(db, count, most))

    def recount(self) -> Future[None]:
        """Correct the stored number of rows if it was damaged."""
        return self._writer.submit(changes.recount)

    def own(self, owners: Mapping[str, str]) -> None:
        """Give rows of earlier versions, which only name a profile, to the profile of that name: in
        the background, once. `owners` are the profiles' ids by name.
        """
        if self._owning is None and not self._limits and self._read(UNOWNED) not in ([], [(0,)]):
            self._owning = own_rows(self._path, owners)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Make any change in one transaction, in turn with the others."""
        return self._writer.submit(work)

    def leave(self) -> None:
        """Stop `close` from waiting; what is not on the disk is lost."""
        self._writer.leave()

    def close(self, *, waits: bool = False) -> None:
        """Write what is queued, then close the file. Changes wait for the rest of their patience;
        with `waits`, a send that can be stored nowhere is waited for until `leave`.
        """
        if self._background is not None:
            self._background.stop()
        for work in (self._reindexing, self._owning):
            if work is not None:
                work.stop()
        self._writer.close(waits=waits)
        super().close()

    def _adopt(self) -> None:
        """A closed window has left a file."""
        self._writer.adopt()


def open_or_stand_in(path: Path) -> tuple[HistoryStore, str]:
    """The history, and why it cannot be written, or "". If it cannot be read either, it is replaced
    by a temporary history for this session.
    """
    try:
        store = HistoryStore(path)
    except StoreFailed as why:
        folder = Path(tempfile.mkdtemp(prefix=f"{SESSION_PREFIX}{os.getpid()}-"))
        return HistoryStore(folder / path.name, stands_in_for=path), (
            f"{why} What is sent now is kept for this session only"
            ", and in a file that is added to the history once it can be opened."
        )
    return store, store.limits


def remove_session_history(store: HistoryStore) -> None:
    """Delete the temporary history of this session; the store must be closed."""
    if store.path.parent.name.startswith(SESSION_PREFIX):
        shutil.rmtree(store.path.parent, ignore_errors=True)
