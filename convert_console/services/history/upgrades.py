"""Finishes in the background, in slices, what an upgrade of a history has begun."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from convert_console.services.history.connection import connect
from convert_console.services.history.records import encoded
from convert_console.services.history.schema import END_REINDEXING, REINDEXING

PATIENCE = 10.0
"""Seconds to wait for another program that writes."""

PAUSE_SECONDS = 0.05
"""Between two slices, so that a send in the meantime is stored."""

INDEXED_AT_ONCE, OWNED_AT_ONCE = 500, 2_000
"""Rows of one transaction: a send waits for it some 50 ms, and some 20 ms."""


class Upgrade:
    """Works in a thread until nothing is left or until `stop`. Several windows may be at it, and
    the next start goes on with what is left.
    """

    def __init__(self, path: Path, work: Callable[[sqlite3.Connection], bool]) -> None:
        """`work` does a slice in one transaction, and returns whether there is more to do."""
        self._path, self._work = path, work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history upgrade", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the current slice."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # What the disk refuses now is tried again at the next start.
        with suppress(sqlite3.Error), closing(connect(self._path, PATIENCE)) as db:
            db.execute("PRAGMA synchronous = NORMAL")  # what a crash loses is done again
            while self._work(db) and not self._stop.wait(PAUSE_SECONDS):
                pass


# The index of words gets prefixes.


def reindex(path: Path) -> Upgrade | None:
    """Make the new index of words of a large history, while people search the old one. `None` if
    none is to be made.
    """
    return Upgrade(path, index_slice) if is_reindexing_due(path) else None


def is_reindexing_due(path: Path) -> bool:
    """Whether an index is still to be made."""
    with suppress(sqlite3.Error), closing(connect(path, 0)) as db:
        return db.execute(REINDEXING).fetchone() is not None
    return False


def index_slice(db: sqlite3.Connection) -> bool:
    """Index the next rows, and use the new index once it has all; whether there is more to do."""
    db.execute("BEGIN IMMEDIATE")
    if db.execute(REINDEXING).fetchone() is None:  # another window has ended it
        db.execute("ROLLBACK")
        return False
    (done,) = db.execute("SELECT done FROM reindexing").fetchone()
    following = "SELECT id FROM roundtrip WHERE id > ? ORDER BY id LIMIT ?"
    span = (done, INDEXED_AT_ONCE)
    (last,) = db.execute(f"SELECT max(id) FROM ({following})", span).fetchone()  # noqa: S608
    if last is None:
        for statement in END_REINDEXING:
            db.execute(statement)
    else:
        db.execute(
            "INSERT INTO new_words(rowid, text, note)"
            " SELECT id, text, note FROM searchable WHERE id > ? AND id <= ?",
            (done, last),
        )
        db.execute("UPDATE reindexing SET done = ?", (last,))
    db.execute("COMMIT")
    return last is not None


# Rows and ticks of earlier versions, which only name a profile, go to the profile of that name.
# Once, at the first start after the upgrade: later a profile may have another name, or another
# profile this name.


def own_rows(path: Path, owners: Mapping[str, str]) -> Upgrade:
    """Give rows and ticks to profiles, the newest first. `owners` are the ids of profiles by name;
    a name of several profiles must not be there, since nobody knows whose rows these are.
    """
    return Upgrade(path, lambda db: own_slice(db, owners))


def own_slice(db: sqlite3.Connection, owners: Mapping[str, str]) -> bool:
    """Give the next rows to their profiles; whether there are more."""
    db.execute("BEGIN IMMEDIATE")
    (upto,) = db.execute(UNOWNED).fetchone() or (0,)
    if not upto:
        db.execute("ROLLBACK")
        return False
    start = max(upto - OWNED_AT_ONCE, 0)
    for name, profile_id in owners.items():
        named = {"name": encoded(name), "id": encoded(profile_id), "start": start, "upto": upto}
        db.execute(_OWN, named)
        db.execute(_OWN_TICKS, named)
    db.execute("UPDATE unowned SET upto = ?", (start,))
    db.execute("COMMIT")
    return start > 0


UNOWNED = "SELECT upto FROM unowned"
"""The id of the newest row that still waits for its owner, or 0."""

# `+`: along the ids, since an index of names would lead through all rows of the profile.
_OWN = """
UPDATE entry SET profile_id = CAST(:id AS TEXT)
WHERE id > :start AND id <= :upto AND +profile = CAST(:name AS TEXT) AND +profile_id = ''
  AND verdict NOT LIKE 'inbound-%'
"""
_OWN_TICKS = """
UPDATE OR IGNORE tick SET profile_id = CAST(:id AS TEXT), profile = ''
WHERE profile_id = '' AND profile = CAST(:name AS TEXT)
"""
