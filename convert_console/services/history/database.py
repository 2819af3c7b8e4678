"""Opens the history's file: creates it, upgrades it, refuses it, or replaces it when damaged."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from types import TracebackType

from convert_console.services.history.salvage import (
    AT_START_SECONDS,
    begin,
    go_on,
    is_due,
    take_over,
)
from convert_console.services.storage.file_lock import lock, release
from convert_console.services.storage.files import (
    StoreFailed,
    for_owner,
    make_folder,
    rename_broken,
    sentence_of,
)

# The tables of the history, version by version.
#
# `entry` holds what a row of the table shows and filters by, and stays small, so that a million
# rows can be scanned; `roundtrip` holds the bytes. Text may hold lone surrogates and NUL: it is
# stored as UTF-8 with `surrogatepass`, in `entry` as TEXT (through CAST, so that it compares and
# sorts), in `roundtrip` as BLOB.

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


INDEXED_BYTES = 65_536
"""How much of a document, and of an answer's body, the word index reads."""

_ENTRY = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of commits, never given twice
    uid TEXT NOT NULL UNIQUE,              -- Exchange.id
    sent_at REAL NOT NULL,                 -- Unix seconds, UTC
    profile TEXT NOT NULL,
    method TEXT NOT NULL,
    verdict TEXT NOT NULL,
    status INTEGER,                        -- NULL without an answer
    failure TEXT NOT NULL,                 -- '' without a failure
    seconds REAL NOT NULL,
    events TEXT NOT NULL,
    goals TEXT NOT NULL,                   -- a JSON list
    revenue TEXT,                          -- an exact decimal; NULL without an amount
    products INTEGER NOT NULL,
    vid TEXT NOT NULL,
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    deleted_at REAL                        -- NULL while it is there; a deletion can be undone
)
"""

_ROUNDTRIP = """
CREATE TABLE roundtrip (
    id INTEGER PRIMARY KEY REFERENCES entry(id),
    url BLOB NOT NULL,
    headers BLOB NOT NULL,                 -- a JSON list of pairs
    document BLOB NOT NULL,
    body BLOB,                             -- NULL when it is the document's bytes
    reason BLOB,
    answer_headers BLOB,
    answer_body BLOB,
    answer_size INTEGER,
    http_version BLOB,
    answer_note BLOB,
    detail BLOB,                           -- a failure's own wording
    connect REAL,
    tls REAL,
    waiting REAL,
    download REAL
)
"""

_GOAL = """
CREATE TABLE entry_goal (
    goal TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (goal, entry)
) WITHOUT ROWID
"""

# Each index carries the id at its end, as SQLite's do: the newest matches come without a sort.
_INDEXES = (
    "CREATE INDEX entry_live ON entry(id) WHERE deleted_at IS NULL",
    "CREATE INDEX entry_deleted ON entry(deleted_at) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX entry_sent_at ON entry(sent_at)",
    "CREATE INDEX entry_verdict ON entry(verdict)",
    "CREATE INDEX entry_vid ON entry(vid)",
    "CREATE INDEX entry_status ON entry(status)",
    "CREATE INDEX entry_profile ON entry(profile)",
    "CREATE INDEX entry_method ON entry(method)",
    "CREATE INDEX entry_starred ON entry(starred) WHERE starred = 1",
)

# Counting a million rows takes tens of milliseconds, so their number is kept.
_TALLY = (
    "CREATE TABLE tally (live INTEGER NOT NULL)",
    "INSERT INTO tally VALUES (0)",
    """
    CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
        UPDATE tally SET live = live + (new.deleted_at IS NULL);
    END
    """,
    """
    CREATE TRIGGER entry_moved AFTER UPDATE OF deleted_at ON entry BEGIN
        UPDATE tally SET live = live + (new.deleted_at IS NULL) - (old.deleted_at IS NULL);
    END
    """,
    """
    CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
        UPDATE tally SET live = live - (old.deleted_at IS NULL);
    END
    """,
)

# `substr` makes NULL of an empty blob, and NULL would swallow the whole text.
_READ = " || char(10) || ".join(
    f"coalesce(CAST(substr({column}, 1, {INDEXED_BYTES}) AS TEXT), '')"
    for column in ("url", "document", "body", "answer_body")
)

# The index reads the text from a view, so that it stores no second copy, and SQLite itself can
# remove a row from the index or rebuild it.
_SEARCHABLE = f"""
CREATE VIEW searchable AS SELECT
    entry.id AS id,
    profile || char(10) || method || char(10) || verdict || char(10) || failure || char(10)
        || coalesce(status, '') || char(10) || events || char(10) || goals || char(10) || vid
        || char(10) || {_READ} AS text,
    note
