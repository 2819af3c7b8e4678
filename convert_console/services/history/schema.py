"""The tables of the history, and how those of earlier versions become them."""

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
    deleted_at REAL,                       -- NULL while it is there; a deletion can be undone
    -- The window that sends; NULL once the outcome is stored. A row that still has one is shown as
    -- "unknown", unless that window is open: see session.py.
    session TEXT,
    profile_id TEXT NOT NULL DEFAULT '',   -- '' in rows that wait for it: see upgrades.py
    here INTEGER,                          -- 1 if it went to this machine; NULL in earlier rows
    source TEXT NOT NULL DEFAULT 'sent',   -- Exchange.source
    page TEXT NOT NULL DEFAULT '',
    peer TEXT,                             -- who sent it; NULL in earlier rows: their URL tells
    rules TEXT,                            -- a JSON list of what finds a problem; NULL: unchecked
    arrived INTEGER,                       -- 1 once the collector has received what was sent to it
    marker TEXT NOT NULL DEFAULT '',       -- the run marker
    seen TEXT NOT NULL DEFAULT '',         -- the last state in Convert's live log
    call TEXT NOT NULL DEFAULT ''          -- in which way a watched page has sent
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
    download REAL,
    names BLOB,                            -- a JSON list; NULL where nothing was named
    sighting BLOB,                         -- what Convert's live log showed, as JSON
    called_from BLOB                       -- the place in a page's script; NULL where unknown
)
"""

_GOAL = """
CREATE TABLE entry_goal (
    goal TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (goal, entry)
) WITHOUT ROWID
"""

# Which rules find a problem in a row, to filter by them.
_PROBLEM = """
CREATE TABLE entry_problem (
    rule TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (rule, entry)
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
    "CREATE INDEX entry_method ON entry(method)",
    "CREATE INDEX entry_starred ON entry(starred) WHERE starred = 1",
    "CREATE INDEX entry_profile ON entry(profile, profile_id)",
    "CREATE INDEX entry_profile_id ON entry(profile_id)",
    "CREATE INDEX entry_received ON entry(source) WHERE source <> 'sent'",
    "CREATE INDEX entry_sent ON entry(id) WHERE deleted_at IS NULL AND source = 'sent'",
    # What was sent to this machine and has not been received yet, by its visitor.
    "CREATE INDEX entry_awaited ON entry(vid)"
    " WHERE source = 'sent' AND here = 1 AND arrived IS NULL",
    "CREATE INDEX entry_marker ON entry(marker) WHERE marker <> ''",
    "CREATE INDEX entry_seen ON entry(seen) WHERE seen <> ''",
)

