"""What can still be read of a damaged history is in the new one."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.services.history import database
from convert_console.services.history.store import HistoryStore, StoreFailed
from convert_console.services.ledger.ledger import ticks_of
from support.corrupting import KINDS, PAGE, SHEET, copied, corrupt, lived_in, readable, used
from support.exchanges import record
from support.waiting import until

ROWS = 120
PATIENCE = 60.0


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two that people have used; the second one's last rows are in its write-ahead log."""
    folder = tmp_path_factory.mktemp("histories")
    lived_in(folder / "closed", ROWS)
    lived_in(folder / "killed", ROWS, logged=40)
    return [folder / "closed", folder / "killed"]


def hurt_page(path: Path, name: str) -> None:
    """Fill the first page of a table or an index with rubbish."""
    with closing(sqlite3.connect(path)) as db:
        of = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = db.execute(of, (name,)).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xaa" * 4096)


def suspect(path: Path) -> None:
    """Have the next start look at every page, as after damage was met."""
    path.with_name(f"{path.name}-check").touch()


@pytest.mark.parametrize("seed", range(3 * len(KINDS)))
def test_whatever_happens_to_the_file_no_row_is_lost_that_sqlite_can_read(
    tmp_path: Path, histories: list[Path], seed: int
) -> None:
    chance = random.Random(seed)
    path = copied(chance.choice(histories), tmp_path / "console" / "h")
    kind = corrupt(path, chance)
    before = readable(path, tmp_path)
    for start in range(3):  # damage that the first one meets is looked into by the next
        with closing(HistoryStore(path)) as store:
            used(store)
            with suppress(StoreFailed):
                store.keep(record(1_000 + start)).safe.result(PATIENCE)
    after = readable(path, tmp_path)
    for row_id, values in before.exchanges.items():
        if values[0] == b"http://127.0.0.1:8765/track":
            assert after.exchanges.get(row_id) == values, (kind, row_id)
    for row_id, values in before.entries.items():
        if values[0] == f"uid-{row_id - 1}".encode():
            assert row_id in after.entries, (kind, row_id)
            assert after.entries[row_id][1:] == values[1:], (kind, row_id)


def test_ids_stars_notes_deletions_and_ticks_are_kept_and_the_damaged_file_too(
    tmp_path: Path, histories: list[Path]
) -> None:
    path = copied(histories[0], tmp_path / "h")
    hurt_page(path, "entry_vid")
    before = readable(path, tmp_path)
    content = path.read_bytes()
    suspect(path)
    with closing(HistoryStore(path)) as store:
        assert "kept as h.broken-1" in store.notice
        assert f"{ROWS} rows of it could be read and are in the new one: all" in store.notice
        assert len(ticks_of(path, SHEET)) == 20
        assert store.keep(record(7_777)).row.result() == ROWS + 1
        assert len(store.newest(9, Filter(words="note 8"))) >= 1
        assert len(store.ids(Filter(goal="3"))) > 9
    after = readable(path, tmp_path)
    assert {key: after.entries[key] for key in before.entries} == before.entries
    assert {key: after.exchanges[key] for key in before.exchanges} == before.exchanges
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO words(words) VALUES ('integrity-check')")
        counted = db.execute("SELECT count(*) FROM entry WHERE deleted_at IS NULL").fetchall()
        assert db.execute("SELECT live FROM tally").fetchall() == counted
    assert (tmp_path / "h.broken-1").read_bytes() == content
    assert sorted(one.name for one in tmp_path.iterdir()) == ["h", "h.broken-1", "h.lock"]


def test_rows_with_only_a_readable_exchange_are_kept_and_reported_as_unreadable(
    tmp_path: Path, histories: list[Path]
) -> None:
    path = copied(histories[0], tmp_path / "h")
    hurt_page(path, "entry")
    before = readable(path, tmp_path)
    assert not before.entries
    suspect(path)
    with closing(HistoryStore(path)) as store:
        assert f"{ROWS} rows of it could be read" in store.notice
        rows = store.newest(ROWS + 1)
        assert len(rows) == ROWS
        assert all(row.unreadable for row in rows)
        assert rows[0].summary.events == "tr"
        assert rows[0].summary.vid == f"v{(ROWS - 1) % 40}"
        exchange = store.exchange(rows[0].id)
        assert exchange is not None
        assert exchange.request.url == "http://127.0.0.1:8765/track"
        assert len(store.ids()) == ROWS
        assert len(store.newest(ROWS + 1, Filter(words="tr"))) == ROWS


