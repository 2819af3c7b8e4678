"""Finds the ids of all rows that a filter wants, in an order, part by part."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from convert_console.services.history.database import INDEXED_BYTES
from convert_console.services.history.filter import (
    PRESENT,
    Filter,
    Selection,
    match_text,
    selection,
)

# Finds rows visitor by visitor, or day by day, without sorting them: along an index.
#
# SQLite by itself reads all rows that are wanted, looks their visitors up and sorts them: 0.2 to 3
# seconds of a million rows until the first is known. And by age rows stand in the order in which
# they
# were kept: one whose answer came after midnight stands among those of the next day, and would
# part
# them under two names. What remains slow by visitor are words that thousands of rows hold, but
# hardly
# any of the first: 15 ms for 2,500 rows, 200 ms for 100,000, since all of them are put down before
# a
# page is known.

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


ALONG = {
    "visitor": ("entry_vid", "entry.vid DESC, entry.id {side}"),
    "day": ("entry_sent_at", "entry.sent_at {side}, entry.id {side}"),
}
"""For each kind of groups the index that holds them together, and its order: the greatest visitor's
id comes first; days and the rows of each come by time, "DESC" or "ASC".
"""

SORTED = 1_000
"""So few are looked up and sorted sooner than the walk meets a page of them."""

FEW = 20_000
"""Ids that are put down in some milliseconds. Of more rows the walk soon meets a page, if it asks
each whether it is wanted.
"""

_SORT = """
SELECT entry.id AS id FROM temp.wanted CROSS JOIN entry ON entry.id = wanted.id
WHERE entry.id > ? AND entry.id <= ? AND {present} ORDER BY {order}
"""

_WALK = """
SELECT entry.id AS id FROM entry INDEXED BY {index}
WHERE {terms} AND +entry.id > ? AND +entry.id <= ? ORDER BY {order}
"""

# Of the deleted rows only the ids are asked, so that no row need be read.
_PRESENT = (
    "{key} NOT IN (SELECT id FROM entry INDEXED BY entry_deleted WHERE deleted_at IS NOT NULL)"
)

Query = tuple[str, tuple[Any, ...]]


def by_group(db: sqlite3.Connection, search: Search, *, whole: bool) -> Query:
    """The query of a search for groups by time. It soon finds a page, or with `whole`, soon all."""
    wanted, span = search.wanted or Filter(), (search.after, search.upto)
    index, order = ALONG[search.group]
    along = {"index": index, "order": order.format(side=search.side)}
    if wanted == Filter():
        return _WALK.format(terms=_PRESENT.format(key="entry.id"), **along), span
    found = selection(wanted)
    if not whole and found.source == "entry" and _many(db, found):
        return _WALK.format(terms=_asked(found), **along), (*found.values, *span)
    if _put_down(db, found) <= SORTED:
        return _SORT.format(present=PRESENT, **along), span
    terms = f"+entry.id IN temp.wanted AND {_PRESENT.format(key='entry.id')}"
    return _WALK.format(terms=terms, **along), span


def _asked(found: Selection) -> str:
    """The terms of a row. An index that knows a single one answers five times as soon as the row,
    which lies among a million others.
    """
    only, *more = found.terms
    if more != [PRESENT] or not only.startswith("entry."):
        return " AND ".join(found.terms)
    term = only.removeprefix("entry.")
    index = f"entry_{term.split()[0]}"
    known = f"SELECT 1 FROM entry AS known INDEXED BY {index} WHERE known.{term}"
    present = _PRESENT.format(key="entry.id")
    return f"EXISTS ({known} AND known.id = entry.id) AND {present}"


def _many(db: sqlite3.Connection, found: Selection) -> bool:
    query = f"SELECT count(*) FROM (SELECT 1 {_wanted_from(found)} LIMIT {FEW + 1})"
    return bool(db.execute(query, found.values).fetchone()[0] > FEW)


def _put_down(db: sqlite3.Connection, found: Selection) -> int:
    """Write into a table which ids are wanted, deleted ones too; how many they are."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (id INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.wanted")
    return db.execute(
        f"INSERT OR IGNORE INTO temp.wanted SELECT {found.key} {_wanted_from(found)}", found.values
    ).rowcount


def _wanted_from(found: Selection) -> str:
    """Where the ids that are wanted come from: from an index alone, if one knows."""
    terms = [term for term in found.terms if term != PRESENT]
    source = "words" if found.source.startswith("words ") and len(terms) == 1 else found.source
    return f"FROM {source} WHERE {' AND '.join(terms)}"


