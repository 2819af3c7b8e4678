"""Finds the ids of all rows that a filter wants, in an order, part by part."""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from convert_console.services.history.filter import Filter, match_text, selection
from convert_console.services.history.history_by_group import by_group
from convert_console.services.history.history_tasting import taste

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
