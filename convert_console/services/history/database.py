"""Opens the history's file: creates it, upgrades it, refuses it, or replaces it when damaged."""

import os
import re
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType

from convert_console.services.history.connection import (
    UNWRITABLE,
    code_of,
    connect,
    connect_to_read,
    damage,
)
from convert_console.services.history.salvage import (
    AT_START_SECONDS,
    begin,
    go_on,
    is_due,
    take_over,
)
from convert_console.services.history.schema import (
    BEGIN_REINDEXING,
    MIGRATIONS,
    PREFIXES,
    SCHEMA,
    VERSION,
)
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import (
    StoreFailed,
    for_owner,
    make_folder,
    rename_broken,
    sentence_of,
)

REINDEXED_AT_ONCE = 5_000
"""Rows up to which a start waits for the index with prefixes: 0.4 s."""


def prepare(path: Path) -> str:
    """Make a history usable; the result is a sentence about what had to be done, or empty.

    Raises `StoreFailed` when it cannot be used, e.g. since a newer version of the console wrote
    it; the file is then left as it is.
    """
    try:
        make_folder(path.parent)
        with as_store_failed(path):
            if _is_usable(path):
                return _go_on(path) if is_due(path) else ""
            with _alone(path):
                return "" if _is_usable(path) else _replace_damaged(path)
    except OSError as error:
        raise StoreFailed(sentence_of(error, path)) from error


def is_readable(path: Path) -> bool:
    """Whether a history that cannot be written can be read as it is."""
    try:
        with closing(connect_to_read(path, 0)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute("SELECT id FROM entry JOIN roundtrip USING (id) LIMIT 1").fetchall()
            return bool(version == VERSION)
    except (sqlite3.Error, OSError):
        return False


def check_version(path: Path) -> None:
    """Raise `StoreFailed` for a history that must be upgraded before it is read, or cannot be."""
    with closing(connect_to_read(path)) as db:
        if _check_version(db, path) < VERSION:
            raise StoreFailed(
                f"The history at {path} is of an earlier version of Convert Console. Open the "
                "window once; that upgrades it."
            )
        _check_description(db)


class _AsStoreFailed:
    # No generator: from Python 3.12 on its frame and that of `contextlib` would hold each other and
    # so, until garbage is collected, all callers with what they hold. Where a row is read to be
    # painted, that is a painter, and Qt crashes when it shows a widget with an active painter.
    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: object, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.Error):
            raise failed(error, self._path) from error
        if isinstance(error, MemoryError):  # a damaged length may ask for more than there is
            raise failed(damage("out of memory"), self._path) from error


def as_store_failed(path: Path) -> _AsStoreFailed:
    """A context in which an error of SQLite is raised as `StoreFailed`, with a sentence."""
    return _AsStoreFailed(path)


class HistoryUnwritable(StoreFailed):
    """The disk, the system or another program refuses now; the history itself may be intact."""


def failed(error: sqlite3.Error, path: Path) -> StoreFailed:
    """A database error as a sentence; the next start checks for damage."""
    code = code_of(error)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(path.parent):
        code = sqlite3.SQLITE_FULL
    sentence = _SENTENCES.get(code)
    if _is_damage(error):
        sentence = _SENTENCES[sqlite3.SQLITE_CORRUPT]
        with suppress(OSError):
            _suspicion(path).touch(0o600)
    if sentence is None:
        sentence = f"The history could not be used ({error}). Check that {{path}} can be written."
    kind = HistoryUnwritable if code in UNWRITABLE or code in LOCKED else StoreFailed
    return kind(sentence.replace("{path}", str(path)))


_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full, so the history could not be written. Free some space.",
    sqlite3.SQLITE_READONLY: "The history cannot be written. Check the permissions of {path}.",
    sqlite3.SQLITE_PERM: "The history cannot be written. Check the permissions of {path}.",
    sqlite3.SQLITE_BUSY: "The history is locked by another program. Close that program.",
    sqlite3.SQLITE_LOCKED: "The history is locked by another program. Close that program.",
    sqlite3.SQLITE_IOERR: "The disk could not write or read the history at {path}. Check the disk.",
    sqlite3.SQLITE_CANTOPEN: "The history could not be opened at {path}. Check that folder.",
    sqlite3.SQLITE_TOOBIG: "This exchange is too large to be kept in the history.",
    sqlite3.SQLITE_CORRUPT: "The history is damaged. Restart Convert Console: what is readable is "
    "kept.",
    sqlite3.SQLITE_NOTADB: "The history is damaged. Restart Convert Console: what is readable is "
    "kept.",
}
LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""What SQLite says while another program holds the file."""

_DAMAGED = frozenset({
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_SCHEMA,
})  # fmt: skip
_MISSES = re.compile(
    "no such (table|column|index|view|module|function)|malformed|vtable constructor failed|"
    "table .* has no column|no query solution"
)
_LIKELY_VERSION = 100_000
_UPGRADE_SECONDS = 10.0


def _is_full(folder: Path) -> bool:
    """Whether there is no room for the files that SQLite needs even to read. SQLite only says that
    it could not open or write one; on Windows it gives the reason.
    """
    if os.name != "posix":
        return False
    try:
        system = os.statvfs(folder)
    except OSError:
        return False
    return system.f_bavail * system.f_frsize < _LEAST_ROOM


_LEAST_ROOM = 64 * 1024


def _is_damage(error: sqlite3.Error) -> bool:
    # Our statements are tested, so if SQLite does not find a name in one, the table definitions are
    # damaged.
    misses = code_of(error) == sqlite3.SQLITE_ERROR and _MISSES.match(str(error))
    return bool(misses) or code_of(error) in _DAMAGED


def _suspicion(path: Path) -> Path:
    """A marker file: damage was found, so the next start checks the whole database."""
    return path.with_name(f"{path.name}-check")


def _is_usable(path: Path) -> bool:
    """Upgrade the file; returns false if it is damaged, and raises any other error."""
    try:
        _upgrade(path)
    except sqlite3.Error as error:
        if not _is_damage(error):
            raise
        return False
    return True


def _replace_damaged(path: Path) -> str:
    damaged = _put_away(path)
    with begin(path, damaged) as file:
        _upgrade(path)
        notice = take_over(path, file, _soon())
    begun = (
        f"The history could not be read. It was kept as {damaged.name}, and a new one was started."
    )
    return f"{begun} {notice}"


def _go_on(path: Path) -> str:
    """Continue the copy of a damaged history that the last window left unfinished."""
    notice = go_on(path, _soon())
    return f"A damaged history is still being copied into the new one. {notice}" if notice else ""


def _soon() -> Callable[[], bool]:
    """A function that says whether copying has delayed the start for long enough."""
    deadline = time.monotonic() + AT_START_SECONDS
    return lambda: time.monotonic() > deadline


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one window at a time replace a damaged file; the others then find the new one. The wait
    is limited, because a folder may have no locks.
    """
    deadline = time.monotonic() + _UPGRADE_SECONDS
    file = open(path.with_name(f"{path.name}.lock"), "ab", opener=for_owner)  # noqa: SIM115
    try:
        while time.monotonic() < deadline:
            with suppress(OSError):
                lock(file)
                break
            time.sleep(0.02)
        yield
    finally:
        release(file)