# Finds the first rows that hold words by reading rows, where the index of words would be slow.
#
# People type the beginnings of words. For one, the index joins the rows of all words that begin so
# before it can name the newest: 20 ms where a quarter of a million rows hold it, 110 ms where all
# do. But what so many rows hold, some of the first ones hold that a table would show anyway. These
# few are put into an index of their own in memory, for 9 µs each, and asked by the same tokenizer.

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


FEWEST = 0.1
"""A word that a smaller share of the first rows holds is found sooner by the index."""

MOST = 1_000
"""Rows that are read at most, in some nine milliseconds."""

BYTES = 1_000_000
"""More of large requests and answers is not read, but the index is asked."""

_ROOM = 1.25  # rows that hold a word do not stand evenly

_SIZES = " + ".join(
    f"min(coalesce(length({column}), 0), {INDEXED_BYTES})"
    for column in ("url", "document", "body", "answer_body")
)
_SIZE = f"""
SELECT sum({_SIZES}) FROM temp.tasted CROSS JOIN roundtrip ON roundtrip.id = tasted.id
"""
_READ = """
INSERT INTO temp.savour(rowid, text, note)
SELECT tasted.rowid, text, note FROM temp.tasted CROSS JOIN searchable
ON searchable.id = tasted.id WHERE tasted.rowid > ?
"""
_HELD = """
SELECT tasted.id FROM temp.savour CROSS JOIN temp.tasted ON tasted.rowid = savour.rowid
WHERE savour MATCH ? ORDER BY savour.rowid LIMIT ?
"""
# The same tokenizer and columns as those of `words`, so that the answers are the same.
_SAVOUR = """
CREATE VIRTUAL TABLE temp.savour USING fts5(
    text, note, content='', columnsize=0, tokenize='unicode61'
)
"""


def taste(
    db: sqlite3.Connection, query: Query, match: str, some: int, enough: int
) -> tuple[array[int], bool] | None:
    """The first ids of a query whose rows hold what FTS5 is asked to match, `enough` of them or
    all; and whether these are all. `None` where the index is to be asked. So many as `some` are
    read in any case.
    """
    db.execute("CREATE TEMP TABLE tasted (id INTEGER)")
    db.execute(_SAVOUR)
    read, upto = 0, some
    while True:
        if not _read_history_tasting(db, query, read, upto):
            return None
        held = array("q", chain.from_iterable(db.execute(_HELD, (match, enough))))
        complete = _number(db) < upto
        if complete or len(held) == enough:
            return held, complete and len(held) < enough
        if len(held) < FEWEST * upto or upto == MOST:
            return None
        read, upto = upto, min(round(upto * enough / len(held) * _ROOM), MOST)


def _read_history_tasting(db: sqlite3.Connection, query: Query, start: int, upto: int) -> bool:
    """Read from one row to another; whether they were small enough."""
    text, values = query
    db.execute(f"INSERT INTO temp.tasted {text} LIMIT ? OFFSET ?", (*values, upto - start, start))
    (size,) = db.execute(_SIZE).fetchone()
    if (size or 0) > BYTES:
        return False
    db.execute(_READ, (start,))
    return True


