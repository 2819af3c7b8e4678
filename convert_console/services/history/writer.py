"""The one thread that writes to the history, also while the history cannot be written."""

import json
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from convert_console.core.history.row import Record
from convert_console.core.request.wire import WireRequest
from convert_console.services.history.connection import UNWRITABLE, code_of, connect
from convert_console.services.history.database import LOCKED, failed
from convert_console.services.history.records import (
    UNREADABLE,
    Columns,
    columns_of,
    encoded,
    headers_of,
    ids_of,
    text_of,
)
from convert_console.services.history.session import Session, columns_in, left_behind, line_of
from convert_console.services.storage.files import StoreFailed, rename_broken

# The changes that can be made to the history, each within a transaction of the writer.

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


COUNTED = "SELECT count(*) FROM entry INDEXED BY entry_live WHERE deleted_at IS NULL"
"""The number of rows, counted: 20 ms for a million."""

SENT_COUNTED = (
    "SELECT count(*) FROM entry INDEXED BY entry_sent WHERE deleted_at IS NULL AND source = 'sent'"
)
"""The same for what the console has sent."""

ARRIVALS_COMPARED = 50
"""Sends of a visitor that a received request is compared with."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The greatest number of rows, and the earliest time in Unix seconds; `None` for no limit.
    Starred rows are never removed, but count.
    """

    count: int | None = None
    before: float | None = None


def put(db: sqlite3.Connection, columns: Columns) -> int:
    """Store an exchange from its columns; its id. A stored outcome is never changed.

    An exchange that was only begun is replaced by a later one with the same uid, except for its id,
    star, note and whether it was deleted.
    """
    entry, roundtrip = columns
    known = db.execute("SELECT id FROM entry WHERE uid = CAST(:uid AS TEXT)", entry).fetchone()
    if known is None:
        marks = ", ".join(_mark(column, value) for column, value in entry.items())
        row_id = db.execute(
            f"INSERT INTO entry ({', '.join(entry)}) VALUES ({marks})", entry
        ).lastrowid
        _add_parts(db, int(row_id or 0), entry["goals"], roundtrip)
        return int(row_id or 0)
    (row_id,) = known
    begun_by, failure, goals = db.execute(
        "SELECT session, failure, goals FROM entry WHERE id = ?", known
    ).fetchone()
    # A row from a damaged file may have lost its session.
    in_doubt = begun_by is not None or failure == "unseen"
    if in_doubt and "session" not in entry:
        # The word index removes a row by the text that was inserted, so it comes before the update.
        _remove_parts(db, row_id, goals)
        changes = ", ".join(
            f"{column} = {_mark(column, value)}"
            for column, value in entry.items()
            if column != "uid"
        )
        db.execute(
            f"UPDATE entry SET {changes}, session = NULL WHERE id = :id", {**entry, "id": row_id}
        )
        _add_parts(db, row_id, entry["goals"], roundtrip)
    return int(row_id)


def _add_parts(
    db: sqlite3.Connection, row_id: int, goals: bytes, roundtrip: dict[str, Any]
) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO entry_goal (goal, entry) VALUES (CAST(? AS TEXT), ?)",
        [(encoded(goal), row_id) for goal in ids_of(goals)],
    )
    roundtrip = {"id": row_id, **roundtrip}
    marks = ", ".join(f":{key}" for key in roundtrip)
    db.execute(f"INSERT INTO roundtrip ({', '.join(roundtrip)}) VALUES ({marks})", roundtrip)


def _remove_parts(db: sqlite3.Connection, row_id: int, goals: Any) -> None:
    try:
        known = [(encoded(goal), row_id) for goal in ids_of(goals)]
    except UNREADABLE:
        db.execute("DELETE FROM entry_goal WHERE entry = ?", (row_id,))  # reads all of them
    else:
        db.executemany("DELETE FROM entry_goal WHERE goal = CAST(? AS TEXT) AND entry = ?", known)
    db.execute("DELETE FROM roundtrip WHERE id = ?", (row_id,))


