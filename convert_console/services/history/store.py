"""The history of all exchanges, in SQLite."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record, Row
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history import writer as changes
from convert_console.services.history.database import (
    READ_SECONDS,
    SnapshotConnection,
    as_store_failed,
    connect,
    connect_to_read,
    is_readable,
    prepare,
)
from convert_console.services.history.filter import selection
from convert_console.services.history.records import (
    EXCHANGE_COLUMNS,
    ROW_COLUMNS,
    columns_of,
    exchange_of,
    row_of,
)
from convert_console.services.history.reindexing import Reindexing
from convert_console.services.history.reindexing import is_due as is_reindexing_due
from convert_console.services.history.salvage import Background, is_due
from convert_console.services.history.search import PROFILES, Search, find
from convert_console.services.history.session import Session, Sessions
from convert_console.services.history.writer import Limits, PendingSave, Writer
from convert_console.services.storage.files import StoreFailed

__all__ = ["HistoryStore", "Limits", "PendingSave", "Search", "StoreFailed"]

# Connections for searches. Several may run at the same time, each in its own thread.


class Readers:
    """Gives each search a separate connection, and keeps one for the next search: with a warm page
    cache, 2,500 rows take 3 ms instead of 27.
    """

    def __init__(self, path: Path, patience: float = READ_SECONDS) -> None:
        self._path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._idle: sqlite3.Connection | None = None
        self._closed = False

    def find(self, search: Search, stop: Callable[[], bool]) -> Iterator[array[int]]:
        """All ids that match a search. Raises `StoreFailed`."""
        with as_store_failed(self._path), self.connection() as db:
            yield from find(db, search, stop)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection without temporary tables."""
        with self._lock:
            db, self._idle = self._idle, None
        if db is None:
            db = connect_to_read(self._path, self._patience)
        try:
            yield db
        finally:
            self._take_back(db)

    def close(self) -> None:
        """Close the connections; one in use is closed when it comes back."""
        with self._lock:
            self._closed = True
            db, self._idle = self._idle, None
        if db is not None:
            db.close()

    def _take_back(self, db: sqlite3.Connection) -> None:
        clean = _clean_up(db) and not isinstance(db, SnapshotConnection)
        with self._lock:
            if clean and self._idle is None and not self._closed:
                self._idle = db
                return
        db.close()


def _clean_up(db: sqlite3.Connection) -> bool:
    """Remove what a search has left on a connection; whether that worked."""
    db.set_progress_handler(None, 0)
    try:
        if db.in_transaction:
            db.execute("ROLLBACK")
        own = "SELECT name FROM sqlite_temp_schema WHERE type = 'table' AND name NOT LIKE '%\\_%'"
        for (name,) in db.execute(f"{own} ESCAPE '\\'").fetchall():
            db.execute(f"DROP TABLE temp.{name}")
    except sqlite3.Error:
        return False
    return True


# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


T = TypeVar("T")

WAITS = "What you send is kept in a file next to it and moved into it as soon as that is possible."

IS_LOST = "What is sent now is lost if Convert Console ends before that has changed."
"""Where no file can be made next to it either."""

UI_WAITS_MS = 10
"""How long the UI's thread waits for another program that holds the file: less than a frame."""

LOOK_AGAIN = 1.0
"""Seconds between two tries to read a history that could not be opened to be written."""

LOOKUP = 500
"""Ids asked for in one statement."""