# Counting a million rows takes tens of milliseconds, so their number is kept.
_COUNTING = (
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

_TALLY = (
    "CREATE TABLE tally (live INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0)",
    "INSERT INTO tally (live) VALUES (0)",
    *_COUNTING,
)

# `substr` makes NULL of an empty blob, and NULL would swallow the whole text.
_READ = " || char(10) || ".join(
    f"coalesce(CAST(substr({column}, 1, {INDEXED_BYTES}) AS TEXT), '')"
    for column in ("url", "document", "body", "answer_body")
)

# The index reads the text from a view, so that it stores no second copy, and SQLite itself can
# remove a row from the index or rebuild it. SQLite removes a row from the index by exactly the text
# that was inserted, so the text of stored rows must never change: names are appended where there
# are some.
_SEARCHABLE = f"""
CREATE VIEW searchable AS SELECT
    entry.id AS id,
    profile || char(10) || method || char(10) || verdict || char(10) || failure || char(10)
        || coalesce(status, '') || char(10) || events || char(10) || goals || char(10) || vid
        || char(10) || {_READ} || coalesce(char(10) || CAST(names AS TEXT), '') AS text,
    note
FROM entry JOIN roundtrip USING (id)
"""

# Without an index of prefixes, FTS5 joins the rows of all words with a prefix before it names the
# newest: for a million rows 50 to 700 ms of work, with every second length 50 to 300, with all of
# them less than 1. It costs 70 µs a row, once, and 570 bytes. Beyond 8 it is 50 ms again.
INDEX_OF_WORDS = """
CREATE VIRTUAL TABLE words USING fts5(
    text, note, content='searchable', content_rowid='id', columnsize=0,
    prefix='1 2 3 4 5 6 7 8', tokenize='unicode61'
)
"""

KEEPING_WORDS = (
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
    profile_id TEXT NOT NULL DEFAULT '',   -- '' with a name
    profile TEXT NOT NULL DEFAULT '',      -- the name, of earlier versions; '' with an id
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
    PRIMARY KEY (profile_id, profile, span, place, experience, variation, goal)
) WITHOUT ROWID
"""

# Rows of earlier versions have only the name of their profile; up to this id they still wait to be
# given to the profile that has it: see upgrades.py.
_UNOWNED = "CREATE TABLE unowned (upto INTEGER NOT NULL)"

SCHEMA = (
    _ENTRY,
    _ROUNDTRIP,
    _GOAL,
    _PROBLEM,
    *_INDEXES,
    *_TALLY,
    _SEARCHABLE,
    INDEX_OF_WORDS,
    *KEEPING_WORDS,
    _TICK,
    _UNOWNED,
    "INSERT INTO unowned VALUES (0)",
)
"""Statements that make the tables of a new history."""

# How the tables of earlier versions become these.

_EARLIER_TICK = _TICK.replace(
    "    profile_id TEXT NOT NULL DEFAULT '',   -- '' with a name\n", ""
).replace("(profile_id, profile, span", "(profile, span")

_TICK_COLUMNS = (
    "profile, span, place, experience, variation, goal, visitors, revenue, products, transactions,"
    " ticked_at"
)

_NAMES = (
    "ALTER TABLE roundtrip ADD COLUMN names BLOB",
    "DROP VIEW searchable",
    _SEARCHABLE,
)

_SESSION = ("ALTER TABLE entry ADD COLUMN session TEXT",)

PREFIXES = (
    "DROP TABLE words",
    INDEX_OF_WORDS,
    "INSERT INTO words(words) VALUES ('rebuild')",
)
"""In a large history this is not done at once: see `BEGIN_REINDEXING`."""

# A profile is known by its id, since its name may change and several may have the same one.
_OWNERS = (
    "ALTER TABLE entry ADD COLUMN profile_id TEXT NOT NULL DEFAULT ''",
    "DROP INDEX entry_profile",
    "CREATE INDEX entry_profile ON entry(profile, profile_id)",
    "CREATE INDEX entry_profile_id ON entry(profile_id)",
    "ALTER TABLE tick RENAME TO earlier_tick",
    _TICK,
    f"INSERT INTO tick ({_TICK_COLUMNS}) SELECT {_TICK_COLUMNS} FROM earlier_tick",
    "DROP TABLE earlier_tick",
    _UNOWNED,
    "INSERT INTO unowned SELECT coalesce(max(id), 0) FROM entry",
)

_HERE = ("ALTER TABLE entry ADD COLUMN here INTEGER",)

_RECEIVED_TALLY = """
    SELECT count(*) FROM entry INDEXED BY entry_received
    WHERE source <> 'sent' AND deleted_at IS NULL
"""

# Sent, received and watched requests are one list.
_SOURCES = (
    "ALTER TABLE entry ADD COLUMN source TEXT NOT NULL DEFAULT 'sent'",
    "ALTER TABLE entry ADD COLUMN page TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE entry ADD COLUMN peer TEXT",
    "ALTER TABLE entry ADD COLUMN rules TEXT",
    "ALTER TABLE entry ADD COLUMN arrived INTEGER",
    "UPDATE entry SET source = 'collector', peer = ''"
    " WHERE verdict >= 'inbound-' AND verdict < 'inbound.'",
    _PROBLEM,
    "CREATE INDEX entry_received ON entry(source) WHERE source <> 'sent'",
    "CREATE INDEX entry_sent ON entry(id) WHERE deleted_at IS NULL AND source = 'sent'",
    "ALTER TABLE tally ADD COLUMN received INTEGER NOT NULL DEFAULT 0",
    f"UPDATE tally SET received = ({_RECEIVED_TALLY})",
    "DROP TRIGGER entry_added",
    "DROP TRIGGER entry_moved",
    "DROP TRIGGER entry_removed",
    *_COUNTING,
)

_AWAITED = (
    "CREATE INDEX entry_awaited ON entry(vid)"
    " WHERE source = 'sent' AND here = 1 AND arrived IS NULL",
)

_MARKERS = (
    "ALTER TABLE entry ADD COLUMN marker TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE entry ADD COLUMN seen TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE roundtrip ADD COLUMN sighting BLOB",
    "CREATE INDEX entry_marker ON entry(marker) WHERE marker <> ''",
    "CREATE INDEX entry_seen ON entry(seen) WHERE seen <> ''",
)

_CALLS = (
    "ALTER TABLE entry ADD COLUMN call TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE roundtrip ADD COLUMN called_from BLOB",
)

# To add a stored value: its column above, its statement before this line, as in `_SESSION`, and the
# name of that as the last entry here.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (_EARLIER_TICK,),
    _NAMES,
    _SESSION,
    PREFIXES,
    _OWNERS,
    _HERE,
    _SOURCES,
    _AWAITED,
    _MARKERS,
    _CALLS,
)
"""Statements that lead from each version, the first one at 0, to the next. What they do never
changes: where a statement that they share with `SCHEMA` has to, it is copied to them first.
"""

VERSION = 1 + len(MIGRATIONS)
"""What `PRAGMA user_version` says of a history with these tables."""

# In a large history the index with prefixes is made in the background, in slices that are committed
# one by one, while the one without is searched: see upgrades.py. Rows up to `done` are in both.

REINDEXING = "SELECT 1 FROM sqlite_schema WHERE name = 'reindexing'"
"""Finds a row while the new index is being made."""

_IS_DONE = "(SELECT done FROM reindexing)"
BEGIN_REINDEXING = (
    "CREATE TABLE reindexing (done INTEGER NOT NULL)",
    "INSERT INTO reindexing VALUES (0)",
    INDEX_OF_WORDS.replace("TABLE words ", "TABLE new_words "),
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
    *KEEPING_WORDS,  # the triggers again
)
"""Puts the new index in the place of the old one."""