def judge(db: sqlite3.Connection, found: Mapping[int, Sequence[str]]) -> None:
    """Store which rules find a problem in rows, by id; a row that is gone is left out."""
    for row_id, rules in found.items():
        stored = json.dumps(sorted(set(rules)))
        update = "UPDATE entry SET rules = ? WHERE id = ? AND rules IS NULL"
        if db.execute(update, (stored, row_id)).rowcount:
            db.executemany(
                "INSERT OR IGNORE INTO entry_problem (rule, entry) VALUES (?, ?)",
                [(rule, row_id) for rule in set(rules)],
            )


def forget_rules(db: sqlite3.Connection, after: int) -> None:
    """Forget which rules find a problem in the rows with ids above `after`."""
    judged = "SELECT id, rules FROM entry WHERE id > ? AND rules IS NOT NULL"
    for row_id, rules in db.execute(judged, (after,)).fetchall():
        _remove_problems(db, row_id, rules)
    db.execute("UPDATE entry SET rules = NULL WHERE id > ? AND rules IS NOT NULL", (after,))


def _mark(column: str, value: Any) -> str:
    """The mark for a value of `entry`, whose bytes are all text."""
    return f"CAST(:{column} AS TEXT)" if isinstance(value, bytes) else f":{column}"


def annotate(db: sqlite3.Connection, row_id: int, starred: bool | None, note: str | None) -> None:
    """Set the star or the note; `None` leaves it."""
    db.execute(
        "UPDATE entry SET starred = coalesce(?, starred), note = coalesce(CAST(? AS TEXT), note)"
        " WHERE id = ?",
        (starred, None if note is None else encoded(note), row_id),
    )


def note_sighting(db: sqlite3.Connection, row_id: int, state: str, text: str) -> None:
    """Store what Convert's live log showed of a request."""
    db.execute("UPDATE entry SET seen = ? WHERE id = ?", (state, row_id))
    db.execute("UPDATE roundtrip SET sighting = ? WHERE id = ?", (encoded(text), row_id))


def delete(db: sqlite3.Connection, ids: Sequence[int], now: float) -> int:
    """Mark rows as deleted; how many there were."""
    return db.executemany(
        "UPDATE entry SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
        [(now, row_id) for row_id in ids],
    ).rowcount


