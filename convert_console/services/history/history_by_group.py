"""Finds rows visitor by visitor, or day by day, without sorting them: along an index.

SQLite by itself reads all rows that are wanted, looks their visitors up and sorts them: 0.2 to 3
seconds of a million rows until the first is known. And by age rows stand in the order in which they
were kept: one whose answer came after midnight stands among those of the next day, and would part
them under two names. What remains slow by visitor are words that thousands of rows hold, but hardly
any of the first: 15 ms for 2,500 rows, 200 ms for 100,000, since all of them are put down before a
page is known.
"""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from convert_console.services.history.filter import PRESENT, Filter, Selection, selection

if TYPE_CHECKING:
    from convert_console.services.history.search import Search

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
