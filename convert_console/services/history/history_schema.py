"""The tables of the history, version by version.

`entry` holds what a row of the table shows and filters by, and stays small, so that a million
rows can be scanned; `roundtrip` holds the bytes. Text may hold lone surrogates and NUL: it is
stored as UTF-8 with `surrogatepass`, in `entry` as TEXT (through CAST, so that it compares and
sorts), in `roundtrip` as BLOB.
"""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

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

# What is searched is a view, so that the index stores no second copy, and SQLite itself can take
# a row out of it again or rebuild it.
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

# What was ticked off of the expectation ledger against a report. It lies beside what it was counted
# from: each line is a row, so that two windows never overwrite each other's.
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

# The text of a row without names stays what it was: SQLite takes a row out of the index by the very
# text that went in.
_NAMES = (
    "ALTER TABLE roundtrip ADD COLUMN names BLOB",  # a JSON list; NULL where nothing was named
    "DROP VIEW searchable",
    _SEARCHABLE.replace(" AS text,", " || coalesce(char(10) || CAST(names AS TEXT), '') AS text,"),
)

# Set by whoever is about to send, and cleared when what became of it is kept. A row that still has
# one reads "unknown", unless that window is still open: see `history_session`.
_SESSION = ("ALTER TABLE entry ADD COLUMN session TEXT",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (_ENTRY, _ROUNDTRIP, _GOAL, *_INDEXES, *_TALLY, *_WORDS),
    (_TICK,),
    _NAMES,
    _SESSION,
)
"""Statements that lead from each version (its position here) to the next. Released ones never
change; `PRAGMA user_version` counts how many a file has seen.
"""

VERSION = len(MIGRATIONS)
