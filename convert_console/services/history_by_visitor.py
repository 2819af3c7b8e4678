"""Finds rows visitor by visitor without sorting them: along the index of the visitors' ids.

SQLite by itself reads all rows that are wanted, looks their visitors up and sorts them: 0.2 to 3
seconds of a million rows until the first is known. What remains slow are words that thousands of
rows hold, but hardly any of the first: 15 ms for 2,500 rows, 200 ms for 100,000, since all of them
are put down before a page is known.
"""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from typing import Any

from convert_console.services.history_filter import PRESENT, Filter, Selection, selection

SORTED = 1_000
"""So few are looked up and sorted sooner than the walk meets a page of them."""

FEW = 20_000
"""Ids that are put down in some milliseconds. Of more rows the walk soon meets a page, if it asks
each whether it is wanted.
"""

_SORT = """
SELECT entry.id AS id FROM temp.wanted CROSS JOIN entry ON entry.id = wanted.id
WHERE entry.id > ? AND entry.id <= ? AND {present} ORDER BY entry.vid DESC, entry.id {side}
"""

_WALK = """
SELECT entry.id AS id FROM entry INDEXED BY entry_vid
WHERE +entry.id > ? AND +entry.id <= ? AND {terms} ORDER BY entry.vid DESC, entry.id {side}
"""

# Of the deleted rows only the ids are asked, so that no row need be read.
_PRESENT = (
    "{key} NOT IN (SELECT id FROM entry INDEXED BY entry_deleted WHERE deleted_at IS NOT NULL)"
)

Query = tuple[str, tuple[Any, ...]]


def by_visitor(
    db: sqlite3.Connection, wanted: Filter, span: tuple[int, int], side: str, *, whole: bool
) -> Query:
    """The query of what a filter wants, of ids beyond the first and up to the last of `span`; the
    greatest visitor's id comes first, and each one's rows by age, "DESC" or "ASC". It soon finds a
    page, or with `whole`, soon all.
    """
    if wanted == Filter():
        return _WALK.format(terms=_PRESENT.format(key="entry.id"), side=side), span
    found = selection(wanted)
    if not whole and found.source == "entry" and _many(db, found):
        return _WALK.format(terms=_asked(found), side=side), (*span, *found.values)
    if _put_down(db, found) <= SORTED:
        return _SORT.format(present=PRESENT, side=side), span
    terms = f"+entry.id IN temp.wanted AND {_PRESENT.format(key='entry.id')}"
    return _WALK.format(terms=terms, side=side), span


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
