"""The tables of the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

from convert_console.services.history_database import connect, prepare
from convert_console.services.history_schema import MIGRATIONS, VERSION
from convert_console.services.history_store import HistoryStore
from support.exchanges import record


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