def _upgrade(path: Path) -> None:
    try:
        _upgrade_once(path)
    except sqlite3.OperationalError as error:
        if code_of(error) != sqlite3.SQLITE_IOERR:
            raise
        # Another window may have moved a damaged file away with the logs of this one.
        _upgrade_once(path)


def _upgrade_once(path: Path) -> None:
    # SQLite makes a file that others may read, and gives its logs the permissions of the file.
    with suppress(OSError):  # SQLite reports it with a better sentence
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    _free_logs(path)
    with closing(connect(path, _UPGRADE_SECONDS)) as db:
        if _is_ready(db, path):
            return
        if _suspicion(path).exists():
            if _check_version(db, path):  # else another window has moved the damaged file
                _check_whole(db)
            _suspicion(path).unlink(missing_ok=True)
        _use_wal(db)
        db.execute("BEGIN IMMEDIATE")  # another window may be upgrading: check again with the lock
        version = _check_version(db, path)
        for statements in MIGRATIONS[version - 1 :] if version else (SCHEMA,):
            later = statements is PREFIXES and _is_large(db)
            for statement in BEGIN_REINDEXING if later else statements:
                db.execute(statement)
        if version < VERSION:
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")


def _is_large(db: sqlite3.Connection) -> bool:
    rows = "SELECT count(*) FROM (SELECT 1 FROM roundtrip LIMIT ?)"
    return bool(db.execute(rows, (REINDEXED_AT_ONCE + 1,)).fetchone()[0] > REINDEXED_AT_ONCE)


def _free_logs(path: Path) -> None:
    """Make SQLite's log files writable if the history is. Log files that were created while it was
    read-only stay read-only, and the history could never be written again.
    """
    for ending in ("-wal", "-shm"):
        log = path.with_name(path.name + ending)
        if os.access(path, os.W_OK) and log.is_file() and not os.access(log, os.W_OK):
            with suppress(OSError):
                log.chmod(stat.S_IMODE(path.stat().st_mode))


def _is_ready(db: sqlite3.Connection, path: Path) -> bool:
    """Whether nothing has to be written, so that a start does not wait for other programs."""
    version = _check_version(db, path)
    if version == VERSION:
        _check_description(db)
    (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    return version == VERSION and mode == "wal" and not _suspicion(path).exists()


def _check_version(db: sqlite3.Connection, path: Path) -> int:
    # One statement, because another window may create the tables between two.
    version, tables = db.execute(
        "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version"
    ).fetchone()
    if not 0 <= version <= _LIKELY_VERSION:
        raise damage("no version has such a number")
    if version > VERSION:
        raise StoreFailed(
            f"The history at {path} was written by a newer version of Convert Console. "
            "It was left as it is; use that version, or move the file away to begin a new one."
        )
    if (version == 0) != (tables == 0):
        raise damage("these are not the tables of a history")
    return int(version)


def _check_description(db: sqlite3.Connection) -> None:
    """Raise `DatabaseError` if one of our tables is not defined."""
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if not names >= _NAMED:
        raise damage("a table or an index is missing")


_NAMED = frozenset(
    re.findall(
        r"CREATE\s+(?:VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s+(\w+)",
        "\n".join(SCHEMA),
    )
)


def _check_whole(db: sqlite3.Connection) -> None:
    # Not quick_check, which would miss an index that points to missing rows.
    (result,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if result != "ok":
        raise damage(result)
    db.execute("INSERT INTO words(words) VALUES ('rebuild')")


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to WAL; tries again, because SQLite does not wait if two windows start together."""
    deadline = time.monotonic() + _UPGRADE_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _put_away(path: Path) -> Path:
    """Rename the file and its write-ahead log, which is needed to repair it."""
    damaged = rename_broken(path)
    for ending in ("-wal", "-shm"):
        log = path.with_name(path.name + ending)
        try:
            log.rename(damaged.with_name(damaged.name + ending))
        except FileNotFoundError:
            continue
        except OSError as error:  # on Windows, if another window has it open
            raise StoreFailed(sentence_of(error, log)) from error
    _suspicion(path).unlink(missing_ok=True)
    return damaged
