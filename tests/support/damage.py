"""Damages rows of a history, and locks it like another program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

NO_TEXT = "CAST(x'ff41' AS TEXT)"
"""Text for SQLite that is not UTF-8."""

DEEP = f"'{'[' * 100_000}'"

ENTRY: tuple[tuple[str, str], ...] = (
    ("revenue", "'12x.20'"), ("revenue", "''"), ("revenue", "x'31'"), ("revenue", NO_TEXT),
    ("revenue", "'NaN'"), ("revenue", "'-Infinity'"), ("revenue", "'1E+999999999'"),
    ("revenue", "'1_000'"), ("revenue", "'" + "9" * 100_000 + "'"),
    ("goals", "'[\"1'"), ("goals", "''"), ("goals", "'{}'"), ("goals", "'[1]'"), ("goals", "'7'"),
    ("goals", NO_TEXT), ("goals", "NULL"), ("goals", DEEP), ("goals", "x'5b'"),
    ("vid", NO_TEXT), ("vid", "x'41'"), ("vid", "NULL"),
    ("sent_at", "1e300"), ("sent_at", "-1e300"), ("sent_at", "9e999"), ("sent_at", "'soon'"),
    ("sent_at", "x'ff'"), ("sent_at", "NULL"), ("sent_at", "9223372036854775807"),
    ("method", "'BREW'"), ("method", "''"), ("method", NO_TEXT), ("method", "NULL"),
    ("verdict", NO_TEXT), ("verdict", "NULL"), ("verdict", "x'00'"),
    ("status", "'abc'"), ("status", "-1"), ("status", "99999999999999999999"), ("status", "2e2000"),
    ("failure", "'tomorrow'"), ("failure", "NULL"), ("failure", NO_TEXT),
    ("seconds", "-1"), ("seconds", "9e999"), ("seconds", "'long'"), ("seconds", "NULL"),
    ("events", NO_TEXT), ("events", "NULL"), ("profile", NO_TEXT), ("profile", "NULL"),
    ("products", "-1"), ("products", "1.5"), ("products", "'many'"), ("products", "NULL"),
    ("starred", "7"), ("starred", "'yes'"), ("starred", "NULL"),
    ("note", NO_TEXT), ("note", "NULL"), ("session", NO_TEXT), ("uid", NO_TEXT), ("uid", "x'41ff'"),
    ("marker", NO_TEXT), ("seen", NO_TEXT),
)  # fmt: skip
"""Columns of `entry` with values as SQL."""

ROUNDTRIP: tuple[tuple[str, str], ...] = (
    ("url", "NULL"), ("url", "x'ff'"), ("url", "7"),
    ("headers", "'[[\"Host\"]]'"), ("headers", "'[1, 2]'"), ("headers", "'{\"a\": \"b\"}'"),
    ("headers", "'[[\"a\", 1]]'"), ("headers", "NULL"), ("headers", "x'ff'"), ("headers", DEEP),
    ("headers", "''"), ("headers", "'" + "9" * 5000 + "'"),
    ("document", "NULL"), ("document", "x'fffe'"), ("document", "1e300"),
    ("body", "7"), ("reason", "NULL"), ("reason", "x'ff'"),
    ("answer_headers", "NULL"), ("answer_headers", "'[[]]'"),
    ("answer_body", "NULL"), ("answer_body", "3.5"),
    ("answer_size", "-1"), ("answer_size", "NULL"), ("answer_size", "'long'"),
    ("http_version", "NULL"), ("answer_note", "x'ff'"),
    ("connect", "-1"), ("tls", "'x'"), ("waiting", "9e999"), ("download", "x'00'"),
    ("names", "'[[\"goal\", \"1\"]]'"), ("names", "'[7]'"), ("names", "x'ff'"), ("names", "5"),
    ("sighting", "x'ff'"), ("sighting", "7"),
)  # fmt: skip
"""Columns of `roundtrip` with values as SQL, for a row with an answer."""


def damage(path: Path, row_id: int, table: str, column: str, value: str) -> None:
    """Write a value into a column of a row, even if the schema forbids it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        query = "SELECT sql FROM sqlite_schema WHERE name = ?"
        (schema,) = db.execute(query, (table,)).fetchone()
        change = "UPDATE sqlite_schema SET sql = ? WHERE name = ?"
        (version,) = db.execute("PRAGMA schema_version").fetchone()
        db.execute(change, (schema.replace("NOT NULL", ""), table))
        db.execute(f"PRAGMA schema_version = {version + 1}")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"UPDATE {table} SET {column} = {value} WHERE id = ?", (row_id,))
        db.execute("PRAGMA writable_schema = ON")
        db.execute(change, (schema, table))
        db.execute(f"PRAGMA schema_version = {version + 2}")


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Lock a history for writing, as another program would, until a rollback or the end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
