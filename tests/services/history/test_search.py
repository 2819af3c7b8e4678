"""Finding all ids of the history, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.history.search import FIRST, ORDERS, PART
from convert_console.services.history.store import Filter, HistoryStore, Search
from convert_console.services.storage.files import StoreFailed
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "h")
    yield store
    store.close()


def fill(store: HistoryStore, number: int) -> list[int]:
    kept = [store.append(record(n, vid=f"v{n % 7}")) for n in range(number)]
    return [future.result() for future in kept]


def found(store: HistoryStore, search: Search) -> list[int]:
    return [row_id for part in store.find(search) for row_id in part]


def test_rows_of_one_visitor_stand_together_the_newest_first(store: HistoryStore) -> None:
    ids = fill(store, 20)
    together = [ids[n] for last in range(6, -1, -1) for n in range(19, -1, -1) if n % 7 == last]
    assert found(store, Search(group="visitor")) == together
    accepted = Search(Filter(verdict="accepted"), group="visitor")
    assert found(store, accepted) == together


def test_a_group_comes_before_the_order(store: HistoryStore) -> None:
    ids = fill(store, 20)
    by_method = found(store, Search(order="method", group="visitor"))
    assert by_method == found(store, Search(group="visitor"))
    assert found(store, Search(order="method", group="day")) == ids[::-1]


def test_the_first_part_is_short_and_the_whole_is_newest_first(store: HistoryStore) -> None:
    ids = fill(store, FIRST + 50)
    parts = list(store.find(Search()))
    assert [len(part) for part in parts] == [FIRST, 50]
    assert PART > FIRST
    assert [row_id for part in parts for row_id in part] == ids[::-1]


def test_newer_and_older_rows_than_asked_for_are_left_out(store: HistoryStore) -> None:
    ids = fill(store, 10)
    assert found(store, Search(Filter(words="v3"), upto=ids[8])) == [ids[3]]
    assert found(store, Search(upto=ids[1])) == [ids[1], ids[0]]
    assert found(store, Search(after=ids[6], upto=ids[8])) == [ids[8], ids[7]]


def test_equal_rows_stand_newest_first_in_either_direction(store: HistoryStore) -> None:
    ids = fill(store, 9)
    up = found(store, Search(order="vid", descending=False))
    assert up[:4] == [ids[7], ids[0], ids[8], ids[1]]
    down = found(store, Search(order="vid"))
    assert down[-2:] == [ids[7], ids[0]]
    assert found(store, Search(descending=False)) == ids


def test_amounts_are_sorted_as_numbers(store: HistoryStore) -> None:
    amounts = ["9.5", "10.25", "-3"]
    for n, amount in enumerate(amounts):
        document = f'{{"ev":[{{"evt":"tr","r":{amount}}}]}}'
        store.append(record(n, document=document)).result()
    rows = store.rows(found(store, Search(order="revenue")))
    by_id = {row.id: row for row in rows}
    listed = [str(by_id[i].revenue) for i in found(store, Search(order="revenue"))]
    assert listed == ["10.25", "9.5", "-3"]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_finds_every_row_also_with_words(store: HistoryStore, order: str) -> None:
    ids = fill(store, 5)
    store.append(record(9, outcome=Failure("timeout", "t"), verdict="no-answer-timeout")).result()
    store.append(record(10, outcome=Answer(301, "Moved", (), b"", 0))).result()
    assert len(found(store, Search(order=order))) == 7
    assert found(store, Search(Filter(words="v2"), order=order)) == [ids[2]]


def test_a_search_that_is_no_longer_wanted_ends_and_says_nothing(store: HistoryStore) -> None:
    # Copied by SQLite: there must be more work than SQLite does between two questions.
    fill(store, 500)
    columns = "sent_at, profile, method, verdict, failure, seconds, events, goals, products, vid"
    copy = f"INSERT INTO entry (uid, {columns}) SELECT uid || ?, {columns} FROM entry"
    copies = [(f"-{n}",) for n in range(40)]
    store._writer.submit(lambda db: db.executemany(f"{copy} WHERE id <= 500", copies)).result()
    assert list(store.find(Search(order="note"), stop=lambda: True)) == []


def test_a_history_that_cannot_be_read_says_so(tmp_path: Path, store: HistoryStore) -> None:
    fill(store, 1)
    store._writer.submit(lambda db: db.execute("ALTER TABLE entry RENAME TO other")).result()
    with pytest.raises(StoreFailed):
        list(store.find(Search()))


def test_the_profiles_are_listed_once_each(store: HistoryStore) -> None:
    assert store.profiles() == ()
    for n, name in enumerate(["Shop", "B", "Shop", "a"]):
        store.append(record(n, profile=name)).result()
    assert store.profiles() == ("B", "Shop", "a")
