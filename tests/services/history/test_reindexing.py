"""The index of words of a large history is made again while the history is used."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.services.history.connection import connect
from convert_console.services.history.database import REINDEXED_AT_ONCE, prepare
from convert_console.services.history.schema import VERSION
from convert_console.services.history.store import HistoryStore
from convert_console.services.history.upgrades import (
    INDEXED_AT_ONCE,
    index_slice,
    is_reindexing_due,
)
from support.earlier import of_version
from support.exchanges import record

ROWS = REINDEXED_AT_ONCE + 1
SECONDS = 60


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A large history of the version before prefixes were indexed."""
    path = tmp_path / "h"
    of_version(path, 4, rows=ROWS)
    return path


def is_sound(path: Path) -> bool:
    """Whether the index agrees with the rows, and knows prefixes."""
    with closing(connect(path, 1)) as db:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = 'words'").fetchone()
        return "prefix" in sql


def test_a_large_history_opens_at_once_and_is_indexed_while_it_changes(large: Path) -> None:
    assert prepare(large) == ""
    assert is_reindexing_due(large)
    assert not is_sound(large)
    with closing(connect(large, 1)) as db:
        assert index_slice(db)
        assert db.execute("SELECT done FROM reindexing").fetchone() == (INDEXED_AT_ONCE,)
    store = HistoryStore(large)
    for row in (5, ROWS - 5):  # one that is indexed already, and one that is not yet
        store.update(row, note="first")
        store.update(row, note="noticed").result()
        assert row in [found.id for found in store.newest(9, Filter(words="notic"))]
    store.delete([6, ROWS - 6]).result()
    assert store.purge(before=9e9).result() == 2
    new = store.keep(record(ROWS)).row.result()
    deadline = time.monotonic() + SECONDS
    while is_reindexing_due(large) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [row.id for row in store.newest(9, Filter(words="notic"))] == [ROWS - 5, 5]
    assert store.newest(1)[0].id == new
    store.keep(record(ROWS + 1)).row.result()
    store.close()
    assert prepare(large) == ""
    assert is_sound(large)


def test_an_index_that_is_left_undone_is_gone_on_with_at_the_next_start(large: Path) -> None:
    for _start in range(3):
        HistoryStore(large).close()  # each start does one slice at least
    with closing(connect(large, 1)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        (done,) = db.execute("SELECT done FROM reindexing").fetchone()
        assert done >= 3 * INDEXED_AT_ONCE
        while index_slice(db):
            pass
        assert not index_slice(db)  # as another window finds it
    assert not is_reindexing_due(large)
    assert is_sound(large)


def test_a_small_history_has_its_index_when_it_is_open(tmp_path: Path) -> None:
    of_version(tmp_path / "h", 4, rows=3)
    assert prepare(tmp_path / "h") == ""
    assert not is_reindexing_due(tmp_path / "h")
    assert is_sound(tmp_path / "h")
