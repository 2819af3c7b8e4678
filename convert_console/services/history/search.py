"""Finds the ids of all rows that match a filter, in a given order and in parts."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from convert_console.core.history.filter_language import Filter
from convert_console.services.history.filter import Selection, joins_beginnings, selection
from convert_console.services.history.records import encoded

# Only names of our own columns and tables are put into SQL here; values are bound.
# ruff: noqa: S608

FIRST = 40
"""Ids in the first part: more than most windows show, while the others are still looked for."""

PART = 50_000
"""Ids in each later part: a millisecond of work for the receiver."""

SORTED = 30_000
"""So many matches are sorted by visitor in some 50 ms. For more it is faster to read all rows along
the index of visitors and test each one, since the first matches come soon.
"""

GROUPS = {
    "day": "date(entry.sent_at, 'unixepoch', 'localtime')",
    "visitor": "entry.vid",
}
"""What rows can be grouped by. The latest day comes first. So does the newest visitor, since an id
begins with the time at which it was made.
"""

OWNERS = """
WITH RECURSIVE known(name, owner) AS (
    SELECT * FROM (
        SELECT profile, profile_id FROM entry WHERE profile >= '' ORDER BY 1, 2 LIMIT 1
    )
    UNION ALL SELECT following.profile, following.profile_id FROM known JOIN entry AS following
    ON following.id = coalesce(
        (SELECT id FROM entry WHERE profile = known.name AND profile_id > known.owner
         ORDER BY profile_id LIMIT 1),
        (SELECT id FROM entry WHERE profile > known.name ORDER BY profile, profile_id LIMIT 1)
    )
) SELECT name, owner FROM known
"""
"""Each pair of a profile's name and id, by one step in their index; DISTINCT would read all of it.
A damaged NULL would come first.
"""

BY_PROFILE = "entry.profile"
"""The order of the column of profiles, in which renamed ones are sorted by their present names."""


class Search(NamedTuple):
    """A filter and an order. `order` is the SQL of a column, or "" for the time; equal rows come
    newest first. Only ids above `after` and up to `upto` are found. `group`, one of `GROUPS`, is
    sorted by before the order. `renamed` are present names of profiles by id, where rows were kept
    under others.
    """

    wanted: Filter | None = None
    order: str = ""
    descending: bool = True
    after: int = 0
    upto: int = 2**62
    group: str = ""
    renamed: tuple[tuple[str, str], ...] = ()


def find(db: sqlite3.Connection, search: Search, stop: Callable[[], bool]) -> Iterator[array[int]]:
    """Ids in parts, the first one short; for a worker thread with its own connection.

    By time the first part comes at once; any other order sorts all rows first, a million in about
    a second. Once `stop` returns true, the search ends early without an error.
    """
    db.set_progress_handler(lambda: int(stop()), STEPS)
    try:
        yield from _parts(db, search)
    except sqlite3.OperationalError:
        if not stop():
            raise


def sorted_ids(search: Search, ids: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
    """The SQL, with its values, that puts ids into the order of a search."""
    by_name = _names(search)
    listed = ", ".join("?" * len(ids))
    order = _order(search, "entry.id")
    return f"SELECT id FROM entry WHERE id IN ({listed}) ORDER BY {order}", (*ids, *by_name)


STEPS = 200_000
"""Steps of SQLite's machine between two calls of `stop`: some milliseconds."""

# One call per part, in which SQLite works without the GIL. Fetching a million rows one by one would
# take the GIL each time, and the window would stutter.
_PART = """
SELECT group_concat(printf('%016x', id), '')
FROM (SELECT id FROM temp.found WHERE rowid > ? AND rowid <= ? ORDER BY rowid)
"""


