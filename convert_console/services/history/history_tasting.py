"""Finds the first rows that hold words by reading rows, where the index of words would be slow.

People type the beginnings of words. For one, the index joins the rows of all words that begin so
before it can name the newest: 20 ms where a quarter of a million rows hold it, 110 ms where all
do. But what so many rows hold, some of the first ones hold that a table would show anyway. These
few are put into an index of their own in memory, for 9 µs each, and asked by the same tokenizer.
"""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from array import array
from itertools import chain
from typing import Any

from convert_console.services.history.history_schema import INDEXED_BYTES

Query = tuple[str, tuple[Any, ...]]

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
        if not _read(db, query, read, upto):
            return None
        held = array("q", chain.from_iterable(db.execute(_HELD, (match, enough))))
        complete = _number(db) < upto
        if complete or len(held) == enough:
            return held, complete and len(held) < enough
        if len(held) < FEWEST * upto or upto == MOST:
            return None
        read, upto = upto, min(round(upto * enough / len(held) * _ROOM), MOST)


def _read(db: sqlite3.Connection, query: Query, start: int, upto: int) -> bool:
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