FROM entry JOIN roundtrip USING (id)
"""

_WORDS = (
    _SEARCHABLE,
    """
    CREATE VIRTUAL TABLE words USING fts5(
        text, note, content='searchable', content_rowid='id', columnsize=0,
        tokenize='unicode61'
    )
    """,
    """
    CREATE TRIGGER roundtrip_added AFTER INSERT ON roundtrip BEGIN
        INSERT INTO words(rowid, text, note)
            SELECT id, text, note FROM searchable WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER entry_noted AFTER UPDATE OF note ON entry WHEN old.note <> new.note BEGIN
        INSERT INTO words(words, rowid, text, note)
            SELECT 'delete', id, text, old.note FROM searchable WHERE id = old.id;
        INSERT INTO words(rowid, text, note)
            SELECT id, text, note FROM searchable WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER roundtrip_removed BEFORE DELETE ON roundtrip BEGIN
        INSERT INTO words(words, rowid, text, note)
            SELECT 'delete', id, text, note FROM searchable WHERE id = old.id;
    END
    """,
)

# The lines of expected results that were ticked off. Each line is a row, so that two windows never
# overwrite each other's ticks.
_TICK = """
CREATE TABLE tick (
    profile TEXT NOT NULL,                 -- as in entry
    span TEXT NOT NULL,
    place TEXT NOT NULL,                   -- 'away', or 'here' for sends to this machine only
    experience TEXT NOT NULL,
    variation TEXT NOT NULL,
    goal TEXT NOT NULL,                    -- '' for the visitors of a variation
    visitors INTEGER NOT NULL,             -- the figures that were seen
    revenue TEXT NOT NULL,                 -- an exact decimal
    products INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    ticked_at REAL NOT NULL,               -- Unix seconds, UTC
    PRIMARY KEY (profile, span, place, experience, variation, goal)
) WITHOUT ROWID
"""

_TICK_COLUMNS = (
    "profile, span, place, experience, variation, goal, visitors, revenue, products, transactions,"
    " ticked_at"
)

# The text of a row without names must not change: SQLite removes a row from the index by exactly
# the text that was inserted.
_NAMES = (
    "ALTER TABLE roundtrip ADD COLUMN names BLOB",  # a JSON list; NULL where nothing was named
    "DROP VIEW searchable",
    _SEARCHABLE.replace(" AS text,", " || coalesce(char(10) || CAST(names AS TEXT), '') AS text,"),
)

# `session` names the window that sends, and is cleared when the outcome is stored. A row that still
# has one is shown as "unknown", unless that window is open: see session.py.
_SESSION = ("ALTER TABLE entry ADD COLUMN session TEXT",)

# Without an index of prefixes, FTS5 joins the rows of all words with a prefix before it names the
# newest: for a million rows 50 to 700 ms of work, with every second length 50 to 300, with all of
# them less than 1. It costs 70 µs a row, once, and 570 bytes. Beyond 8 it is 50 ms again.
_PREFIXES = (
    "DROP TABLE words",
    """
    CREATE VIRTUAL TABLE words USING fts5(
        text, note, content='searchable', content_rowid='id', columnsize=0,
        prefix='1 2 3 4 5 6 7 8', tokenize='unicode61'
    )
    """,
    "INSERT INTO words(words) VALUES ('rebuild')",
)

# A profile is known by its id, since its name may change and several may have the same one. Earlier
# rows have only a name; `unowned` is the id up to which they still wait to be given to the profile
# that has it: see owners.py. A tick has the profile's id, or in earlier ones its name.
_OWNERS = (
    "ALTER TABLE entry ADD COLUMN profile_id TEXT NOT NULL DEFAULT ''",
    "DROP INDEX entry_profile",
    "CREATE INDEX entry_profile ON entry(profile, profile_id)",
    "CREATE INDEX entry_profile_id ON entry(profile_id)",
    "ALTER TABLE tick RENAME TO earlier_tick",
    _TICK.replace(
        "    profile TEXT NOT NULL,                 -- as in entry\n",
        "    profile_id TEXT NOT NULL DEFAULT '',   -- '' with a name\n"
        "    profile TEXT NOT NULL DEFAULT '',      -- '' with an id\n",
    ).replace("(profile, span", "(profile_id, profile, span"),
    f"INSERT INTO tick ({_TICK_COLUMNS}) SELECT {_TICK_COLUMNS} FROM earlier_tick",
    "DROP TABLE earlier_tick",
    "CREATE TABLE unowned (upto INTEGER NOT NULL)",
    "INSERT INTO unowned SELECT coalesce(max(id), 0) FROM entry",
)

# Whether the request went to this machine. NULL in rows of earlier versions: their URL tells.
_HERE = ("ALTER TABLE entry ADD COLUMN here INTEGER",)

_RECEIVED_TALLY = """
    SELECT count(*) FROM entry INDEXED BY entry_received
    WHERE source <> 'sent' AND deleted_at IS NULL
