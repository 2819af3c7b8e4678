"""Rows are read around the position that is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.history.row import unsaved_row
from convert_console.models.history.row_cache import CACHED, PAGE, RowCache
from convert_console.models.history.row_order import RowOrder, ranges
from convert_console.services.history.store import HistoryStore
from support.exchanges import record
from support.histories import open_copy, prepare


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("prepared"), map(record, range(501)))


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Iterator[HistoryStore]:
    made = open_copy(prepared, tmp_path)
    yield made
    made.close()


@pytest.fixture
def cache(store: HistoryStore) -> RowCache:
    made = RowCache(store)
    made.order.reset_unknown(501)
    return made


def uid(cache: RowCache, place: int) -> str:
    row = cache.row(place)
    return row.uid if row else ""


def test_a_row_whose_id_is_unknown_is_found_by_its_position(cache: RowCache) -> None:
    assert [uid(cache, position) for position in (500, 0, 250)] == ["uid-0", "uid-500", "uid-250"]
    assert cache.order.id_at(250) == 251
    assert cache.ids_at([7, 8]) == [494, 493]
    assert uid(cache, 501) == uid(cache, -1) == ""


def test_rows_that_came_since_do_not_shift_those_that_are_unknown(
    cache: RowCache, store: HistoryStore
) -> None:
    store.keep(record(501)).row.result()
    assert uid(cache, 400) == "uid-100"


def test_neighbours_are_read_in_one_go(cache: RowCache, store: HistoryStore) -> None:
    cache.order.reset(array("q", range(501, 0, -1)))
    assert uid(cache, 300) == "uid-200"
    store.close()
    assert uid(cache, 300 + PAGE // 2) == f"uid-{200 - PAGE // 2}"
    assert uid(cache, 300 - PAGE // 8) == f"uid-{200 + PAGE // 8}"
    assert uid(cache, 0) == ""
    assert cache.error


def test_a_row_deleted_meanwhile_is_none(cache: RowCache, store: HistoryStore) -> None:
    cache.order.reset(array("q", range(501, 0, -1)))
    store.delete([501]).result()
    assert cache.row(0) is None
    assert uid(cache, 1) == "uid-499"


def test_only_so_many_rows_are_kept_rows(cache: RowCache, store: HistoryStore) -> None:
    rows = store.newest(501)
    for _ in range(2 * CACHED // 501 + 1):
        cache.remember(rows)
    assert len(cache._rows) <= CACHED
    cache.clear()
    assert not cache._rows


# Which row stands at which place.

UNDER_WAY = unsaved_row(record(1))


def ids(order: RowOrder) -> list[int]:
    return [order.id_at(position) for position in range(len(order))]


def of(*found: int) -> RowOrder:
    made = RowOrder()
    made.reset(array("q", found))
    return made


def test_more_ids_than_there_are_order_make_no_more() -> None:
    order = RowOrder()
    order.reset_unknown(3)
    order.set_ids(2, [1, 0])
    order.remove(0, 0)
    assert ids(order) == [0, 1]
    order.set_ids(1, [1, 0])
    order.set_ids(5, [7])
    assert ids(order) == [0, 1]


def test_new_rows_are_above_later_ones_and_those_above_what_was_found() -> None:
    order = of(3, 2, 1)
    order.add_newer([4, 5])
    order.top = [UNDER_WAY, UNDER_WAY._replace(id=6)]
    assert ids(order) == [0, 6, 5, 4, 3, 2, 1]
    assert (len(order), order.saved, order.found_count, order.index_in_found(4)) == (7, 6, 3, 0)
    order.release_top()
    assert ids(order) == [0, 6, 5, 4, 3, 2, 1]
    assert [row.id for row in order.top] == [0]
    assert order.ids_from(0, 3) == [6, 5]


def test_later_requests_are_counted_even_after_rows_are_removed() -> None:
    order = of(3, 2, 1)
    order.add_newer([4, 5])
    order.top = [UNDER_WAY]
    assert order.new == 3
    order.remove(1, 1)
    assert (ids(order), order.new) == ([0, 4, 3, 2, 1], 2)
    order.remove(1, 2)
    assert (ids(order), order.new) == ([0, 2, 1], 1)
    order.reset(array("q", [1]))
    assert (ids(order), order.new) == ([0, 1], 1)


def test_a_million_unknown_order_are_counted_named_and_then_known() -> None:
    order = RowOrder()
    order.reset_unknown(1_000_000)
    assert (len(order), order.complete, order.id_at(999_999)) == (1_000_000, False, 0)
    order.set_ids(999_998, [2, 1])
    assert order.ids_from(999_990, 99) == [2, 1]
    assert not order.complete_with(array("q", [1]))
    assert order.complete_with(array("q", range(1_000_000, 0, -1)))
    assert (order.complete, order.id_at(0)) == (True, 1_000_000)


def test_rows_can_be_taken_out_while_others_are_still_unknown() -> None:
    order = RowOrder()
    order.reset_unknown(5)
    order.set_ids(0, [9, 8])
    order.remove(1, 1)
    assert (ids(order), order.complete) == ([9, 0, 0, 0], False)
    order.set_ids(2, [4])
    assert ids(order) == [9, 0, 4, 0]


def test_running_requests_stay_during_a_new_search() -> None:
    order = of(3)
    order.top = [UNDER_WAY, UNDER_WAY._replace(id=4)]
    order.reset(array("q", [7, 6]))
    order.extend(array("q", [5]))
    assert ids(order) == [0, 7, 6, 5]


@given(st.lists(st.integers(1, 99), unique=True), st.data())
def test_what_is_taken_out_comes_back_where_it_was(found: list[int], data: st.DataObject) -> None:
    found.sort(reverse=True)
    order = of(*found)
    order.top = [UNDER_WAY]
    before = ids(order)
    order.add_newer([101, 102])
    before = ids(order)
    later = order.new
    gone = data.draw(st.sets(st.sampled_from(range(1, len(before)))))
    taken = []
    for first, last in reversed(list(ranges(sorted(gone)))):
        taken.append(order.range_of(first, last))
        order.remove(first, last)
    assert ids(order) == [row_id for position, row_id in enumerate(before) if position not in gone]
    order.add_newer([103])
    for removed in reversed(taken):
        order.insert(removed)
    assert ids(order) == [before[0], 103, *before[1:]]
    assert order.new == later + 1
    assert list(order.all_ids()) == [103, 102, 101, *found]


def test_a_row_from_above_one_under_way_comes_back_below_it() -> None:
    order = of(3, 2)
    order.top = [UNDER_WAY._replace(id=9), UNDER_WAY]
    removed = order.range_of(0, 0)
    order.remove(0, 0)
    order.insert(removed)
    assert (ids(order), order.new) == ([0, 9, 3, 2], 2)


def test_rows_on_top_can_be_taken_out_too() -> None:
    order = of(3, 2)
    order.top = [UNDER_WAY._replace(id=9), UNDER_WAY]
    order.remove(0, 0)
    assert ids(order) == [0, 3, 2]
