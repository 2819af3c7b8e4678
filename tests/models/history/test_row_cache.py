"""Rows are read around the place that is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.models.history.row_cache import AT_HAND, STRETCH, HistoryReading, Places, runs
from convert_console.models.history.unsaved_row import row_before
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(500):
        made.append(record(number))
    made.append(record(500)).result()
    yield made
    made.close()


@pytest.fixture
def reading(store: HistoryStore) -> HistoryReading:
    made = HistoryReading(store)
    made.places.reset_unknown(501)
    return made


def uid(reading: HistoryReading, place: int) -> str:
    row = reading.row(place)
    return row.uid if row else ""


def test_a_row_whose_id_is_unknown_is_found_by_its_place(reading: HistoryReading) -> None:
    assert [uid(reading, place) for place in (500, 0, 250)] == ["uid-0", "uid-500", "uid-250"]
    assert reading.places.id_at(250) == 251
    assert reading.ids_at([7, 8]) == [494, 493]
    assert uid(reading, 501) == uid(reading, -1) == ""


def test_rows_that_came_since_do_not_shift_those_that_are_unknown(
    reading: HistoryReading, store: HistoryStore
) -> None:
    store.append(record(501)).result()
    assert uid(reading, 400) == "uid-100"


def test_neighbours_are_read_in_one_go(reading: HistoryReading, store: HistoryStore) -> None:
    reading.places.reset(array("q", range(501, 0, -1)))
    assert uid(reading, 300) == "uid-200"
    store.close()
    assert uid(reading, 300 + STRETCH // 2) == f"uid-{200 - STRETCH // 2}"
    assert uid(reading, 300 - STRETCH // 8) == f"uid-{200 + STRETCH // 8}"
    assert uid(reading, 0) == ""
    assert reading.trouble


def test_a_row_that_is_gone_by_now_is_none(reading: HistoryReading, store: HistoryStore) -> None:
    reading.places.reset(array("q", range(501, 0, -1)))
    store.delete([501]).result()
    assert reading.row(0) is None
    assert uid(reading, 1) == "uid-499"


def test_only_so_many_rows_are_kept_at_hand(reading: HistoryReading, store: HistoryStore) -> None:
    rows = store.newest(501)
    for _ in range(2 * AT_HAND // 501 + 1):
        reading.remember(rows)
    assert len(reading._at_hand) <= AT_HAND
    reading.forget()
    assert not reading._at_hand


# Which row stands at which place.

UNDER_WAY = row_before(record(1))


def ids(places: Places) -> list[int]:
    return [places.id_at(place) for place in range(len(places))]


def of(*found: int) -> Places:
    made = Places()
    made.reset(array("q", found))
    return made


def test_more_ids_than_there_are_places_make_no_more() -> None:
    places = Places()
    places.reset_unknown(3)
    places.name(2, [1, 0])
    places.take_out(0, 0)
    assert ids(places) == [0, 1]
    places.name(1, [1, 0])
    places.name(5, [7])
    assert ids(places) == [0, 1]


def test_new_rows_stand_above_later_ones_and_those_above_what_was_found() -> None:
    places = of(3, 2, 1)
    places.arrive([4, 5])
    places.top = [UNDER_WAY, replace(UNDER_WAY, id=6)]
    assert ids(places) == [0, 6, 5, 4, 3, 2, 1]
    assert (len(places), places.kept, places.found, places.found_before(4)) == (7, 6, 3, 0)
    places.settle()
    assert ids(places) == [0, 6, 5, 4, 3, 2, 1]
    assert [row.id for row in places.top] == [0]
    assert places.ids_from(0, 3) == [6, 5]


def test_it_is_counted_how_many_came_later_also_once_rows_are_taken_out() -> None:
    places = of(3, 2, 1)
    places.arrive([4, 5])
    places.top = [UNDER_WAY]
    assert places.later == 3
    places.take_out(1, 1)
    assert (ids(places), places.later) == ([0, 4, 3, 2, 1], 2)
    places.take_out(1, 2)
    assert (ids(places), places.later) == ([0, 2, 1], 1)
    places.reset(array("q", [1]))
    assert (ids(places), places.later) == ([0, 1], 1)


def test_a_million_unknown_places_are_counted_named_and_then_known() -> None:
    places = Places()
    places.reset_unknown(1_000_000)
    assert (len(places), places.whole, places.id_at(999_999)) == (1_000_000, False, 0)
    places.name(999_998, [2, 1])
    assert places.ids_from(999_990, 99) == [2, 1]
    assert not places.knows(array("q", [1]))
    assert places.knows(array("q", range(1_000_000, 0, -1)))
    assert (places.whole, places.id_at(0)) == (True, 1_000_000)


def test_rows_can_be_taken_out_while_others_are_still_unknown() -> None:
    places = Places()
    places.reset_unknown(5)
    places.name(0, [9, 8])
    places.take_out(1, 1)
    assert (ids(places), places.whole) == ([9, 0, 0, 0], False)
    places.name(2, [4])
    assert ids(places) == [9, 0, 4, 0]


def test_what_is_under_way_outlasts_a_new_search() -> None:
    places = of(3)
    places.top = [UNDER_WAY, replace(UNDER_WAY, id=4)]
    places.reset(array("q", [7, 6]))
    places.extend(array("q", [5]))
    assert ids(places) == [0, 7, 6, 5]


@given(st.lists(st.integers(1, 99), unique=True), st.data())
def test_what_is_taken_out_comes_back_where_it_was(found: list[int], data: st.DataObject) -> None:
    found.sort(reverse=True)
    places = of(*found)
    places.top = [UNDER_WAY]
    before = ids(places)
    places.arrive([101, 102])
    before = ids(places)
    later = places.later
    gone = data.draw(st.sets(st.sampled_from(range(1, len(before)))))
    taken = []
    for first, last in reversed(list(runs(sorted(gone)))):
        taken.append(places.stretch(first, last))
        places.take_out(first, last)
    assert ids(places) == [row_id for place, row_id in enumerate(before) if place not in gone]
    places.arrive([103])
    for stretch in reversed(taken):
        places.put_in(stretch)
    assert ids(places) == [before[0], 103, *before[1:]]
    assert places.later == later + 1
    assert list(places.all_kept()) == [103, 102, 101, *found]


def test_a_row_from_above_one_under_way_comes_back_below_it() -> None:
    places = of(3, 2)
    places.top = [replace(UNDER_WAY, id=9), UNDER_WAY]
    stretch = places.stretch(0, 0)
    places.take_out(0, 0)
    places.put_in(stretch)
    assert (ids(places), places.later) == ([0, 9, 3, 2], 2)


def test_rows_on_top_can_be_taken_out_too() -> None:
    places = of(3, 2)
    places.top = [replace(UNDER_WAY, id=9), UNDER_WAY]
    places.take_out(0, 0)
    assert ids(places) == [0, 3, 2]