"""

# Sent, received and watched requests are one list. `peer` is who sent what came in; it is NULL in
# rows of earlier versions, whose URL tells where they went. `rules` is a JSON list of the rules
# that find a problem, NULL until a row is checked. `arrived` is 1 once the collector has received
# what was sent to it, so that the same request is not kept twice.
_SOURCES = (
    "ALTER TABLE entry ADD COLUMN source TEXT NOT NULL DEFAULT 'sent'",
    "ALTER TABLE entry ADD COLUMN page TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE entry ADD COLUMN peer TEXT",
    "ALTER TABLE entry ADD COLUMN rules TEXT",
    "ALTER TABLE entry ADD COLUMN arrived INTEGER",
    "UPDATE entry SET source = 'collector', peer = ''"
    " WHERE verdict >= 'inbound-' AND verdict < 'inbound.'",
    """
    CREATE TABLE entry_problem (
        rule TEXT NOT NULL,
        entry INTEGER NOT NULL,
        PRIMARY KEY (rule, entry)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX entry_received ON entry(source) WHERE source <> 'sent'",
    "CREATE INDEX entry_sent ON entry(id) WHERE deleted_at IS NULL AND source = 'sent'",
    "ALTER TABLE tally ADD COLUMN received INTEGER NOT NULL DEFAULT 0",
    f"UPDATE tally SET received = ({_RECEIVED_TALLY})",
    "DROP TRIGGER entry_added",
    "DROP TRIGGER entry_moved",
    "DROP TRIGGER entry_removed",
    """
    CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
        UPDATE tally SET live = live + (new.deleted_at IS NULL),
            received = received + (new.deleted_at IS NULL AND new.source <> 'sent');
    END
    """,
    """
    CREATE TRIGGER entry_moved AFTER UPDATE OF deleted_at ON entry BEGIN
        UPDATE tally SET live = live + (new.deleted_at IS NULL) - (old.deleted_at IS NULL),
            received = received + (new.deleted_at IS NULL AND new.source <> 'sent')
                - (old.deleted_at IS NULL AND old.source <> 'sent');
    END
    """,
    """
    CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
        UPDATE tally SET live = live - (old.deleted_at IS NULL),
            received = received - (old.deleted_at IS NULL AND old.source <> 'sent');
    END
    """,
)

# Finds what was sent to this machine and has not been received yet, by its visitor.
_AWAITED = (
    "CREATE INDEX entry_awaited ON entry(vid)"
    " WHERE source = 'sent' AND here = 1 AND arrived IS NULL",
)

# The run marker of what was sent, and what Convert's live log showed of it: the last state in
# `seen`, and the whole finding, as JSON, in `sighting`.
_MARKERS = (
    "ALTER TABLE entry ADD COLUMN marker TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE entry ADD COLUMN seen TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE roundtrip ADD COLUMN sighting BLOB",
    "CREATE INDEX entry_marker ON entry(marker) WHERE marker <> ''",
    "CREATE INDEX entry_seen ON entry(seen) WHERE seen <> ''",
)

# In which way a watched page has sent, and from which place in its script.
_CALLS = (
    "ALTER TABLE entry ADD COLUMN call TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE roundtrip ADD COLUMN called_from BLOB",  # NULL where it is not known
)

# To add a stored value: its statement above, as in `_SESSION`, and its name as the last entry here.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (_ENTRY, _ROUNDTRIP, _GOAL, *_INDEXES, *_TALLY, *_WORDS),
    (_TICK,),
    _NAMES,
    _SESSION,
    _PREFIXES,
    _OWNERS,
    _HERE,
    _SOURCES,
    _AWAITED,
    _MARKERS,
    _CALLS,
)
"""Statements that lead from each version (its position here) to the next. Released ones never
change; `PRAGMA user_version` counts how many a file has seen.
"""

VERSION = len(MIGRATIONS)

# In a large history the index with prefixes is made in the background, in slices that are committed
# one by one, while the one without is searched: see reindexing.py. Rows up to `done` are in both.

REINDEXED_AT_ONCE = 5_000
"""Rows up to which a start waits for the index: 0.4 s."""

REINDEXING = "SELECT 1 FROM sqlite_schema WHERE name = 'reindexing'"
"""Finds a row while the new index is being made."""