def _number(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM temp.tasted").fetchone()[0])


# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608


FIRST = 40
"""Ids in the first part: more than most windows show, while the rest is looked for."""

AT_HAND, SCATTERED = 250, 60
"""First rows that are read to see whether they hold a word, in two milliseconds or three. The
newest lie side by side; those of one visitor do not, and each takes three times as long.
"""

PART = 50_000
"""Ids in each further part: a millisecond of work for whoever takes it in."""

ORDERS = {
    "verdict": "entry.verdict",
    "method": "entry.method",
    "profile": "entry.profile",
    "events": "entry.events",
    "goals": "entry.goals",
    "revenue": "CAST(entry.revenue AS REAL)",
    "vid": "entry.vid",
    "status": "entry.status",
    "seconds": "entry.seconds",
    "starred": "entry.starred",
    "note": "entry.note",
}
"""What rows can be sorted by besides time, and how SQLite is told. Revenue is compared as a double:
amounts that differ after the fifteenth digit stand by age.
"""

GROUPS = {"day": "date(entry.sent_at, 'unixepoch', 'localtime')", "visitor": "entry.vid"}
"""What rows can be held together by, the greatest first: the latest day; and since an id begins
with the moment it was made, the newest visitor.
"""

PROFILES = """
WITH RECURSIVE known(name) AS (
    SELECT min(profile) FROM entry WHERE profile >= ''
    UNION ALL SELECT (SELECT min(profile) FROM entry WHERE profile > name) FROM known
    WHERE name IS NOT NULL
) SELECT name FROM known WHERE name IS NOT NULL
"""
"""The profiles' names; DISTINCT would read the whole index. A damaged NULL would come first."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which rows are wanted, and in what order: one of `ORDERS`, or by time for "". Only rows
    newer than the id `after` count, and none newer than `upto`. Where rows are equal, the newest
    comes first. `group`, one of `GROUPS`, comes before the order.
    """

    wanted: Filter | None = None
    order: str = ""
    descending: bool = True
    after: int = 0
    upto: int = 2**62
    group: str = ""

    @property
    def sorts(self) -> bool:
        """Whether all must be found before the first is known. Groups by time come along an
        index.
        """
        return bool(self.order)

    @property
    def side(self) -> str:
        """How SQLite is told which end comes first."""
        return "DESC" if self.descending else "ASC"


def find(db: sqlite3.Connection, search: Search, stop: Callable[[], bool]) -> Iterator[array[int]]:
    """Ids in parts, the first one short; for a worker thread, on a connection for this alone.

    By time the first part comes at once; any other order sorts all first, a million rows in about
    a second. `stop` is asked now and then; once it is true, this ends early and says no more.
    """
    db.set_progress_handler(lambda: int(stop()), _STEPS)
    try:
        yield from _parts(db, search)
    except sqlite3.OperationalError:
        if not stop():
            raise


_STEPS = 200_000  # of SQLite's machine between two questions: some milliseconds


# One call per part, in which SQLite works without Python's lock: stepping through a million rows
# one by one would take that lock as often, and make the window stutter.
_PART = """
SELECT group_concat(printf('%016x', id), '')
FROM (SELECT id FROM temp.found WHERE rowid > ? AND rowid <= ? ORDER BY rowid)
"""


def _parts(db: sqlite3.Connection, search: Search) -> Iterator[array[int]]:
    db.execute("BEGIN")  # the rest begins where the first part ends, whatever is written meanwhile
    first, complete = (array("q"), False) if search.sorts else _first(db, search)
    if first:
        yield first
    if complete:
        return
    query, values = _query(db, search, whole=True)
    skipped = 0 if _last_kept_first(search) else len(first)
    db.execute(f"CREATE TEMP TABLE found AS {query} LIMIT -1 OFFSET {skipped}", values)
    if not skipped and first:
        db.execute(f"DELETE FROM temp.found WHERE id IN ({_listed(first)})")
    db.execute("COMMIT")
    (number,) = db.execute("SELECT max(rowid) FROM temp.found").fetchone()
    start, size = 0, PART if first else FIRST
    while number and start < number:
        (digits,) = db.execute(_PART, (start, start + size)).fetchone()
        yield _read(digits)
        start, size = start + size, PART


def _first(db: sqlite3.Connection, search: Search) -> tuple[array[int], bool]:
    """The first ids, and whether they are all."""
    match = match_text(search.wanted.words) if search.wanted else ""
    if match and search.wanted:
        others = replace(search, wanted=replace(search.wanted, words=""))
        some = SCATTERED if search.group == "visitor" else AT_HAND
        tasted = taste(db, _query(db, others), match, some, FIRST)
        if tasted is not None:
            return tasted
    kept = _last_kept_first(search)
    query, values = _query(db, replace(search, group="") if kept else search)
    first = array("q", chain.from_iterable(db.execute(f"{query} LIMIT {FIRST}", values)))
    if kept:
        order = f"ORDER BY sent_at {search.side}, id {search.side}"
        sent = db.execute(f"SELECT id FROM entry WHERE id IN ({_listed(first)}) {order}")
        first = array("q", chain.from_iterable(sent))
    return first, len(first) < FIRST


def _last_kept_first(search: Search) -> bool:
    """Whether the first rows by day are those kept last, in the order they were sent: the same but
    for one whose answer took past midnight and forty others. Of words and goals they are found
    five times as soon; what follows is exact.
    """
    by_day = search.group == "day" and not search.order
    return by_day and selection(search.wanted).source != "entry"


def _listed(ids: array[int]) -> str:
    return ", ".join(map(str, ids))


def _read(digits: str) -> array[int]:
    ids = array("q", bytes.fromhex(digits))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids


def _query(
    db: sqlite3.Connection, search: Search, *, whole: bool = False
) -> tuple[str, tuple[object, ...]]:
    if search.group and not search.order:
        return by_group(db, search, whole=whole)
    side = search.side
    found = selection(search.wanted)
    terms = " AND ".join((*found.terms, f"{found.key} > ?", f"{found.key} <= ?"))
    order = f"{found.key} {side}"
    if search.order:
        order = f"{ORDERS[search.order]} {side}, {found.key} DESC"
        order = f"{GROUPS[search.group]} DESC, {order}" if search.group else order
    query = f"SELECT {found.key} AS id FROM {found.source} WHERE {terms} ORDER BY {order}"
    return query, (*found.values, search.after, search.upto)