def restore(db: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Undo `delete`; how many rows came back."""
    return db.executemany(
        "UPDATE entry SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL",
        [(row_id,) for row_id in ids],
    ).rowcount


def purge(db: sqlite3.Connection, before: float, limit: int) -> int:
    """Remove rows that were deleted before a time, at most `limit`; how many there were."""
    gone = db.execute(
        "SELECT id, goals FROM entry WHERE deleted_at < ? LIMIT ?", (before, limit)
    ).fetchall()
    return _remove(db, gone)


def expire(db: sqlite3.Connection, limits: Limits, most: int) -> int:
    """Remove the oldest sent rows beyond the limits, at most `most`; how many there were."""
    terms: list[str] = []
    values: list[float] = []
    if limits.count is not None:
        first_kept = (
            "SELECT id FROM entry INDEXED BY entry_sent WHERE deleted_at IS NULL"
            " AND source = 'sent' ORDER BY id DESC LIMIT 1 OFFSET ?"
        )
        terms.append(f"id < coalesce(({first_kept}), 0)")
        values.append(max(limits.count, 1) - 1)
    if limits.before is not None:
        terms.append("+sent_at < ?")
        values.append(limits.before)
    if not terms:
        return 0
    query = (
        "SELECT id, goals FROM entry INDEXED BY entry_sent WHERE deleted_at IS NULL"
        f" AND source = 'sent' AND starred = 0 AND ({' OR '.join(terms)}) ORDER BY id LIMIT ?"
    )
    return _remove(db, db.execute(query, (*values, most)).fetchall())


def expire_received(db: sqlite3.Connection, count: int, most: int) -> int:
    """Remove the oldest received and watched rows beyond a number, at most `most`; how many there
    were. Starred ones stay, and do not count.
    """
    came_in = (
        "FROM entry INDEXED BY entry_received"
        " WHERE source <> 'sent' AND starred = 0 AND deleted_at IS NULL"
    )
    (known,) = db.execute(f"SELECT count(*) {came_in}").fetchone()
    excess = min(known - count, most)
    if excess <= 0:
        return 0
    query = f"SELECT id, goals {came_in} ORDER BY id LIMIT ?"
    return _remove(db, db.execute(query, (excess,)).fetchall())


def add_received(db: sqlite3.Connection, records: Sequence[Record], since: float) -> int:
    """Store requests that came in; how many there were. One of the collector's that the console has
    sent itself, at a time from `since` on, is in the history already.
    """
    kept = 0
    first = "SELECT min(+id) FROM entry INDEXED BY entry_sent_at WHERE sent_at >= ?"
    ((first_sent,),) = db.execute(first, (since,)).fetchall()
    for record in records:
        columns = columns_of(record)
        is_of_page = record.exchange.source == "page"  # which the console has not sent
        if is_of_page or first_sent is None or not _take_arrival(db, record, columns, first_sent):
            put(db, columns)
            kept += 1
    return kept


def _take_arrival(
    db: sqlite3.Connection, record: Record, columns: Columns, first_sent: int
) -> bool:
    """Mark the send that has arrived, of those from an id on; whether there is one with the same
    request and bytes.
    """
    request = record.exchange.request
    sent = db.execute(
        "SELECT id, url, headers, coalesce(body, document) FROM entry INDEXED BY entry_awaited"
        " JOIN roundtrip USING (id) WHERE entry.vid = CAST(? AS TEXT) AND entry.source = 'sent'"
        " AND entry.here = 1 AND entry.arrived IS NULL AND entry.id >= ?"
        " AND +entry.method = CAST(? AS TEXT) ORDER BY entry.id LIMIT ?",
        (columns[0]["vid"], first_sent, columns[0]["method"], ARRIVALS_COMPARED),
    )
    for row_id, url, headers, body in sent.fetchall():
        try:
            wire = WireRequest(request.method, text_of(url), headers_of(headers), body or b"")
        except UNREADABLE:
            continue
        if (wire.target, wire.header("User-Agent"), wire.body) == (
            request.target,
            request.header("User-Agent"),
            request.body,
        ):
            db.execute("UPDATE entry SET arrived = 1 WHERE id = ?", (row_id,))
            return True
    return False


def recount(db: sqlite3.Connection) -> None:
    """Correct the stored numbers of rows if they were damaged."""
    ((live,),) = db.execute(COUNTED).fetchall()
    ((sent,),) = db.execute(SENT_COUNTED).fetchall()
    if db.execute("SELECT live, received FROM tally").fetchall() != [(live, live - sent)]:
        db.execute("DELETE FROM tally")
        db.execute("INSERT INTO tally (live, received) VALUES (?, ?)", (live, live - sent))


def _remove(db: sqlite3.Connection, gone: Sequence[tuple[int, Any]]) -> int:
    for row_id, goals in gone:
        _remove_parts(db, row_id, goals)
        rules = db.execute("SELECT rules FROM entry WHERE id = ?", (row_id,)).fetchone()[0]
        if rules != "[]" and rules is not None:
            _remove_problems(db, row_id, rules)
        db.execute("DELETE FROM entry WHERE id = ?", (row_id,))
    return len(gone)


def _remove_problems(db: sqlite3.Connection, row_id: int, rules: Any) -> None:
    try:
        known = [(rule, row_id) for rule in ids_of(rules)]
    except UNREADABLE:
        db.execute("DELETE FROM entry_problem WHERE entry = ?", (row_id,))
    else:
        db.executemany("DELETE FROM entry_problem WHERE rule = ? AND entry = ?", known)


T = TypeVar("T")

BATCH = 500
"""Changes that wait at the same time share a commit, and so its wait for the disk."""

PATIENCE = 0.4
"""Seconds that a send waits for another program to release the history, before it is spilled."""

BEHIND_AFTER = 2.0
"""Seconds that what another window has spilled waits to be taken in, before that is said."""

CACHE_KIB = 2_048
"""Memory of the writer for pages, SQLite's usual size."""

RETRY = 0.25
"""Seconds between two tries to write what the history has refused."""


class PendingSave(NamedTuple):
    """`safe` is done when an exchange would survive a power cut: with "" if it is in the
    history, else with a sentence about why it waits in a file. `row` is done with the row's id
    when it is in the history. Both fail with `StoreFailed`; after `safe` has failed, `row` may
    still come.
    """

    safe: Future[str]
    row: Future[int]


def _future() -> Future[Any]:
    future: Future[Any] = Future()
    future.set_running_or_notify_cancel()  # not cancellable: what was sent must be stored
    return future


@dataclass(slots=True)
class _Change:
    work: Callable[[sqlite3.Connection], Any]
    until: float
    """When to give up waiting for another program, by the monotonic clock."""
    columns: Columns | None = None
    """What to spill; `None` for a change that is lost if the history cannot be written."""
    done: Future[Any] = field(default_factory=_future)
    safe: Future[str] | None = None
    spilled: bool = False
    result: Any = None
    error: BaseException | None = None


class Writer:
    """Takes changes from any thread; a change's future is done when it is safe on the disk.

    Futures fail with `StoreFailed`; each change is whole or not there at all.
    """

    def __init__(
        self, path: Path, patience: float, session: Session, *, stands_in: bool = False
    ) -> None:
        """With `stands_in`, this history replaces one that cannot be opened. Exchanges are also
        written to the session's file, from which the other history takes them later.
        """
        self._path = path
        self._patience = patience
        self._session = session
        self._stands_in = stands_in
        self._db: sqlite3.Connection | None = None  # opened by the thread as soon as possible
        self._refused = 0  # the error code of the last failed write
        self._adopts = not stands_in
        self._behind: tuple[float, str] | None = None  # when it failed first, and why
        self.wrote = False
        """Whether anything could be written since it was opened."""
        self.news = ""
        """What of earlier windows could not be taken in, in a sentence."""
        # Before Python 3.13, a signal leaves the `get` of a SimpleQueue waiting for ever.
        self._waiting: queue.Queue[_Change | None] = queue.Queue()
        self._closing = threading.Lock()
        self._closed = False
        self._left = threading.Event()
        self._waits = False
        # A daemon, so that a crash elsewhere cannot leave a process that never ends.
        self._thread = threading.Thread(target=self._run, name="history writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Queue a change; it fails if it cannot be made within the patience."""
        return self._put(_Change(work, time.monotonic() + self._patience)).done

    def keep(self, columns: Columns, on_id: Callable[[int], object] = int) -> PendingSave:
        """Queue an exchange. While the history cannot be written, it goes to the session's file
        and moved into the history as soon as possible, at the latest by a later start. `on_id` gets
        the row's id in the writer's thread, before anybody can read the row.
        """

        def work(db: sqlite3.Connection) -> int:
            if "session" in columns[0]:
                with suppress(OSError):
                    self._session.open()
            row_id = put(db, columns)
            on_id(row_id)
            return row_id

        until = time.monotonic() + self._patience
        safe = _future()
        return PendingSave(safe, self._put(_Change(work, until, columns, safe=safe)).done)

    def adopt(self) -> None:
        """Move the sends from the files of closed windows into the history as soon as possible."""
        if not self._stands_in:
            self._adopts = True
            self.submit(lambda _db: None)  # wakes the thread

    @property
    def behind(self) -> str:
        """Why sends of another window are still in its file, in a sentence; "" if none are, or only
        for a moment.
        """
        behind = self._behind
        if behind is None or time.monotonic() - behind[0] < BEHIND_AFTER:
            return ""
        return behind[1]

    def leave(self) -> None:
        """Give up exchanges that can be written neither to the history nor to a file."""
        self._left.set()

    def close(self, *, waits: bool = False) -> None:
        """Write everything that is queued, or wait until its patience is over, then end the thread.

        May be called twice. With `waits`, it waits until `leave` for an exchange that can be
        written neither to the history nor to a file.
        """
        self._waits = waits
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _put(self, change: _Change) -> _Change:
        with self._closing:
            if self._closed:
                change.error = StoreFailed("The history is closed.")
                _settle(change)
            else:
                self._waiting.put(change)
        return change

    def _run(self) -> None:
        waiting: list[_Change] = []
        going = True
        while going:
            self._adopt()
            batch, going = self._next_batch(RETRY if waiting or self._adopts else None)
            waiting = self._try(waiting + batch)
        self._wait_for(waiting)
        self._session.close()
        self._let_go()

    def _wait_for(self, waiting: list[_Change]) -> None:
        """Keep trying to write the exchanges that are in no file either."""
        while any(not change.spilled for change in waiting) and not self._left.wait(RETRY / 5):
            now = time.monotonic()
            overdue = [
                change
                for change in waiting
                if not change.spilled
                and now > change.until
                and not (change.columns and self._waits)
            ]
            waiting = self._try([change for change in waiting if change not in overdue])
            for change in overdue:
                _settle_unwritten(change)
        for change in waiting:
            if change.spilled:
                change.error = StoreFailed("It is moved into the history at a later start.")
            _settle_unwritten(change)

    def _next_batch(self, seconds: float | None) -> tuple[list[_Change], bool]:
        """The queued changes, and whether more may come; none if time has run out."""
        batch: list[_Change] = []
        try:
            while len(batch) < BATCH and (not batch or not self._waiting.empty()):
                change = self._waiting.get(timeout=seconds)
                if change is None:
                    return batch, False
                batch.append(change)
        except queue.Empty:
            pass
        return batch, True

    def _try(self, changes: list[_Change]) -> list[_Change]:
        """Make changes; returns those to try again."""
        waiting = self._commit(changes)
        has_spilled = self._session.spilled and not self._stands_in
        if has_spilled and not any(change.spilled for change in waiting):
            with suppress(OSError):  # storing it twice does no harm
                self._session.clear()
        return waiting

    def _commit(self, changes: list[_Change]) -> list[_Change]:
        if not changes:
            return []
        try:
            self._write(changes)
        except sqlite3.Error as error:
            self._roll_back()
            if len(changes) > 1 and code_of(error) not in LOCKED:
                # A change that cannot be written must not make the others fail.
                return [waiting for change in changes for waiting in self._commit([change])]
            return self._refuse(changes, error)
        self._refused = 0
        if self._stands_in:
            self._spill([change for change in changes if change.columns], None)
        for change in changes:
            _settle(change)
        return []

    def _write(self, changes: list[_Change]) -> None:
        db = self._connection(0 if self._refused else PATIENCE)
        before = db.total_changes
        db.execute("BEGIN IMMEDIATE")
        for change in changes:
            change.error = None
            db.execute("SAVEPOINT change")
            try:
                change.result = change.work(db)
            except sqlite3.Error:
                raise
            except Exception as bug:  # noqa: BLE001 - it is raised where the future is awaited
                change.error = bug
                db.execute("ROLLBACK TO change")
            db.execute("RELEASE change")
        db.execute("COMMIT")
        # SQLite commits a transaction without changes even in a read-only file.
        self.wrote = self.wrote or db.total_changes > before

    def _connection(self, patience: float) -> sqlite3.Connection:
        """A connection that waits up to `patience` seconds for other windows. One that could not
        write is replaced, because it may never notice that it can, unless only the disk was full.
        """
        if self._refused in _STUCK and self._refused != sqlite3.SQLITE_FULL:
            self._let_go()
        if self._db is None:
            self._db = connect(self._path, patience)
            # What was written is kept in memory up to this size, and hardly read again.
            self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute(f"PRAGMA busy_timeout = {round(patience * 1_000)}")
        return self._db

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self._db is not None and self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _let_go(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _refuse(self, changes: list[_Change], error: sqlite3.Error) -> list[_Change]:
        """Write exchanges to the session's file; returns the changes to try again."""
        self._refused = code_of(error)
        why, now = failed(error, self._path), time.monotonic()
        passing = self._refused in LOCKED or self._refused in _STUCK
        spill = [change for change in changes if change.columns and passing and not change.spilled]
        self._spill(spill, why)
        waiting = []
        for change in changes:
            waits = self._refused in LOCKED and now < change.until and not self._left.is_set()
            if (change.columns and passing) or waits:
                waiting.append(change)
            else:
                change.error = why
                _settle(change)
        return waiting

    def _spill(self, changes: list[_Change], why: StoreFailed | None) -> None:
        if not changes:
            return
        try:
            lines = (line_of(change.columns) for change in changes if change.columns)
            self._session.append(b"".join(lines))
        except OSError as error:
            reason = error.strerror or str(error)
            for change in changes if why else []:
                change.error = StoreFailed(f"{why} Nor could it be put into a file ({reason}).")
                if change.safe is not None and not change.safe.done():
                    change.safe.set_exception(change.error)
            return
        for change in changes:
            change.spilled = True
            if change.safe is not None and not change.safe.done():
                change.safe.set_result(str(why or ""))

    def _adopt(self) -> None:
        if not self._adopts:
            return
        self._adopts = False  # reset first: a request during the search needs another one
        held = []
        try:
            with left_behind(self._path) as files:
                for path, text in files:
                    complete = self._import(list(columns_in(text)))
                    # While it is locked: a window that is being opened may have just made it.
                    if not self._put_away(path, complete=complete):
                        held.append((path, complete))
            self._behind = None
        except (sqlite3.Error, OSError) as error:
            self._roll_back()
            self._adopts = True
            if isinstance(error, sqlite3.Error):
                since = self._behind[0] if self._behind else time.monotonic()
                self._behind = since, str(failed(error, self._path))
        for path, complete in held:  # Windows removes no file that is open
            self._put_away(path, complete=complete)

    def _put_away(self, path: Path, *, complete: bool) -> bool:
        """Remove the file of a closed window, or rename it if it is damaged; whether that went."""
        try:
            if complete:
                path.unlink(missing_ok=True)
            else:
                self.news = _DAMAGED.format(file=rename_broken(path).name)
        except (OSError, StoreFailed):
            return False
        return True

    def _import(self, lines: list[Columns | None]) -> bool:
        """Store the lines that can be read; whether these were all."""
        complete = True
        if not lines:
            return complete
        db = self._connection(0)
        db.execute("BEGIN IMMEDIATE")
        for columns in lines:
            if columns is None:
                complete = False
                continue
            db.execute("SAVEPOINT change")
            try:
                put(db, columns)
            except _NO_ROW:
                db.execute("ROLLBACK TO change")  # somebody has edited the line
                complete = False
            db.execute("RELEASE change")
        db.execute("COMMIT")
        return complete


_NO_ROW = (
    *(sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError),
    *(ValueError, TypeError, LookupError, OverflowError, RecursionError),
)
"""What is raised for columns that make no row. The disk's errors are none of these."""

_DAMAGED = (
    "Some of what an earlier window sent while the history could not be written cannot be read. "
    "It was kept as {file}; the rest is in the history."
)
_STUCK = UNWRITABLE | {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _settle_unwritten(change: _Change) -> None:
    """Make a change fail that was not written; without an error, another program held the file."""
    change.error = change.error or StoreFailed("The history could not be written.")
    _settle(change)


def _settle(change: _Change) -> None:
    if change.error is not None:
        change.done.set_exception(change.error)
        if change.safe is not None and not change.safe.done():
            change.safe.set_exception(change.error)
        return
    change.done.set_result(change.result)
    if change.safe is not None and not change.safe.done():
        change.safe.set_result("")
