"""The thread that writes."""

import sqlite3
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from convert_console.services.history.database import connect, prepare
from convert_console.services.history.session import Session
from convert_console.services.history.writer import Writer
from convert_console.services.storage.files import StoreFailed


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


def test_a_history_held_by_another_program_is_said_and_later_free_again(path: Path) -> None:
    writer = Writer(path, 0.05, Session(path))
    with closing(connect(path, 1)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="Another program holds the history"):
            writer.submit(lambda db: db.execute(_add("a"))).result()
        other.execute("ROLLBACK")
    assert writer.submit(lambda db: db.execute(_add("a")).rowcount).result() == 1
    writer.close()
