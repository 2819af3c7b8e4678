"""Makes the index of words of a large history with prefixes, in slices, while people search it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

from convert_console.services.history.database import END_REINDEXING, REINDEXING, connect

SLICE = 500
"""Rows of one transaction: a send waits for it some 50 ms."""

REST_SECONDS = 0.05
"""Between two slices, so that whoever sends meanwhile gets its turn."""

PATIENCE = 10.0
"""Seconds to wait for another program that writes."""


class Reindexing:
    """Makes the new index in a thread, until it is whole or until `stop`. Several windows may be at
    it, and what one leaves undone the next start goes on with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="history index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the slice under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # What the disk refuses now is tried again at the next start.
        with suppress(sqlite3.Error), closing(connect(self._path, PATIENCE)) as db:
            db.execute("PRAGMA synchronous = NORMAL")  # what is lost now is indexed again
            while index_slice(db) and not self._stop.wait(REST_SECONDS):
                pass


def is_due(path: Path) -> bool:
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
    (last,) = db.execute(f"SELECT max(id) FROM ({following})", (done, SLICE)).fetchone()  # noqa: S608
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