def _parts(db: sqlite3.Connection, search: Search) -> Iterator[array[int]]:
    db.execute("BEGIN")  # all parts see the same rows, whatever is written meanwhile
    first = _first(db, search)
    if first:
        yield first
    if not search.order and len(first) < FIRST:
        return
    query, values = _all_ids(search)
    db.execute(f"CREATE TEMP TABLE found AS {query}", values)
    if first:
        db.execute(f"DELETE FROM temp.found WHERE id IN ({', '.join(map(str, first))})")
    db.execute("COMMIT")
    (count,) = db.execute("SELECT max(rowid) FROM temp.found").fetchone()
    start, size = 0, PART if first else FIRST
    while count and start < count:
        (digits,) = db.execute(_PART, (start, start + size)).fetchone()
        yield _read(digits or "")
        start, size = start + size, PART


def _first(db: sqlite3.Connection, search: Search) -> array[int]:
    """The first ids where they are found without sorting everything, else none."""
    if search.order:
        return array("q")
    matching = selection(search.wanted)
    joins = search.wanted is not None and joins_beginnings(search.wanted.words)
    if search.group == "visitor" and not joins and _has_many(db, matching):
        matching = selection(search.wanted, by_row=True)
    by_age = search._replace(group="") if search.group == "day" else search
    query, values = _query(matching, search, _order(by_age, matching.key))
    ids = array("q", chain.from_iterable(db.execute(f"{query} LIMIT {FIRST}", values)))
    if search.group == "day":
        # The rows stored last were usually sent last. The exact query afterwards finds exceptions,
        # such as a slow answer after midnight.
        listed = ", ".join(map(str, ids))
        order = _order(search, "entry.id")
        sent = db.execute(f"SELECT id FROM entry WHERE id IN ({listed}) ORDER BY {order}")
        ids = array("q", chain.from_iterable(sent))
    return ids


def _has_many(db: sqlite3.Connection, matching: Selection) -> bool:
    count = f"SELECT count(*) FROM (SELECT 1 FROM {matching.source} WHERE {matching.where} LIMIT ?)"
    return bool(db.execute(count, (*matching.values, SORTED + 1)).fetchone()[0] > SORTED)


def _all_ids(search: Search) -> tuple[str, tuple[Any, ...]]:
    matching = selection(search.wanted)
    if search.group and matching.source == "entry":
        # Without a column of the row the index of the groups is enough: six times as fast.
        matching = matching._replace(terms=(*matching.terms[:-1], _NOT_DELETED_BY_ID))
    return _query(matching, search, _order(search, matching.key))


_NOT_DELETED_BY_ID = "entry.id NOT IN (SELECT id FROM entry WHERE deleted_at IS NOT NULL)"


def _query(matching: Selection, search: Search, order: str) -> tuple[str, tuple[Any, ...]]:
    # With `+` SQLite reads along the index of the group, not along the ids.
    key = f"+{matching.key}" if search.group and matching.source == "entry" else matching.key
    where = f"{matching.where} AND {key} > ? AND {key} <= ?"
    query = f"SELECT {matching.key} AS id FROM {matching.source} WHERE {where} ORDER BY {order}"
    return query, (*matching.values, search.after, search.upto, *_names(search))


def _names(search: Search) -> list[bytes]:
    """The values of `_by_present_name`."""
    names = [encoded(text) for pair in search.renamed for text in pair]
    return names if search.order == BY_PROFILE else []


def _order(search: Search, key: str) -> str:
    side = "DESC" if search.descending else "ASC"
    if search.order:
        group = f"{GROUPS[search.group]} DESC, " if search.group else ""
        # Rows without a value come last in either direction, as in a spreadsheet.
        value = f"nullif({_by_present_name(search)}, '')"
        return f"{group}{value} {side} NULLS LAST, {key} DESC"
    if search.group == "day":
        return f"entry.sent_at {side}, {key} {side}"
    return f"{GROUPS[search.group]} DESC, {key} {side}" if search.group else f"{key} {side}"


def _by_present_name(search: Search) -> str:
    if search.order != BY_PROFILE or not search.renamed:
        return search.order
    cases = "WHEN CAST(? AS TEXT) THEN CAST(? AS TEXT) " * len(search.renamed)
    return f"CASE entry.profile_id {cases}ELSE entry.profile END"


def _read(digits: str) -> array[int]:
    ids = array("q", bytes.fromhex(digits))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids
