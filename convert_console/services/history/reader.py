"""Reads the history: rows by filter or position, and whole exchanges."""

from __future__ import annotations

import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from convert_console.core.history.filter_language import Filter, Owners, owners_by_name
from convert_console.core.history.row import Row
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.kinds import kinds_in
from convert_console.services.history.connection import (
    READ_SECONDS,
    SnapshotConnection,
    connect,
    connect_to_read,
)
from convert_console.services.history.database import as_store_failed, check_version
from convert_console.services.history.filter import selection
from convert_console.services.history.records import (
    EXCHANGE_COLUMNS,
    ROW_COLUMNS,
    encoded,
    exchange_of,
    row_of,
)
from convert_console.services.history.search import (
    BY_PROFILE,
    OWNERS,
    STEPS,
    Search,
    find,
    sorted_ids,
)
from convert_console.services.history.session import Sessions
from convert_console.services.history.writer import COUNTED, SENT_COUNTED
from convert_console.services.storage.files import StoreFailed


class SearchConnections:
    """Gives each search a separate connection: several may run at the same time, each in its own
    thread. One is kept for the next search: with a warm page cache, 2,500 rows take 3 ms instead
    of 27.
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

UI_WAITS_MS = 10
"""How long the UI's thread waits for another program that holds the file: less than a frame."""

LOOK_AGAIN = 1.0
"""Seconds between two tries to read a history that could not be opened to be written."""

LOOKUP = 500
"""Ids asked for in one statement."""

NOT_SENT = ", ".join(f"'{kind}'" for kind in sorted(kinds_in("inbound") | kinds_in("not-sent")))
"""The verdicts of what the console has not sent, for SQL."""

_WAS_SENT = f"verdict NOT IN ({NOT_SENT})"
# LEFT: in a damaged history the exchange may be missing.
_EXCHANGE = (
    f"SELECT session, {EXCHANGE_COLUMNS} FROM entry LEFT JOIN roundtrip USING (id) WHERE id = ?"
)


