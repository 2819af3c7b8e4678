"""Connections to the history's file, and what SQLite's errors are."""

import sqlite3
from pathlib import Path
from typing import Any

UNWRITABLE = frozenset({
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip
"""The disk or the system refuses; the history itself may be whole."""

_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -16384",  # KiB
    "mmap_size = 2147418112",  # all that SQLite maps: what lies beyond is copied page by page
    "temp_store = MEMORY",
    "journal_size_limit = 67108864",
)


class Connection(sqlite3.Connection):
    """Reports damage also where Python cannot read SQLite's message: it quotes the statement that
    made a table, which need not be UTF-8 any more.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except UnicodeDecodeError as error:
            raise damage("a statement that made a table is no text") from error


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that waits `patience` seconds for other windows, and commits durably."""
    # Created in one thread and used in another, but only by one at a time.
    db = sqlite3.connect(
        path,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    try:
        db.text_factory = _text
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
    except BaseException:  # the first pragma reads the file, which may be damaged or busy
        db.close()
        raise
    return db


class SnapshotConnection(Connection):
    """A connection to a file that cannot be written. It may not see later changes, so open another
    after a short time.
    """


READ_SECONDS = 1.0
"""How long a read waits for another program; in WAL mode a reader hardly ever waits."""


def connect_to_read(path: Path, patience: float = READ_SECONDS) -> sqlite3.Connection:
    """A connection for reading only. It is a `SnapshotConnection` if the file or its folder cannot
    be written or the disk is full, because SQLite needs a second file even to read.
    """
    try:
        return connect(path, patience)
    except sqlite3.Error as error:
        if code_of(error) not in UNWRITABLE or not path.exists():
            raise
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        return _limited(address, patience)
    except sqlite3.Error:
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        # There is no log, and nobody can create one here, so the file is complete.
        return _limited(f"{address}&immutable=1", patience)


def _limited(address: str, patience: float) -> sqlite3.Connection:
    db = sqlite3.connect(
        address,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        factory=SnapshotConnection,
        uri=True,
    )
    try:
        db.text_factory = _text
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _text(raw: bytes) -> str | bytes:
    """Text, or the bytes if they are not UTF-8; the reader of the column then reports it."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw


def code_of(error: sqlite3.Error) -> int:
    """The primary result code; the extended one holds it in its lowest byte."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def damage(words: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(words)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
