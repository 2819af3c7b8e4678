"""Opening the file of a history."""

import os
import sqlite3
import threading
from contextlib import closing
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.core.ledger.ledger import Cell, Figures, Tick
from convert_console.services.history import connection, database
from convert_console.services.history.connection import Connection, connect
from convert_console.services.history.database import failed, prepare
from convert_console.services.history.schema import MIGRATIONS, VERSION
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ledger import LedgerScope, save_tick, ticks_of
from convert_console.services.storage.files import StoreFailed
from support.earlier import of_version
from support.exchanges import SHOP, record


def test_a_new_history_is_created_with_its_folder_without_a_message(tmp_path: Path) -> None:
    assert prepare(tmp_path / "deep" / "h") == ""
    assert prepare(tmp_path / "deep" / "h") == ""


def test_every_connection_commits_durably_into_a_write_ahead_log(tmp_path: Path) -> None:
    prepare(tmp_path / "h")
    with closing(connect(tmp_path / "h", 3)) as db:
        asked = ("journal_mode", "synchronous", "busy_timeout")
        assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 3000]
        assert db.execute("PRAGMA mmap_size").fetchone()[0] > 0
        assert db.execute("PRAGMA cache_size").fetchone()[0] < -2000


def test_a_newer_version_s_history_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "h"
    prepare(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="written by a newer version"):
        HistoryStore(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["h"]


@pytest.mark.parametrize("content", [b"no database" * 99, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_file_is_kept_aside_and_a_new_history_begun(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "h"
    path.write_bytes(content)
    store = HistoryStore(path)
    assert "kept as h.broken-1" in store.notice
    assert store.keep(record(1)).row.result() == 1
    store.close()
    assert (tmp_path / "h.broken-1").read_bytes() == content


def test_another_program_s_database_is_kept_aside_too(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "h")) as db:
        db.execute("CREATE TABLE recipes (name)")
    assert "kept as h.broken-1" in prepare(tmp_path / "h")
    with closing(sqlite3.connect(tmp_path / "h.broken-1")) as db:
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


def test_damage_met_while_working_is_looked_into_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    for number in range(200):
        store.keep(record(number))
    store.close()
    with closing(connect(path, 1)) as db:
        root = "SELECT rootpage FROM sqlite_schema WHERE name = 'entry_vid'"
        page, size = db.execute(root).fetchone()[0], db.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)
    store = HistoryStore(path)
    assert store.notice == ""  # opening reads the tables' description only
    assert "damaged" in store.keep(record(201)).safe.result()
    store.close()
    store = HistoryStore(path)
    assert "kept as h.broken-1" in store.notice
    assert "200 rows of it could be read and are in the new one: all there were." in store.notice
    assert store.keep(record(1)).row.result() == 2
    assert store.keep(record(201)).row.result() == 201
    assert store.count() == 201
    store.close()
    with closing(HistoryStore(path)) as third:
        assert third.notice == ""


def test_a_false_alarm_costs_only_one_check(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    store.keep(record(1)).row.result()
    store.close()
    error = sqlite3.DatabaseError("malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    failed(error, path)
    store = HistoryStore(path)
    assert store.notice == ""
    assert [len(store.newest(9, Filter(words="hitgoal"))), store.count()] == [1, 1]
    store.close()
    assert [found.name for found in tmp_path.iterdir()] == ["h"]


def test_damage_in_a_moved_file_does_not_block_a_new_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    error = sqlite3.DatabaseError("malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    failed(error, path)
    path.rename(tmp_path / "mine")
    store = HistoryStore(path)
    assert (store.notice, store.keep(record(1)).row.result()) == ("", 1)
    store.close()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["h", "mine"]


def test_windows_that_start_at_the_same_moment_share_one_new_history(tmp_path: Path) -> None:
    assert _started_at_once(tmp_path / "h") == [""] * 6


@pytest.mark.parametrize("moment", range(9))
def test_another_window_may_make_the_history_between_any_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    assert _interrupted(tmp_path / "h", moment, monkeypatch) == ["", ""]


def test_another_window_may_set_a_file_aside_that_this_one_has_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "h").write_bytes(b"no database" * 99)
    other, this = _interrupted(tmp_path / "h", 0, monkeypatch)
    assert "kept as h.broken-1" in other
    assert this == ""
    assert not (tmp_path / "h.broken-2").exists()


def test_another_window_may_move_the_logs_of_this_one_away_with_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WithoutLogs(Connection):
        """Answers as SQLite does once its logs are gone."""

        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                monkeypatch.undo()
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            return super().execute(sql, *given)

    monkeypatch.setattr(connection, "Connection", WithoutLogs)
    assert prepare(tmp_path / "h") == ""


def test_a_statement_in_the_file_that_is_no_text_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "h"
    store = HistoryStore(path)
    store.keep(record(1)).row.result()
    store.close()
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE tick (", b"CREATE TABLE tick \xa1"))
    store = HistoryStore(path)
    assert "kept as h.broken-1" in store.notice
    assert store.count() == 1
    store.close()


def test_windows_that_find_the_same_damage_set_it_aside_once(tmp_path: Path) -> None:
    path = tmp_path / "h"
    path.write_bytes(b"no database" * 99)
    said = _started_at_once(path)
    assert sorted(said)[:5] == [""] * 5
    assert "kept as h.broken-1" in sorted(said)[5]
    assert [found.name for found in tmp_path.glob("*broken*")] == ["h.broken-1"]
    store = HistoryStore(path)
    assert store.keep(record(1)).row.result() == 1
    store.close()


def _interrupted(path: Path, moment: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a window is told that starts just before a step of this one, and then this one."""
    steps, said = count(), list[str]()

    class Interrupted(Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            if next(steps) == moment and not self.in_transaction:
                monkeypatch.undo()
                said.append(prepare(path))
            return super().execute(sql, *given)

    monkeypatch.setattr(connection, "Connection", Interrupted)
    said.append(prepare(path))
    return said


def _started_at_once(path: Path) -> list[str]:
    """What each of six windows is told."""
    barrier, said = threading.Barrier(6), list[str]()

    def start() -> None:
        barrier.wait()
        said.append(prepare(path))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_a_folder_that_cannot_be_used_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreFailed, match="could not be read or written"):
        prepare(tmp_path / "file" / "h")
    with pytest.raises(StoreFailed, match="could not be opened"):
        prepare(tmp_path / "folder")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked by another program"),
        (sqlite3.SQLITE_IOERR_WRITE, "Check the disk"),
        (sqlite3.SQLITE_TOOBIG, "too large"),
        (sqlite3.SQLITE_ERROR, r"could not be used \(why\)"),
    ],
)
def test_each_refusal_has_a_sentence(tmp_path: Path, code: int, words: str) -> None:
    error = sqlite3.OperationalError("why")
    error.sqlite_errorcode = code
    with pytest.raises(StoreFailed, match=words):
        raise failed(error, tmp_path / "h")


def test_a_history_that_needs_nothing_opens_while_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        store = HistoryStore(path)
        assert (store.notice, store.count()) == ("", 0)
        other.execute("ROLLBACK")
    store.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that is opened from now on."""
    found: list[sqlite3.Connection] = []

    class Known(Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            found.append(self)

    monkeypatch.setattr(connection, "Connection", Known)
    return found


def _is_open(db: sqlite3.Connection) -> bool:
    try:
        return db.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False


def test_a_connection_whose_file_is_not_a_database_is_closed_at_once(
    tmp_path: Path, opened: list[sqlite3.Connection]
) -> None:
    (tmp_path / "h").write_bytes(b"no database" * 99)
    with pytest.raises(sqlite3.DatabaseError):
        connect(tmp_path / "h", 1)
    assert [_is_open(db) for db in opened] == [False]


@pytest.mark.parametrize("failing", ["first connection", "writer's thread"])
def test_a_history_that_fails_to_open_leaves_no_connection_open(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: list[sqlite3.Connection],
    failing: str,
) -> None:
    prepare(tmp_path / "h")
    opened.clear()
    if failing == "writer's thread":

        def refuse(_thread: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading.Thread, "start", refuse)
    else:

        def full(path: Path, patience: float = 0) -> sqlite3.Connection:
            with pytest.raises(sqlite3.Error):
                connect(path.parent, patience)  # a folder: opened, and refused by the first pragma
            raise sqlite3.OperationalError("why")

        where = "convert_console.services.history.reader.connect_to_read"
        monkeypatch.setattr(where, full)
    with pytest.raises((StoreFailed, RuntimeError)):
        HistoryStore(tmp_path / "h")
    assert not any(map(_is_open, opened))


@pytest.mark.skipif(os.name != "posix", reason="Windows tells a full disk by itself")
@pytest.mark.parametrize(("free", "word"), [(10, "disk is full"), (1_000, "Check the disk")])
def test_a_disk_too_full_to_open_a_file_is_reported_as_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, word: str
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free, f_frsize=4096))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    assert word in str(failed(error, tmp_path / "h"))


# The tables of the history.

SHEET, CELL = LedgerScope(SHOP, "all", "away"), Cell("1", "2", "5")
TICK = Tick(Figures(4, Decimal("0.30"), 3, 2), 9.0)


def test_a_history_of_any_version_gets_the_tables_of_a_new_one(tmp_path: Path) -> None:
    prepare(tmp_path / "new")
    for version in range(1, VERSION):
        of_version(tmp_path / f"{version}", version)
        prepare(tmp_path / f"{version}")
        assert _tables(tmp_path / f"{version}") == _tables(tmp_path / "new")


def _tables(path: Path) -> dict[str, object]:
    """The version, and what SQLite says of each table, or the statement that made anything else."""
    with closing(connect(path, 1)) as db:
        found: dict[str, object] = {"": db.execute("PRAGMA user_version").fetchone()}
        schema = db.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
        for kind, name, sql in schema:
            columns = db.execute("SELECT * FROM pragma_table_xinfo(?)", (name,)).fetchall()
            options = db.execute("SELECT type, wr, strict FROM pragma_table_list(?)", (name,))
            table = columns, options.fetchall()
            found[name] = table if kind == "table" else " ".join((sql or "").split())
        (found["words"],) = (" ".join(sql.split()) for _, name, sql in schema if name == "words")
    return found


def test_the_word_index_agrees_with_the_rows_after_every_kind_of_change(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    ids = [store.keep(record(n)).row.result() for n in range(5)]
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
        for column in ("verdict", "vid", "status", "profile_id", "method"):
            query = f"SELECT * FROM entry WHERE {column} = ? ORDER BY id DESC"
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", ("x",)))
            assert f"entry_{column}" in plan
            assert "TEMP B-TREE" not in plan
        query = "SELECT * FROM entry WHERE profile = ? AND profile_id = ? ORDER BY id DESC"
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}", ("x", "y")))
        assert "entry_profile" in plan and "TEMP B-TREE" not in plan


def test_a_history_of_the_first_version_gets_the_ticks_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 1, rows=3)
    store = HistoryStore(path)
    assert store.notice == ""
    assert [row.id for row in store.newest(9)] == [3, 2, 1]
    save_tick(store, SHEET, CELL, TICK).result()
    assert ticks_of(path, SHEET) == {CELL: TICK}
    store.close()


def test_a_history_without_names_takes_some_and_its_word_index_stays_sound(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 2, rows=3)
    store = HistoryStore(path)
    before = store.exchange(1)
    assert before is not None and before.names == ()
    new = record(9)
    named = new._replace(exchange=new.exchange._replace(names=(("goal", "100300301", "Käufe"),)))
    store.keep(named).row.result()
    assert store.exchange(4) == named.exchange
    assert [row.id for row in store.newest(9, Filter(words="käufe"))] == [4]
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
    broken = ((*MIGRATIONS[0], "CREATE TABLE tick (again)"), *MIGRATIONS[1:])
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", broken)
        with pytest.raises(StoreFailed):
            prepare(path)
    with closing(connect(path, 1)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT name FROM sqlite_schema WHERE name = 'tick'").fetchall() == []
    assert prepare(path) == ""


def test_a_history_of_what_came_in_becomes_one_list(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 7, rows=4)
    with closing(connect(path, 1)) as db:
        db.execute("UPDATE entry SET verdict = 'inbound-bot' WHERE id = 2")
        db.execute("UPDATE entry SET deleted_at = 1 WHERE id = 4")
    store = HistoryStore(path)
    assert [(row.source, row.peer) for row in store.newest(9)] == [
        ("sent", "This machine"),
        ("collector", ""),
        ("sent", "This machine"),
    ]
    assert (store.count(), store.count(sent_only=True)) == (3, 2)
    received = store.exchange(2)
    assert received is not None
    assert (received.source, received.inbound, received.outcome) == ("collector", "bot", None)
    store.close()


def test_rows_of_before_pages_were_watched_have_no_way_of_sending(tmp_path: Path) -> None:
    path = tmp_path / "h"
    of_version(path, 10, rows=2)
    store = HistoryStore(path)
    assert [row.call for row in store.newest(9)] == ["", ""]
    exchange = store.exchange(1)
    assert exchange is not None
    assert (exchange.call, exchange.called_from, exchange.unreadable) == ("", "", ())
    store.close()