class HistoryReader:
    """Reads one history file, also while other programs write it. `read_only` opens one without
    changing it.

    Any thread may read, also the UI thread except for `ids`: a page takes milliseconds. (With a
    million rows, a filter with hardly any match may take some hundred.) Reading raises
    `StoreFailed`.
    """

    def __init__(self, path: Path, sessions: Sessions) -> None:
        """Open a prepared history; `sessions` knows which rows are being sent."""
        self._path, self._sessions = path, sessions
        self._limits = ""
        self._names: Mapping[str, str] = {}
        self._in_use = threading.Lock()  # a window may still read while a thread closes
        with as_store_failed(path), ExitStack() as opened:
            # Waits if another window is recovering the log of one that was killed.
            self._db = opened.enter_context(closing(connect_to_read(path)))
            self._db.execute(f"PRAGMA busy_timeout = {UI_WAITS_MS}")
            self._try_again = 0.0
            self._searches = opened.enter_context(closing(SearchConnections(path)))
            self._ui_searches = opened.enter_context(
                closing(SearchConnections(path, UI_WAITS_MS / 1_000))
            )
            opened.pop_all()

    @classmethod
    def read_only(cls, path: Path) -> Self | None:
        """A history that is neither created, upgraded nor repaired; `None` where there is none.

        Raises `StoreFailed`, also for a history of another version.
        """
        if not path.exists():
            return None
        with as_store_failed(path):
            check_version(path)
        return cls(path, Sessions(path))

    @property
    def path(self) -> Path:
        """The database's file."""
        return self._path

    def count(self, *, sent_only: bool = False) -> int:
        """The exact number of rows, of all or of those that the console has sent; they are only
        counted if the stored number is impossible.
        """
        number = "live - received" if sent_only else "live"
        counts = self._read(f"SELECT {number}, coalesce((SELECT max(id) FROM entry), 0) FROM tally")
        if len(counts) == 1 and isinstance(counts[0][0], int) and 0 <= counts[0][0] <= counts[0][1]:
            return int(counts[0][0])
        return int(self._read(SENT_COUNTED if sent_only else COUNTED)[0][0])

    def version(self) -> int:
        """A number that changes with every commit, also of another window."""
        return int(self._read("PRAGMA data_version")[0][0])

    def newest(self, limit: int, wanted: Filter | None = None) -> tuple[Row, ...]:
        """The newest rows, newest first."""
        matching = selection(wanted)
        return self._rows(f"{matching.query(ROW_COLUMNS)} LIMIT ?", (*matching.values, limit))

    def rows_at(self, offset: int, limit: int, *, sent_only: bool = False) -> tuple[Row, ...]:
        """The rows from a position on, newest first; for a table that is scrolled anywhere.

        The index of live ids is stepped through from its nearer end: 15 ms at the worst for a
        million rows.
        """
        live = self.count(sent_only=sent_only)
        first, last = max(offset, 0), min(offset + limit, live)
        if first >= last:
            return ()
        near = first <= live - last
        listed = "entry INDEXED BY entry_live WHERE deleted_at IS NULL"
        if sent_only:
            listed = "entry INDEXED BY entry_sent WHERE deleted_at IS NULL AND source = 'sent'"
        ids = self._read(
            f"SELECT id FROM {listed} ORDER BY id {'DESC' if near else 'ASC'} LIMIT ? OFFSET ?",
            (last - first, first if near else live - last),
        )
        return self.rows([row_id for (row_id,) in ids])

    def find(self, search: Search, stop: Callable[[], bool] = bool) -> Iterator[array[int]]:
        """All ids that a search finds, in its order, in parts; for a worker thread."""
        return self._searches.find(self._with_names(search), stop)

    def find_now(self, search: Search) -> Iterator[array[int]]:
        """The same for the UI's thread: it does not wait for a program that holds the file."""
        return self._ui_searches.find(self._with_names(search), bool)

    def sorted(self, search: Search, ids: Sequence[int]) -> list[int]:
        """A few ids in the order of a search."""
        query, values = sorted_ids(self._with_names(search), ids)
        return [row_id for (row_id,) in self._read(query, values)]

    def ids(self, wanted: Filter | None = None) -> array[int]:
        """All ids that a filter finds, newest first; to be called off the UI thread."""
        return sum(self.find(Search(wanted)), array("q"))

    def name_profiles(self, names: Mapping[str, str]) -> None:
        """Show rows under the present names of their profiles, given by id. Rows of other profiles
        have the name that these had.
        """
        self._names = names

    def owners(self) -> dict[str, Owners]:
        """Whose rows there are, by the names that are shown."""
        return owners_by_name(self._kept_names(), self._names)

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
        return self._exchange_in(self._read(_EXCHANGE, (row_id,)))

    def load_exchange(self, row_id: int) -> Exchange | None:
        """The same for a worker thread, on a separate connection."""
        with as_store_failed(self._path), self._searches.connection() as db:
            return self._exchange_in(db.execute(_EXCHANGE, (row_id,)).fetchall())

    def _exchange_in(self, stored: list[tuple[Any, ...]]) -> Exchange | None:
        if not stored:
            return None
        session, *columns = stored[0]
        exchange = exchange_of(tuple(columns))
        if exchange.profile_id in self._names:
            exchange = exchange._replace(profile=self._names[exchange.profile_id])
        return exchange._replace(outcome=None) if self._is_sending(session) else exchange

    def load_rivals(
        self, markers: Sequence[str], times: Sequence[tuple[float, float]], most: int
    ) -> list[int]:
        """The ids of what was sent with one of these markers, or between two of these times, at
        most so many. For a worker thread.
        """
        parts: list[tuple[str, tuple[Any, ...]]] = [
            ("marker = CAST(? AS TEXT) AND marker <> ''", (encoded(marker),)) for marker in markers
        ]
        parts += [("sent_at BETWEEN ? AND ?", span) for span in times]
        found: dict[int, None] = {}
        with as_store_failed(self._path), self._searches.connection() as db:
            for term, values in parts:
                query = f"SELECT id FROM entry WHERE {term} AND {_WAS_SENT} LIMIT ?"
                found.update(
                    (int(row_id), None) for (row_id,) in db.execute(query, (*values, most))
                )
                if len(found) >= most:
                    break
        return list(found)[:most]

    def load_newest(self, words: str, limit: int, stop: Callable[[], bool]) -> tuple[Row, ...]:
        """The newest sent rows that hold all the words, newest first; none once `stop` returns
        true. For a worker thread.
        """
        matching = selection(Filter(words=words, source="sent"))
        query = f"{matching.query(ROW_COLUMNS)} LIMIT ?"
        with as_store_failed(self._path), self._searches.connection() as db:
            db.set_progress_handler(lambda: int(stop()), STEPS)
            try:
                found = db.execute(query, (*matching.values, limit)).fetchall()
            except sqlite3.OperationalError:
                if not stop():
                    raise
                return ()
        return tuple(self._as_it_is(row_of(columns)) for columns in found)

    def outcomes(self, uids: Sequence[str]) -> dict[str, tuple[str, int]]:
        """The outcome of exchanges by their uids: kind of verdict, and HTTP status or 0. Exchanges
        without an outcome are left out. For a worker thread.
        """
        by_uid: dict[str, tuple[str, int]] = {}
        with as_store_failed(self._path), self._searches.connection() as db:
            for start in range(0, len(uids), LOOKUP):
                part = uids[start : start + LOOKUP]
                marks = ", ".join("?" * len(part))
                query = f"SELECT uid, verdict, status FROM entry WHERE uid IN ({marks})"
                for uid, verdict, status in db.execute(f"{query} AND session IS NULL", part):
                    by_uid[str(uid)] = str(verdict), status if isinstance(status, int) else 0
        return by_uid

    def id_of(self, uid: str) -> int:
        """The id of the row of an exchange; 0 where there is none."""
        rows = self._read("SELECT id FROM entry WHERE uid = CAST(? AS TEXT)", (encoded(uid),))
        return int(rows[0][0]) if rows else 0

    def close(self) -> None:
        """Close the file."""
        self._searches.close()
        self._ui_searches.close()
        with self._in_use:
            self._db.close()

    def _rows(self, query: str, values: tuple[Any, ...]) -> tuple[Row, ...]:
        return tuple(self._as_it_is(row_of(columns)) for columns in self._read(query, values))

    def _as_it_is(self, row: Row) -> Row:
        """A row with its profile's present name. One without an outcome is shown as being sent
        while its window is open.
        """
        if self._names.get(row.profile_id, row.profile) != row.profile:
            row = row._replace(profile=self._names[row.profile_id])
        if not self._is_sending(row.session):
            return row
        return row._replace(verdict="pending", failure="")

    def _kept_names(self) -> list[tuple[str, str]]:
        """Pairs of a profile's name and id that rows were kept with."""
        kept = self._read(OWNERS)
        return [pair for pair in kept if all(isinstance(text, str) for text in pair)]

    def _with_names(self, search: Search) -> Search:
        if search.order != BY_PROFILE:
            return search
        with suppress(StoreFailed):  # the search itself says what is wrong
            names = self._names
            kept = {owner for name, owner in self._kept_names() if names.get(owner, name) != name}
            return search._replace(renamed=tuple((owner, names[owner]) for owner in sorted(kept)))
        return search

    def _is_sending(self, session: object) -> bool:
        return isinstance(session, str) and self._sessions.is_open(session)

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with as_store_failed(self._path), self._in_use:
            if isinstance(self._db, SnapshotConnection):
                self._reopen_if_due()
            return self._db.execute(query, values).fetchall()

    def _reopen_if_due(self) -> None:
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