@pytest.mark.parametrize("other", ["tally", "unowned"])
@pytest.mark.parametrize("table", ["entry", "roundtrip"])
def test_a_row_of_another_table_with_the_same_id_does_not_take_the_place_of_a_row(
    tmp_path: Path, histories: list[Path], table: str, other: str
) -> None:
    path = copied(histories[0], tmp_path / "h")
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        roots = dict(db.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    root = (roots[table] - 1) * PAGE
    assert content[root] == 5  # it has pages of rows below it
    pages = [roots[other]]
    for pointer in (root + 12, root + 14):
        cell = root + int.from_bytes(content[pointer : pointer + 2], "big")
        pages.append(int.from_bytes(content[cell : cell + 4], "big"))
    places = [slice((page - 1) * PAGE, page * PAGE) for page in pages]
    moved = [bytes(content[place]) for place in places]
    for place, page in zip(places[1:] + places[:1], moved, strict=True):
        content[place] = page
    before = readable(copied(histories[0], tmp_path / "whole"), tmp_path)
    path.write_bytes(content)  # a search for the first id finds the row of the other table
    suspect(path)
    with closing(HistoryStore(path)) as store:
        assert "kept as h.broken-1" in store.notice
    after = readable(path, tmp_path)
    assert after.entries[1] == before.entries[1]
    assert after.exchanges[1] == before.exchanges[1]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO words(words) VALUES ('integrity-check')")


def test_a_table_that_the_description_lacks_is_damage_and_the_rest_is_taken_over(
    tmp_path: Path, histories: list[Path]
) -> None:
    path = copied(histories[0], tmp_path / "h")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_schema WHERE name = 'roundtrip_added'")
    with closing(HistoryStore(path)) as store:
        assert f"{ROWS} rows of it could be read" in store.notice
        assert len(store.newest(ROWS + 1, Filter(words="tr"))) > ROWS // 2


def test_work_postponed_at_the_start_follows_while_the_user_works(
    tmp_path: Path, histories: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "AT_START_SECONDS", 0.0)
    path = copied(histories[0], tmp_path / "h")
    hurt_page(path, "entry_vid")
    suspect(path)
    with closing(HistoryStore(path)) as store:
        assert "the older ones follow while you work" in store.notice
        assert store.keep(record(7_777)).row.result() == ROWS + 1
        news = until(lambda: store.news)
        assert f"{ROWS} rows of it could be read and are in the new one: all" in news
        assert store.news == ""
        assert len(readable(path, tmp_path).entries) == ROWS + 1


SLOWLY = """
import sys, time
from pathlib import Path
import convert_console.services.history.database as history_database
import convert_console.services.history.salvage as history_salvage
history_salvage.SLICE = 5
look = history_salvage._Salvage.step
def step(this, position):
    print(position.copied, flush=True)
    time.sleep(0.02)
    return look(this, position)
history_salvage._Salvage.step = step
history_database.AT_START_SECONDS = 60.0
history_database.prepare(Path(sys.argv[1]))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_kill_while_rows_are_taken_over_loses_none_of_them(
    tmp_path: Path, histories: list[Path]
) -> None:
    path = copied(histories[1], tmp_path / "h")
    hurt_page(path, "entry_vid")
    before = readable(path, tmp_path)
    suspect(path)
    doomed = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    with doomed:
        assert doomed.stdout is not None
        for _ in range(6):
            doomed.stdout.readline()
        doomed.send_signal(signal.SIGKILL)
    assert path.with_name("h-salvage").exists()
    with closing(HistoryStore(path)) as store:
        assert "still being copied" in store.notice
        assert f"{ROWS} rows of it could be read" in store.notice
    after = readable(path, tmp_path)
    assert after.entries == before.entries
    assert after.exchanges == before.exchanges
    assert not path.with_name("h-salvage").exists()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff", b'["../../x", 9, 9, 9, 9, 9]', b"9" * 9999, b"[" * 9999]
)
def test_a_damaged_progress_note_is_ignored(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "h"
    HistoryStore(path).close()
    path.with_name("h-salvage").write_bytes(content)
    with closing(HistoryStore(path)) as store:
        assert (store.notice, store.keep(record(1)).row.result()) == ("", 1)
    assert not path.with_name("h-salvage").exists()
