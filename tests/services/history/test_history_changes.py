"""Changes to the history."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services.history.store import Filter, HistoryStore, Limits
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "h")
    yield store
    store.close()


def test_the_same_exchange_twice_makes_one_row(store: HistoryStore) -> None:
    first = store.append(record(1)).result()
    store.append(record(2)).result()
    assert store.append(record(1)).result() == first
    assert store.count() == 2


def test_a_star_and_a_note_are_set_apart_and_the_note_s_words_follow(store: HistoryStore) -> None:
    row_id = store.append(record(1)).result()
    store.update(row_id, starred=True).result()
    store.update(row_id, note="first \ud800\0").result()
    (row,) = store.rows([row_id])
    assert (row.starred, row.note) == (True, "first \ud800\0")
    store.update(row_id, note="second").result()
    store.update(row_id, starred=False).result()
    (row,) = store.rows([row_id])
    assert (row.starred, row.note) == (False, "second")
    assert (len(store.search("second", 9)), len(store.search("first", 9))) == (1, 0)


def test_a_deletion_hides_counts_and_can_be_undone(store: HistoryStore) -> None:
    ids = [store.append(record(n)).result() for n in range(4)]
    assert store.delete([*ids[:2], 99]).result() == 2
    assert store.delete(ids[:2]).result() == 0
    assert store.count() == 2
    assert store.rows(ids[:1]) == ()
    assert store.restore(ids).result() == 2
    assert store.count() == 4
    assert [row.id for row in store.newest(9)] == ids[::-1]


def test_purging_forgets_for_good_only_what_was_deleted_before(store: HistoryStore) -> None:
    ids = [store.append(record(n)).result() for n in range(3)]
    store.delete(ids[:2]).result()
    assert store.purge(before=1.0).result() == 0
    assert store.purge(before=9e9, limit=1).result() == 1
    assert store.purge(before=9e9, limit=1).result() == 1
    assert store.restore(ids).result() == 0
    assert store.exchange(ids[0]) is None
    assert list(store.ids(Filter(goal="100300301"))) == ids[2:]
    assert store.count() == 1


def test_an_id_is_never_given_twice(store: HistoryStore) -> None:
    last = store.append(record(1)).result()
    store.delete([last]).result()
    store.purge(before=9e9).result()
    assert store.append(record(2)).result() > last


def test_the_oldest_rows_beyond_a_number_expire_slice_by_slice(store: HistoryStore) -> None:
    ids = [store.append(record(n)).result() for n in range(10)]
    store.update(ids[0], starred=True).result()
    assert store.expire(Limits(count=4), slice_of=3).result() == 3
    assert store.expire(Limits(count=4), slice_of=3).result() == 2
    assert store.expire(Limits(count=4), slice_of=3).result() == 0
    assert list(store.ids()) == [*ids[:5:-1], ids[0]]
    assert list(store.ids(Filter(goal="100300301"))) == list(store.ids())


def test_rows_older_than_a_time_expire_and_without_limits_none(store: HistoryStore) -> None:
    ids = [store.append(record(n)).result() for n in range(4)]
    assert store.expire(Limits()).result() == 0
    assert store.expire(Limits(count=99, before=2.0)).result() == 2
    assert list(store.ids()) == ids[:1:-1]
