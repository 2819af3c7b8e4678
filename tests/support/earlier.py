"""Creates histories of earlier versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from convert_console.services.history.connection import connect
from convert_console.services.history.records import columns_of
from convert_console.services.history.schema import MIGRATIONS
from convert_console.services.history.writer import put
from support.exchanges import record

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

_READ = " || char(10) || ".join(
    f"coalesce(CAST(substr({column}, 1, 65536) AS TEXT), '')"
    for column in ("url", "document", "body", "answer_body")
)

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

FIRST = (_ENTRY, _ROUNDTRIP, _GOAL, *_INDEXES, *_TALLY, *_WORDS)
"""Statements that made the tables of version 1."""


def of_version(path: Path, version: int, rows: int = 0) -> None:
    """Create a history of a schema version, with this many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path, 1)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        for statements in (FIRST, *MIGRATIONS)[:version]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {version}")
        for number in range(rows):
            entry, roundtrip = columns_of(record(number))
            put(db, (_known(db, "entry", entry), _known(db, "roundtrip", roundtrip)))
        db.execute("COMMIT")


def _known(db: sqlite3.Connection, table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values that this version had columns for."""
    columns = {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    return {name: value for name, value in values.items() if name in columns}
