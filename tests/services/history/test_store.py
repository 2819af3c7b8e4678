"""The history, kept and found again."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record
from convert_console.services.history.database import prepare
from convert_console.services.history.reader import SearchConnections
from convert_console.services.history.store import HistoryStore, Limits
from convert_console.services.storage.files import StoreFailed
from support.exchanges import record

TESTS = Path(__file__).parents[2]


def run(script: str, path: Path) -> subprocess.Popen[str]:
    """Start a process that works on a history of ours."""
    head = f"import sys; sys.path.insert(0, {str(TESTS)!r})\n"
    head += "from support.exchanges import record\n"
    head += "from convert_console.services.history.store import *\nfrom pathlib import Path\n"
    return subprocess.Popen(
        [sys.executable, "-c", f"{head}store = HistoryStore(Path({str(path)!r}))\n{script}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_everything_is_restored_after_a_restart(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    kept = [record(n, vid=f"v{n}") for n in range(20)]
    ids = [store.keep(one).row.result() for one in kept]
    rows = store.newest(99)
    store.close()
    again = HistoryStore(tmp_path / "h")
    assert again.newest(99) == rows
    assert [again.exchange(row_id) for row_id in ids] == [one.exchange for one in kept]
    assert again.count() == 20
    again.close()


def test_an_exchange_that_is_not_there_is_none(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    assert store.exchange(7) is None
    assert store.newest(9) == store.rows_at(0, 9) == store.rows([]) == ()
    assert store.count() == 0
    store.close()


def test_two_windows_share_a_history_and_see_each_other_s_rows(tmp_path: Path) -> None:
    one, two = HistoryStore(tmp_path / "h"), HistoryStore(tmp_path / "h")
    seen = two.version()
    futures = [store.keep(record(n)).row for n, store in enumerate((one, two) * 50)]
    ids = {future.result() for future in futures}
    assert len(ids) == 100
    assert one.count() == two.count() == 100
    assert two.version() != seen
    assert [row.id for row in one.newest(2)] == [100, 99]
    one.close()
    two.keep(record(100)).row.result()
    two.close()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 exists on POSIX systems only")
def test_what_was_confirmed_survives_the_kill_that_follows(tmp_path: Path) -> None:
    process = run(
        "store.keep(record(1)).row.result()\nprint('kept', flush=True)\n"
        "for n in range(2, 999): store.keep(record(n)).row\nsys.stdin.read()",
        tmp_path / "h",
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "kept\n"
    process.kill()
    process.communicate()
    store = HistoryStore(tmp_path / "h")
    assert store.notice == ""
    assert store.exchange(1) == record(1).exchange
    assert store.count() == len(store.ids())
    assert store.keep(record(1000)).row.result() > 1
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="a limit on file sizes exists on POSIX systems only")
def test_a_disk_without_room_is_reported_and_the_history_stays_usable(tmp_path: Path) -> None:
    process = run(
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store.keep(record(1)).row.result()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))\n"
        "try: store.keep(record(2, document='x' * 900_000)).safe.result()\n"
        "except StoreFailed as why: print(why)\n"
        "print(store.count(), len(store.newest(9)))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "print(store.keep(record(3)).row.result(), store.count())\n"
        "store.close()",
        tmp_path / "h",
    )
    words, _ = process.communicate()
    sentence, *numbers = words.splitlines()
    assert "disk" in sentence.lower()
    assert numbers == ["1 1", "3 3"], "what had no room has come in"


def test_a_window_may_read_while_a_thread_closes_the_history(tmp_path: Path) -> None:
    """A timer of a window that closes did: two threads in one connection crash SQLite."""
    reader = HistoryStore(tmp_path / "h")
    reader.keep(record(1)).row.result()
    for _ in range(200):
        store = HistoryStore(tmp_path / "h")
        closing = threading.Thread(target=store.close)
        closing.start()
        with suppress(StoreFailed):
            while True:
                assert store.newest(1)
        closing.join()
    reader.close()


def test_a_closed_history_refuses_in_a_sentence(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    store.close()
    store.close()
    with pytest.raises(StoreFailed):
        store.newest(1)
    with pytest.raises(StoreFailed):
        store.keep(record(1)).row.result()


def test_a_coroutine_can_wait_for_a_row_to_be_kept(tmp_path: Path) -> None:
    async def keep(store: HistoryStore) -> int:
        return await asyncio.wrap_future(store.keep(record(1)).row)

    store = HistoryStore(tmp_path / "h")
    assert asyncio.run(keep(store)) == 1
    store.close()


def test_fifty_thousand_rows_are_reached_from_both_ends_without_a_gap(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    ids = [future.result() for future in [store.keep(record(n)).row for n in range(1000)]]
    # The rest is copied by SQLite, since how the rows came there does not matter here.
    columns = "sent_at, profile, method, verdict, failure, seconds, events, goals, products, vid"
    copy = f"INSERT INTO entry (uid, {columns}) SELECT uid || '-' || ?, {columns} FROM entry"
    store._writer.submit(
        lambda db: db.executemany(f"{copy} WHERE id <= 1000", [(n,) for n in range(49)])
    ).result()
    store.delete(ids[10:20]).result()
    whole = list(store.ids())
    assert len(whole) == store.count() == 49_990
    for offset in (0, 1, 24_990, 24_999, 48_950, 49_980, 49_989, 49_990, 60_000):
        found = [row.id for row in store.rows_at(offset, 50)]
        assert found == whole[offset : offset + 50]
    assert [row.id for row in store.newest(7_000)] == whole[:7_000]
    assert len(store.rows(whole[:1234])) == 1234
    store.close()


# Connections that searches take turns in.


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[SearchConnections]:
    prepare(tmp_path / "h")
    made = SearchConnections(tmp_path / "h")
    yield made
    made.close()


def temporary(db: sqlite3.Connection) -> list[tuple[str]]:
    return db.execute("SELECT name FROM sqlite_temp_schema").fetchall()


def test_the_next_search_gets_the_same_connection_with_nothing_left_on_it(
    readers: SearchConnections,
) -> None:
    with readers.connection() as first:
        first.execute("BEGIN")
        first.execute("CREATE TEMP TABLE found (id)")
        first.execute("CREATE VIRTUAL TABLE temp.savour USING fts5(text)")
        first.set_progress_handler(lambda: 1, 1)
    with readers.connection() as second:
        assert second is first
        assert not second.in_transaction
        assert temporary(second) == []


def test_searches_at_the_same_time_have_one_each(readers: SearchConnections) -> None:
    with readers.connection() as first, readers.connection() as second:
        assert second is not first


def test_a_connection_that_cannot_be_reset_is_dropped(readers: SearchConnections) -> None:
    with readers.connection() as first:
        first.execute("CREATE TEMP TABLE found AS SELECT 1 UNION SELECT 2")
        reading = first.execute("SELECT * FROM temp.found")
        reading.fetchone()
    with readers.connection() as second:
        assert second is not first


def test_a_connection_returned_after_the_end_is_closed(tmp_path: Path) -> None:
    prepare(tmp_path / "h")
    readers = SearchConnections(tmp_path / "h")
    with readers.connection() as db:
        readers.close()
        db.execute("SELECT 1")
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")


def received(number: int, **more: Any) -> Record:
    made = record(number, outcome=None, verdict="inbound-accepted", **more)
    return made._replace(exchange=made.exchange._replace(inbound="accepted", source="collector"))


def test_what_was_received_is_kept_together_and_has_a_limit_of_its_own(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    store.keep(record(0)).row.result()
    assert store.append_received([received(number) for number in range(1, 8)], 1e9).result() == 7
    assert (store.count(), store.count(sent_only=True)) == (8, 1)
    store.update(2, starred=True).result()
    assert store.expire_received(3).result() == 3
    assert [row.uid for row in store.newest(9)] == ["uid-7", "uid-6", "uid-5", "uid-1", "uid-0"]
    assert store.expire(Limits(count=1)).result() == 0, "received ones do not count"
    store.delete([1]).result()
    assert (store.count(), store.count(sent_only=True)) == (4, 0)
    store.restore([1]).result()
    store.recount().result()
    assert (store.count(), store.count(sent_only=True)) == (5, 1)
    assert [row.uid for row in store.rows_at(0, 5, sent_only=True)] == ["uid-0"]
    store.close()


def test_what_the_console_has_sent_itself_is_kept_once(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    sent = record(1)._replace(exchange=record(1).exchange._replace(sent_at=100.0))
    store.begin(sent).row.result()
    arrived = received(1)._replace(exchange=received(1).exchange._replace(id="in-1"))
    again = received(1)._replace(exchange=received(1).exchange._replace(id="in-2"))
    other = received(2)._replace(exchange=received(2).exchange._replace(id="in-3"))
    assert store.append_received([arrived, again, other], 50.0).result() == 2
    assert [row.uid for row in store.newest(9)] == ["in-3", "in-2", "uid-1"]
    assert (
        store.append_received(
            [arrived._replace(exchange=arrived.exchange._replace(id="in-4"))], 50.0
        ).result()
        == 1
    ), "one send arrives once"
    store.close()


def test_rows_are_found_by_source_page_and_problem(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / "h")
    store.keep(record(0)).row.result()
    page = "https://Shop.example/checkout"
    from_page = received(1)._replace(exchange=received(1).exchange._replace(page=page))
    store.append_received([from_page, received(2)], 1e9).result()
    store.judge({1: ["amount"], 2: [], 3: ["amount", "goal"]}).result()

    def found(**wanted: Any) -> list[str]:
        by_page = [row.uid for row in store.newest(9, Filter(**wanted))]
        by_search = list(store.ids(Filter(**wanted)))
        assert [row.uid for row in store.rows(by_search)] == by_page
        return by_page

    assert found(source="sent") == ["uid-0"]
    assert found(source="collector") == ["uid-2", "uid-1"]
    assert found(source="page") == []
    assert found(page="shop.example/check") == ["uid-1"]
    assert found(problem="amount") == ["uid-2", "uid-0"]
    assert found(problem="amount", source="collector") == ["uid-2"]
    assert found(problem="goal", goal="100300301", words="hitGoal") == ["uid-2"]
    assert found(problem="none") == ["uid-1"]
    assert found(problem="any") == ["uid-2", "uid-0"]
    assert found(verdict="accepted") == ["uid-2", "uid-1", "uid-0"]
    assert found(verdict="accepted", source="sent") == ["uid-0"]
    assert store.rows([3])[0].rules == ("amount", "goal")
    store.delete([3]).result()
    store.purge(time.time() + 1).result()
    assert found(problem="amount") == ["uid-0"]
    assert store._read("SELECT count(*) FROM entry_problem") == [(1,)]
    store.close()