class HistoryStore:
    """One history file; several windows may share it.

    Any thread may read, also the UI thread except for `ids`: a page takes milliseconds. (With a
    million rows, a filter with hardly any match may take some hundred.) The store's own thread
    writes: a future is done when its change would survive a power cut, and its callbacks run on
    that thread. Reading raises `StoreFailed`, and futures fail with it. `notice` is a sentence
    about what had to be done on opening, or empty.
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
        self._path, self._limits = path, limits
        with as_store_failed(path), ExitStack() as opened:
            # Waits if another window is recovering the log of one that was killed.
            self._db = opened.enter_context(closing(connect_to_read(path)))
            self._db.execute(f"PRAGMA busy_timeout = {UI_WAITS_MS}")
            self._try_again = 0.0
            self._readers = opened.enter_context(closing(Readers(path)))
            self._ui_readers = opened.enter_context(closing(Readers(path, UI_WAITS_MS / 1_000)))
            self._session = Session(stands_in_for or path)
            stands_in = stands_in_for is not None
            self._writer = Writer(path, patience, self._session, stands_in=stands_in)
            self._sessions = Sessions(stands_in_for or path, self._writer.adopt)
            self._background = None if limits or not is_due(path) else Background(path)
            self._reindexing = None if limits or not is_reindexing_due(path) else Reindexing(path)
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
    def path(self) -> Path:
        """The database's file."""
        return self._path

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

    def append(self, record: Record) -> Future[int]:
        """Store an exchange that may be lost if the history cannot be written, such as incoming
        traffic; its row's id. The same exchange twice makes one row.
        """
        return self._writer.submit(lambda db: changes.add(db, record))

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

    def expire(self, limits: Limits, slice_of: int = 500) -> Future[int]:
        """Remove for good the oldest rows beyond the limits; how many there were. Call it again
        while the result is `slice_of`, so that a send in between does not wait.
        """
        return self._writer.submit(lambda db: changes.expire(db, limits, slice_of))

    def recount(self) -> Future[None]:
        """Correct the stored number of rows if it was damaged."""
        return self._writer.submit(changes.recount)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Make any change in one transaction, in turn with the others."""
        return self._writer.submit(work)

    def count(self) -> int:
        """The exact number of rows; they are only counted if the stored number is impossible."""
        counts = self._read("SELECT live, coalesce((SELECT max(id) FROM entry), 0) FROM tally")
        if len(counts) == 1 and isinstance(counts[0][0], int) and 0 <= counts[0][0] <= counts[0][1]:
            return int(counts[0][0])
        return int(self._read(changes.COUNTED)[0][0])

    def version(self) -> int:
        """A number that changes with every commit, also of another window."""
        return int(self._read("PRAGMA data_version")[0][0])

    def newest(self, limit: int, wanted: Filter | None = None) -> tuple[Row, ...]:
        """The newest rows, newest first."""
        matching = selection(wanted)
        return self._rows(f"{matching.query(ROW_COLUMNS)} LIMIT ?", (*matching.values, limit))

    def page(self, before_id: int, limit: int, wanted: Filter | None = None) -> tuple[Row, ...]:
        """The rows next older than one, newest first."""
        matching = selection(wanted)
        query = matching.query(ROW_COLUMNS, f"{matching.key} < ?")
        return self._rows(f"{query} LIMIT ?", (*matching.values, before_id, limit))

    def after(
        self, row_id: int, limit: int = LOOKUP, wanted: Filter | None = None
    ) -> tuple[Row, ...]:
        """The newest rows that came after one, newest first."""
        matching = selection(wanted)
        query = matching.query(ROW_COLUMNS, f"{matching.key} > ?")
        return self._rows(f"{query} LIMIT ?", (*matching.values, row_id, limit))

    def search(self, words: str, limit: int, before_id: int | None = None) -> tuple[Row, ...]:
        """The newest rows that hold all the words, newest first."""
        wanted = Filter(words=words)
        if before_id is None:
            return self.newest(limit, wanted)
        return self.page(before_id, limit, wanted)

    def rows_at(self, offset: int, limit: int) -> tuple[Row, ...]:
        """The rows from a position on, newest first; for a table that is scrolled anywhere.

        The index of live ids is stepped through from its nearer end: 15 ms at the worst for a
        million rows.
        """
        live = self.count()
        first, last = max(offset, 0), min(offset + limit, live)
        if first >= last:
            return ()
        near = first <= live - last
        ids = self._read(
            "SELECT id FROM entry INDEXED BY entry_live WHERE deleted_at IS NULL"
            f" ORDER BY id {'DESC' if near else 'ASC'} LIMIT ? OFFSET ?",
            (last - first, first if near else live - last),
        )
        return self.rows([row_id for (row_id,) in ids])

    def find(self, search: Search, stop: Callable[[], bool] = bool) -> Iterator[array[int]]:
        """All ids that a search finds, in its order, in parts; for a worker thread."""
        return self._readers.find(search, stop)

    def find_now(self, search: Search) -> Iterator[array[int]]:
        """The same for the UI's thread: it does not wait for a program that holds the file."""
        return self._ui_readers.find(search, bool)

    def ids(self, wanted: Filter | None = None) -> array[int]:
        """All ids that a filter finds, newest first; to be called off the UI thread."""
        return sum(self.find(Search(wanted)), array("q"))

    def profiles(self) -> tuple[str, ...]:
        """The profiles that rows were sent with, by name; each is one step in the index."""
        return tuple(name for (name,) in self._read(PROFILES) if isinstance(name, str))

    def rows(self, ids: Sequence[int]) -> tuple[Row, ...]:
        """Rows by id, newest first; those that are gone are left out."""
        matching: list[Row] = []
        for start in range(0, len(ids), LOOKUP):
            part = ids[start : start + LOOKUP]
            marks = ", ".join("?" * len(part))
            query = f"SELECT {ROW_COLUMNS} FROM entry WHERE id IN ({marks})"
            matching += self._rows(f"{query} AND +deleted_at IS NULL", tuple(part))
        return tuple(sorted(matching, key=lambda row: -row.id))

    def exchange(self, row_id: int) -> Exchange | None:
        """The whole exchange of a row, byte for byte; its `unreadable` names damaged parts. `None`
        if there is no such row.
        """
        stored = self._read(
            # LEFT: in a damaged history the exchange may be missing.
            f"SELECT session, {EXCHANGE_COLUMNS} FROM entry LEFT JOIN roundtrip USING (id)"
            " WHERE id = ?",
            (row_id,),
        )
        if not stored:
            return None
        session, *columns = stored[0]
        exchange = exchange_of(tuple(columns))
        return replace(exchange, outcome=None) if self._is_sending(session) else exchange

    def outcomes(self, uids: Sequence[str]) -> dict[str, tuple[str, int]]:
        """The outcome of exchanges by their uids: kind of verdict, and HTTP status or 0. Exchanges
        without an outcome are left out. For a worker thread.
        """
        by_uid: dict[str, tuple[str, int]] = {}
        with as_store_failed(self._path), self._readers.connection() as db:
            for start in range(0, len(uids), LOOKUP):
                part = uids[start : start + LOOKUP]
                marks = ", ".join("?" * len(part))
                query = f"SELECT uid, verdict, status FROM entry WHERE uid IN ({marks})"
                for uid, verdict, status in db.execute(f"{query} AND session IS NULL", part):
                    by_uid[str(uid)] = str(verdict), status if isinstance(status, int) else 0
        return by_uid

    def leave(self) -> None:
        """Stop `close` from waiting; what is not on the disk is lost."""
        self._writer.leave()

    def close(self, *, waits: bool = False) -> None:
        """Write what is queued, then close the file. Changes wait for the rest of their patience;
        with `waits`, a send that can be stored nowhere is waited for until `leave`.
        """
        if self._background is not None:
            self._background.stop()
        if self._reindexing is not None:
            self._reindexing.stop()
        self._writer.close(waits=waits)
        self._readers.close()
        self._ui_readers.close()
        self._db.close()

    def _rows(self, query: str, values: tuple[Any, ...]) -> tuple[Row, ...]:
        return tuple(self._as_it_is(row_of(columns)) for columns in self._read(query, values))

    def _as_it_is(self, row: Row) -> Row:
        """A row without an outcome is shown as being sent while its window is open."""
        if not self._is_sending(row.session):
            return row
        return replace(row, verdict="pending", failure="")

    def _is_sending(self, session: object) -> bool:
        return isinstance(session, str) and self._sessions.is_open(session)

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with as_store_failed(self._path):
            if isinstance(self._db, SnapshotConnection):
                self._see_again()
            return self._db.execute(query, values).fetchall()

    def _see_again(self) -> None:
        """Check once a second whether the file can be opened for writing again."""
        now = time.monotonic()
        if now < self._try_again:
            return
        self._try_again = now + LOOK_AGAIN
        try:
            db = connect(self._path, UI_WAITS_MS / 1_000)
            self._limits = ""
        except sqlite3.Error:
            db = connect_to_read(self._path, UI_WAITS_MS / 1_000)
        self._db.close()
        self._db = db
