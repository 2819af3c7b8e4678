"""Creates histories of earlier versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from convert_console.services.history.database import MIGRATIONS, connect
from convert_console.services.history.records import columns_of
from convert_console.services.history.writer import put
from support.exchanges import record


def of_version(path: Path, version: int, rows: int = 0) -> None:
    """Create a history of a schema version, with this many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path, 1)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {version}")
        for number in range(rows):
            entry, roundtrip = columns_of(record(number))
            put(db, (_known(db, "entry", entry), _known(db, "roundtrip", roundtrip)))
        db.execute("COMMIT")


def _known(db: sqlite3.Connection, table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values that this version had columns for."""
    columns = {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    return {name: value for name, value in values.items() if name in columns}
