"""The changes that can be made to the history, each within a transaction of the writer."""

# Only names of columns and tables, all of our own, are put into SQL here; values are bound.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convert_console.services.history.records import (
    UNREADABLE,
    Columns,
    Record,
    columns_of,
    encoded,
    goals_of,
)

_AS_TEXT = frozenset(
    {"uid", "profile", "method", "verdict", "failure", "events", "goals", "vid", "session"}
) | {"revenue"}


COUNTED = "SELECT count(*) FROM entry INDEXED BY entry_live WHERE deleted_at IS NULL"
"""The number of rows, counted: 20 ms for a million."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept: so many rows, and none sent before a time in Unix seconds; `None` sets no
    limit. Rows with a star are kept in any case, and count among the rows.
    """

    count: int | None = None
    before: float | None = None


def add(db: sqlite3.Connection, record: Record) -> int:
    """Keep an exchange; its id."""
    return put(db, columns_of(record))


def put(db: sqlite3.Connection, columns: Columns) -> int:
    """Keep an exchange from its columns; its id. One whose outcome is kept already stays as it is.

    One that was only begun is replaced by what is kept for the same uid later, except for its id,
    its star, its note and whether it was deleted.
    """
    entry, roundtrip = columns
    known = db.execute("SELECT id FROM entry WHERE uid = CAST(:uid AS TEXT)", entry).fetchone()
    if known is None:
        row_id = db.execute(
            f"INSERT INTO entry ({', '.join(entry)}) VALUES ({_marks(entry)})", entry
        ).lastrowid
        _add_parts(db, int(row_id or 0), entry["goals"], roundtrip)
        return int(row_id or 0)
    (row_id,) = known
    begun_by, failure, goals = db.execute(
        "SELECT session, failure, goals FROM entry WHERE id = ?", known
    ).fetchone()
    # One that was salvaged from a damaged file may have lost its session.
    in_doubt = begun_by is not None or failure == "unseen"
    if in_doubt and "session" not in entry:
        # The word index takes a row out by the very text that went in: first that, then the rest.
        _remove_parts(db, row_id, goals)
        changes = ", ".join(f"{key} = {_mark(key)}" for key in entry if key != "uid")
        db.execute(
            f"UPDATE entry SET {changes}, session = NULL WHERE id = :id", {**entry, "id": row_id}
        )
        _add_parts(db, row_id, entry["goals"], roundtrip)
    return int(row_id)


def _add_parts(
    db: sqlite3.Connection, row_id: int, goals: bytes, roundtrip: dict[str, Any]
) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO entry_goal (goal, entry) VALUES (CAST(? AS TEXT), ?)",
        [(encoded(goal), row_id) for goal in goals_of(goals)],
    )
    roundtrip = {"id": row_id, **roundtrip}
    marks = ", ".join(f":{key}" for key in roundtrip)
    db.execute(f"INSERT INTO roundtrip ({', '.join(roundtrip)}) VALUES ({marks})", roundtrip)


def _remove_parts(db: sqlite3.Connection, row_id: int, goals: Any) -> None:
    try:
        known = [(encoded(goal), row_id) for goal in goals_of(goals)]
    except UNREADABLE:
        db.execute("DELETE FROM entry_goal WHERE entry = ?", (row_id,))  # reads all of them
    else:
        db.executemany("DELETE FROM entry_goal WHERE goal = CAST(? AS TEXT) AND entry = ?", known)
    db.execute("DELETE FROM roundtrip WHERE id = ?", (row_id,))


def _marks(columns: dict[str, Any]) -> str:
    return ", ".join(map(_mark, columns))


def _mark(column: str) -> str:
    return f"CAST(:{column} AS TEXT)" if column in _AS_TEXT else f":{column}"


def annotate(db: sqlite3.Connection, row_id: int, starred: bool | None, note: str | None) -> None:
    """Set the star or the note; `None` leaves it."""
    db.execute(
        "UPDATE entry SET starred = coalesce(?, starred), note = coalesce(CAST(? AS TEXT), note)"
        " WHERE id = ?",
        (starred, None if note is None else encoded(note), row_id),
    )


def delete(db: sqlite3.Connection, ids: Sequence[int], now: float) -> int:
    """Hide rows; how many were there."""
    return db.executemany(
        "UPDATE entry SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
        [(now, row_id) for row_id in ids],
    ).rowcount


def restore(db: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Show hidden rows again; how many were hidden."""
    return db.executemany(
        "UPDATE entry SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL",
        [(row_id,) for row_id in ids],
    ).rowcount


def purge(db: sqlite3.Connection, before: float, limit: int) -> int:
    """Remove rows for good that were hidden before a time, at most `limit`; how many they were."""
    gone = db.execute(
        "SELECT id, goals FROM entry WHERE deleted_at < ? LIMIT ?", (before, limit)
    ).fetchall()
    return _remove(db, gone)


def expire(db: sqlite3.Connection, limits: Limits, most: int) -> int:
    """Remove for good the oldest rows beyond the limits, at most `most`; how many they were."""
    terms: list[str] = []
    values: list[float] = []
    if limits.count is not None:
        first_kept = (
            "SELECT id FROM entry INDEXED BY entry_live WHERE deleted_at IS NULL"
            " ORDER BY id DESC LIMIT 1 OFFSET ?"
        )
        terms.append(f"id < coalesce(({first_kept}), 0)")
        values.append(max(limits.count, 1) - 1)
    if limits.before is not None:
        terms.append("+sent_at < ?")
        values.append(limits.before)
    if not terms:
        return 0
    query = (
        "SELECT id, goals FROM entry INDEXED BY entry_live"
        f" WHERE deleted_at IS NULL AND starred = 0 AND ({' OR '.join(terms)}) ORDER BY id LIMIT ?"
    )
    return _remove(db, db.execute(query, (*values, most)).fetchall())


def recount(db: sqlite3.Connection) -> None:
    """Set the number of rows right where it was damaged."""
    counted = db.execute(COUNTED).fetchall()
    if db.execute("SELECT live FROM tally").fetchall() != counted:
        db.execute("DELETE FROM tally")
        db.execute("INSERT INTO tally VALUES (?)", counted[0])


def _remove(db: sqlite3.Connection, gone: Sequence[tuple[int, Any]]) -> int:
    for row_id, goals in gone:
        _remove_parts(db, row_id, goals)
        db.execute("DELETE FROM entry WHERE id = ?", (row_id,))
    return len(gone)