_IS_DONE = "(SELECT done FROM reindexing)"
_BEGIN_REINDEXING = (
    "CREATE TABLE reindexing (done INTEGER NOT NULL)",
    "INSERT INTO reindexing VALUES (0)",
    _PREFIXES[1].replace("TABLE words ", "TABLE new_words "),
    f"""
    CREATE TRIGGER new_words_added AFTER INSERT ON roundtrip WHEN new.id <= {_IS_DONE} BEGIN
        INSERT INTO new_words(rowid, text, note)
            SELECT id, text, note FROM searchable WHERE id = new.id;
    END
    """,
    f"""
    CREATE TRIGGER new_words_noted AFTER UPDATE OF note ON entry
    WHEN old.note <> new.note AND old.id <= {_IS_DONE} BEGIN
        INSERT INTO new_words(new_words, rowid, text, note)
            SELECT 'delete', id, text, old.note FROM searchable WHERE id = old.id;
        INSERT INTO new_words(rowid, text, note)
            SELECT id, text, note FROM searchable WHERE id = new.id;
    END
    """,
    f"""
    CREATE TRIGGER new_words_removed BEFORE DELETE ON roundtrip WHEN old.id <= {_IS_DONE} BEGIN
        INSERT INTO new_words(new_words, rowid, text, note)
            SELECT 'delete', id, text, note FROM searchable WHERE id = old.id;
    END
    """,
)

END_REINDEXING = (
    "DROP TRIGGER new_words_added",
    "DROP TRIGGER new_words_noted",
    "DROP TRIGGER new_words_removed",
    "DROP TRIGGER roundtrip_added",
    "DROP TRIGGER entry_noted",
    "DROP TRIGGER roundtrip_removed",
    "DROP TABLE reindexing",
    "DROP TABLE words",
    "ALTER TABLE new_words RENAME TO words",
    *_WORDS[2:],  # the triggers again
)
"""Puts the new index in the place of the old one."""


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


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that waits `patience` seconds for other windows, and commits durably."""
    # Created in one thread and used in another, but only by one at a time.
    db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        db.text_factory = _text
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
    except BaseException:  # the first pragma reads the file, which may be damaged or busy
        db.close()
        raise
    return db


class SnapshotConnection(sqlite3.Connection):
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
            raise failed(_damage("out of memory"), self._path) from error


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
    kind = HistoryUnwritable if code in UNWRITABLE or code in _LOCKED else StoreFailed
    return kind(sentence.replace("{path}", str(path)))


_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -16384",  # KiB
    "mmap_size = 2147418112",  # all that SQLite maps: what lies beyond is copied page by page
    "temp_store = MEMORY",
    "journal_size_limit = 67108864",
)
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
UNWRITABLE = frozenset({
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip
"""The disk or the system refuses; the history itself may be whole."""

_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({
    sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_SCHEMA,
})  # fmt: skip
_MISSES = re.compile(
    "no such (table|column|index|view|module|function)|malformed|vtable constructor failed|"
    "table .* has no column|no query solution"
)
_LIKELY_VERSION = 100_000
_UPGRADE_SECONDS = 10.0


def _text(raw: bytes) -> str | bytes:
    """Text, or the bytes if they are not UTF-8; the reader of the column then reports it."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw


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


def code_of(error: sqlite3.Error) -> int:
    """The primary result code; the extended one holds it in its lowest byte."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


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
        for statements in MIGRATIONS[version:]:
            later = statements is _PREFIXES and _is_large(db)
            for statement in _BEGIN_REINDEXING if later else statements:
                db.execute(statement)
        if version < VERSION:
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")


def _is_large(db: sqlite3.Connection) -> bool:
    rows = f"SELECT count(*) FROM (SELECT 1 FROM roundtrip LIMIT {REINDEXED_AT_ONCE + 1})"
    return bool(db.execute(rows).fetchone()[0] > REINDEXED_AT_ONCE)


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
        raise _damage("no version has such a number")
    if version > VERSION:
        raise StoreFailed(
            f"The history at {path} was written by a newer version of Convert Console. "
            "It was left as it is; use that version, or move the file away to begin a new one."
        )
    if (version == 0) != (tables == 0):
        raise _damage("these are not the tables of a history")
    return int(version)


def _check_description(db: sqlite3.Connection) -> None:
    """Raise `DatabaseError` if one of our tables is not defined."""
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if not names >= _NAMED:
        raise _damage("a table or an index is missing")


_NAMED = frozenset(
    re.findall(
        r"CREATE\s+(?:VIRTUAL\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s+(\w+)",
        "\n".join(chain.from_iterable(MIGRATIONS)),
    )
)


def _check_whole(db: sqlite3.Connection) -> None:
    # Not quick_check, which would miss an index that points to missing rows.
    (result,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if result != "ok":
        raise _damage(result)
    db.execute("INSERT INTO words(words) VALUES ('rebuild')")


def _damage(words: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(words)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


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
