"""The thread that writes."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from convert_console.core.history.filter_language import Filter
from convert_console.services.history.connection import connect
from convert_console.services.history.database import prepare
from convert_console.services.history.session import Session
from convert_console.services.history.store import HistoryStore, Limits
from convert_console.services.history.writer import Writer
from convert_console.services.storage.files import StoreFailed
from support.exchanges import record


def _add(uid: str) -> str:
    return (
        "INSERT INTO entry (uid, sent_at, profile, method, verdict, failure, seconds, events,"
        f" goals, products, vid) VALUES ('{uid}', 0, '', '', '', '', 0, '', '[]', 0, '')"
    )


def _insert(number: int, db: sqlite3.Connection) -> int | None:
    return db.execute(_add(str(number))).lastrowid


def _uids(path: Path) -> list[str]:
    with closing(connect(path, 1)) as db:
        return [uid for (uid,) in db.execute("SELECT uid FROM entry ORDER BY id")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    prepare(tmp_path / "h")
    return tmp_path / "h"


def test_closing_writes_what_still_waits_in_order(path: Path) -> None:
    writer = Writer(path, 1, Session(path))
    done = [writer.submit(partial(_insert, n)) for n in range(1200)]
    writer.close()
    assert all(future.done() for future in done)
    assert _uids(path) == [str(n) for n in range(1200)]


def test_after_closing_a_change_is_refused_in_a_sentence(path: Path) -> None:
    writer = Writer(path, 1, Session(path))
    writer.close()
    writer.close()
    with pytest.raises(StoreFailed, match="closed"):
        writer.submit(lambda db: db.execute(_add("late"))).result()


def test_a_change_that_cannot_be_written_takes_no_other_with_it(path: Path) -> None:
    writer = Writer(path, 1, Session(path))
    held: Future[None] = Future()
    writer.submit(lambda _: held.result())  # so that the next three share a commit
    first = writer.submit(lambda db: db.execute(_add("a")).lastrowid)
    wrong = writer.submit(lambda db: db.execute("INSERT INTO entry (uid) VALUES (NULL)"))
    last = writer.submit(lambda db: db.execute(_add("b")).lastrowid)
    held.set_result(None)
    assert (first.result(), last.result()) == (1, 2)
    with pytest.raises(StoreFailed, match="NOT NULL"):
        wrong.result()
    writer.close()
    assert _uids(path) == ["a", "b"]


def test_a_bug_in_a_change_is_raised_where_it_is_awaited_and_undoes_the_change(path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute(_add("half"))
        raise ZeroDivisionError

    writer = Writer(path, 1, Session(path))
    broken, whole = writer.submit(half), writer.submit(lambda db: db.execute(_add("a")).rowcount)
    with pytest.raises(ZeroDivisionError):
        broken.result()
    assert whole.result() == 1
    writer.close()
    assert _uids(path) == ["a"]


def test_a_change_that_waits_cannot_be_cancelled(path: Path) -> None:
    writer = Writer(path, 1, Session(path))
    done = writer.submit(lambda db: db.execute(_add("a")).rowcount)
    assert not done.cancel()
    writer.close()
    assert _uids(path) == ["a"]


def test_a_history_locked_by_another_program_is_reported_until_it_is_free(path: Path) -> None:
    writer = Writer(path, 0.05, Session(path))
    with closing(connect(path, 1)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="locked by another program"):
            writer.submit(lambda db: db.execute(_add("a"))).result()
        other.execute("ROLLBACK")
    assert writer.submit(lambda db: db.execute(_add("a")).rowcount).result() == 1
    writer.close()


# Changes to the history.


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "h")
    yield store
    store.close()


def test_the_same_exchange_twice_makes_one_row(store: HistoryStore) -> None:
    first = store.keep(record(1)).row.result()
    store.keep(record(2)).row.result()
    assert store.keep(record(1)).row.result() == first
    assert store.count() == 2


def test_a_star_and_a_note_are_set_apart_and_the_note_s_words_follow(store: HistoryStore) -> None:
    row_id = store.keep(record(1)).row.result()
    store.update(row_id, starred=True).result()
    store.update(row_id, note="first \ud800\0").result()
    (row,) = store.rows([row_id])
    assert (row.starred, row.note) == (True, "first \ud800\0")
    store.update(row_id, note="second").result()
    store.update(row_id, starred=False).result()
    (row,) = store.rows([row_id])
    assert (row.starred, row.note) == (False, "second")
    found = [len(store.newest(9, Filter(words=word))) for word in ("second", "first")]
    assert found == [1, 0]


def test_a_deletion_hides_counts_and_can_be_undone(store: HistoryStore) -> None:
    ids = [store.keep(record(n)).row.result() for n in range(4)]
    assert store.delete([*ids[:2], 99]).result() == 2
    assert store.delete(ids[:2]).result() == 0
    assert store.count() == 2
    assert store.rows(ids[:1]) == ()
    assert store.restore(ids).result() == 2
    assert store.count() == 4
    assert [row.id for row in store.newest(9)] == ids[::-1]


def test_purging_removes_only_what_was_deleted_before(store: HistoryStore) -> None:
    ids = [store.keep(record(n)).row.result() for n in range(3)]
    store.delete(ids[:2]).result()
    assert store.purge(before=1.0).result() == 0
    assert store.purge(before=9e9, limit=1).result() == 1
    assert store.purge(before=9e9, limit=1).result() == 1
    assert store.restore(ids).result() == 0
    assert store.exchange(ids[0]) is None
    assert list(store.ids(Filter(goal="100300301"))) == ids[2:]
    assert store.count() == 1


def test_an_id_is_never_given_twice(store: HistoryStore) -> None:
    last = store.keep(record(1)).row.result()
    store.delete([last]).result()
    store.purge(before=9e9).result()
    assert store.keep(record(2)).row.result() > last


def test_the_oldest_rows_beyond_a_number_expire_slice_by_slice(store: HistoryStore) -> None:
    ids = [store.keep(record(n)).row.result() for n in range(10)]
    store.update(ids[0], starred=True).result()
    assert store.expire(Limits(count=4), most=3).result() == 3
    assert store.expire(Limits(count=4), most=3).result() == 2
    assert store.expire(Limits(count=4), most=3).result() == 0
    assert list(store.ids()) == [*ids[:5:-1], ids[0]]
    assert list(store.ids(Filter(goal="100300301"))) == list(store.ids())


def test_rows_older_than_a_time_expire_and_without_limits_none(store: HistoryStore) -> None:
    ids = [store.keep(record(n)).row.result() for n in range(4)]
    assert store.expire(Limits()).result() == 0
    assert store.expire(Limits(count=99, before=2.0)).result() == 2
    assert list(store.ids()) == ids[:1:-1]
