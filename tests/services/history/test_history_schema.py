"""The tables of the history."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history import database
from convert_console.services.history.database import MIGRATIONS, VERSION, connect, prepare
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ticks import Sheet, keep_tick, ticks_of
from convert_console.services.storage.files import StoreFailed
from support.earlier import of_version
from support.exchanges import record

SHEET, CELL = Sheet("Shop", "all", "away"), Cell("1", "2", "5")
TICK = Tick(Figures(4, Decimal("0.30"), 3, 2), 9.0)


def test_the_version_counts_the_migrations(tmp_path: Path) -> None:
    prepare(tmp_path / "h")
    with closing(connect(tmp_path / "h", 1)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,) == (len(MIGRATIONS),)


def test_the_word_index_agrees_with_the_rows_after_every_kind_of_change(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    ids = [store.append(record(n)).result() for n in range(5)]
    store.update(ids[0], note="one")
    store.update(ids[0], note="two")
    store.delete(ids[:2]).result()
    assert store.purge(before=9e9).result() == 2
    store.close()
    with closing(connect(tmp_path / "h", 1)) as db:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        left = ("entry", "roundtrip", "entry_goal")
        assert [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in left] == [3, 3, 3]


def test_a_filter_s_term_has_an_index_that_yields_the_newest_without_a_sort(tmp_path: Path) -> None:
    prepare(tmp_path / "h")
    with closing(sqlite3.connect(tmp_path / "h")) as db:
        for column in ("verdict", "vid", "status", "profile", "method"):
            query = f"SELECT * FROM entry WHERE {column} = ? ORDER BY id DESC"
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", ("x",)))
            assert f"entry_{column}" in plan
            assert "TEMP B-TREE" not in plan


def test_a_history_of_the_first_version_gets_the_ticks_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 1, rows=3)
    store = HistoryStore(path)
    assert store.notice == ""
    assert [row.id for row in store.newest(9)] == [3, 2, 1]
    keep_tick(store, SHEET, CELL, TICK).result()
    assert ticks_of(path, SHEET) == {CELL: TICK}
    store.close()


def test_a_history_without_names_takes_some_and_its_word_index_stays_sound(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 2, rows=3)
    store = HistoryStore(path)
    before = store.exchange(1)
    assert before is not None and before.names == ()
    new = record(9)
    named = replace(new, exchange=replace(new.exchange, names=(("goal", "100300301", "Käufe"),)))
    store.append(named).result()
    assert store.exchange(4) == named.exchange
    assert [row.id for row in store.search("käufe", 9)] == [4]
    store.delete([1, 4]).result()
    assert store.purge(before=9e9).result() == 2
    store.close()
    with closing(connect(path, 1)) as db:
        db.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)")


def test_an_upgrade_that_breaks_off_leaves_the_version_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "h"
    of_version(path, 1)
    broken = (*MIGRATIONS[:1], (*MIGRATIONS[1], "CREATE TABLE tick (again)"))
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", broken)
        with pytest.raises(StoreFailed):
            prepare(path)
    with closing(connect(path, 1)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT name FROM sqlite_schema WHERE name = 'tick'").fetchall() == []
    assert prepare(path) == ""
