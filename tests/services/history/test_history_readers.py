"""Connections that searches take turns in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services.history.database import prepare
from convert_console.services.history.store import Readers


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    prepare(tmp_path / "h")
    made = Readers(tmp_path / "h")
    yield made
    made.close()


def temporary(db: sqlite3.Connection) -> list[tuple[str]]:
    return db.execute("SELECT name FROM sqlite_temp_schema").fetchall()


def test_the_next_search_gets_the_same_connection_with_nothing_left_on_it(
    readers: Readers,
) -> None:
    with readers.one() as first:
        first.execute("BEGIN")
        first.execute("CREATE TEMP TABLE found (id)")
        first.execute("CREATE VIRTUAL TABLE temp.savour USING fts5(text)")
        first.set_progress_handler(lambda: 1, 1)
    with readers.one() as second:
        assert second is first
        assert not second.in_transaction
        assert temporary(second) == []


def test_searches_at_the_same_time_have_one_each(readers: Readers) -> None:
    with readers.one() as first, readers.one() as second:
        assert second is not first


def test_one_that_cannot_be_cleaned_is_let_go(readers: Readers) -> None:
    with readers.one() as first:
        first.execute("CREATE TEMP TABLE found AS SELECT 1 UNION SELECT 2")
        reading = first.execute("SELECT * FROM temp.found")
        reading.fetchone()
    with readers.one() as second:
        assert second is not first


def test_one_that_comes_back_after_the_end_is_closed(tmp_path: Path) -> None:
    prepare(tmp_path / "h")
    readers = Readers(tmp_path / "h")
    with readers.one() as db:
        readers.close()
        db.execute("SELECT 1")
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")
