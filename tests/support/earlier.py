"""Histories as earlier versions of the console left them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from convert_console.services.history.database import MIGRATIONS, connect
from convert_console.services.history.writer import add
from support.exchanges import record


def of_version(path: Path, version: int, rows: int = 0) -> None:
    """Make a history of a version, with so many rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path, 1)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {version}")
        for number in range(rows):
            add(db, record(number))
        db.execute("COMMIT")
