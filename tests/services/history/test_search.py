"""Finding all ids of the history, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.core.history.filter_language import Filter, Owner
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.history import search as search_module
from convert_console.services.history.filter import match_text
from convert_console.services.history.search import FIRST, PART
from convert_console.services.history.store import HistoryStore, Search
from convert_console.services.storage.files import StoreFailed
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "h")
    yield store
    store.close()


def fill(store: HistoryStore, number: int) -> list[int]:
    kept = [store.keep(record(n, vid=f"v{n % 7}")).row for n in range(number)]
    return [future.result() for future in kept]


def found(searched_store: HistoryStore, search: Search) -> list[int]:
    return [row_id for part in searched_store.find(search) for row_id in part]


def test_rows_of_one_visitor_form_a_group_newest_first(store: HistoryStore) -> None:
    ids = fill(store, 20)
    together = [ids[n] for last in range(6, -1, -1) for n in range(19, -1, -1) if n % 7 == last]
    assert found(store, Search(group="visitor")) == together
    accepted = Search(Filter(verdict="accepted"), group="visitor")
    assert found(store, accepted) == together


def test_a_group_comes_before_the_order(store: HistoryStore) -> None:
    ids = fill(store, 20)
    by_method = found(store, Search(order=Column.METHOD.spec.order, group="visitor"))
    assert by_method == found(store, Search(group="visitor"))
    assert found(store, Search(order=Column.METHOD.spec.order, group="day")) == ids[::-1]


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


def test_equal_rows_are_sorted_newest_first_in_either_direction(store: HistoryStore) -> None:
    ids = fill(store, 9)
    up = found(store, Search(order=Column.VISITOR.spec.order, descending=False))
    assert up[:4] == [ids[7], ids[0], ids[8], ids[1]]
    down = found(store, Search(order=Column.VISITOR.spec.order))
    assert down[-2:] == [ids[7], ids[0]]
    assert found(store, Search(descending=False)) == ids


def test_amounts_are_sorted_as_numbers(store: HistoryStore) -> None:
    amounts = ["9.5", "10.25", "-3"]
    for n, amount in enumerate(amounts):
        document = f'{{"ev":[{{"evt":"tr","r":{amount}}}]}}'
        store.keep(record(n, document=document)).row.result()
    rows = store.rows(found(store, Search(order=Column.REVENUE.spec.order)))
    by_id = {row.id: row for row in rows}
    listed = [
        str(by_id[i].summary.revenue) for i in found(store, Search(order=Column.REVENUE.spec.order))
    ]
    assert listed == ["10.25", "9.5", "-3"]


def test_rows_without_a_value_come_last_in_either_direction(store: HistoryStore) -> None:
    documents = ('{"vid": "", "ev": []}', '{"vid": "a", "ev": [{"evt": "tr", "r": 2}]}')
    without, with_value = (
        store.keep(record(n, document=d)).row.result() for n, d in enumerate(documents)
    )
    for column in (Column.REVENUE, Column.VISITOR):
        for descending in (False, True):
            search = Search(order=column.spec.order, descending=descending)
            assert found(store, search) == [with_value, without], column


@pytest.mark.parametrize("order", [column.spec.order for column in COLUMNS])
def test_every_order_finds_every_row_also_with_words(store: HistoryStore, order: str) -> None:
    ids = fill(store, 5)
    store.keep(record(9, outcome=Failure("timeout", "t"), verdict="no-answer-timeout")).row.result()
    store.keep(record(10, outcome=Answer(301, "Moved", (), b"", 0))).row.result()
    assert len(found(store, Search(order=order))) == 7
    assert found(store, Search(Filter(words="v2"), order=order)) == [ids[2]]


def test_a_search_that_is_no_longer_wanted_ends_and_says_nothing(store: HistoryStore) -> None:
    # Copied by SQLite: there must be more work than SQLite does between two questions.
    fill(store, 500)
    columns = "sent_at, profile, method, verdict, failure, seconds, events, goals, products, vid"
    copy = f"INSERT INTO entry (uid, {columns}) SELECT uid || ?, {columns} FROM entry"
    copies = [(f"-{n}",) for n in range(40)]
    store._writer.submit(lambda db: db.executemany(f"{copy} WHERE id <= 500", copies)).result()
    assert list(store.find(Search(order=Column.NOTE.spec.order), stop=lambda: True)) == []


def test_a_history_that_cannot_be_read_says_so(tmp_path: Path, store: HistoryStore) -> None:
    fill(store, 1)
    store._writer.submit(lambda db: db.execute("ALTER TABLE entry RENAME TO other")).result()
    with pytest.raises(StoreFailed):
        list(store.find(Search()))


def test_the_profiles_are_listed_once_each(store: HistoryStore) -> None:
    assert store.owners() == {}
    for n, name in enumerate(["Shop", "B", "Shop", "a"]):
        store.keep(record(n, profile=name)).row.result()
    assert list(store.owners()) == ["B", "Shop", "a"]


# Groups.


@pytest.fixture
def grouped_store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(40):
        made.keep(record(number, vid=f"v{number * 7 % 5}")).row.result()
    made.delete([3, 4, 40]).result()
    for row_id in (3, 7, 8, 21):
        made.update(row_id, starred=True).result()
    yield made
    made.close()


@pytest.fixture(params=[0, 30_000], ids=["read along the index", "sorted"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the ways in which groups are found, whatever the number of rows."""
    monkeypatch.setattr(search_module, "SORTED", request.param)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(verdict="accepted"),
        Filter(status=200),
        Filter(profile=(Owner("shop"),)),
        Filter(method="POST"),
        Filter(starred=True),
        Filter(vid="v3"),
        Filter(verdict="accepted", starred=True),
        Filter(words="hitGoal"),
        Filter(words="hitGoal", method="POST"),
        Filter(goal="100300301", verdict="accepted"),
        Filter(vid="v3", status=200),
        Filter(since=0.0),
        Filter(words="nowhere"),
    ],
)
def test_every_filter_finds_the_same_rows_by_visitor_as_by_time(
    grouped_store: HistoryStore,
    wanted: Filter,
    descending: bool,
) -> None:
    by_time = [
        i for part in grouped_store.find(Search(wanted, descending=descending)) for i in part
    ]
    vids = {row.id: row.summary.vid for row in grouped_store.rows(by_time)}
    expected = sorted(by_time, key=lambda row_id: vids[row_id], reverse=True)
    groups = [vids[row_id] for row_id in expected]
    search = Search(wanted, descending=descending, group="visitor")
    found = [i for part in grouped_store.find(search) for i in part]
    assert sorted(found) == sorted(by_time)
    assert [vids[row_id] for row_id in found] == groups
    for vid in set(groups):
        of_one = [row_id for row_id in found if vids[row_id] == vid]
        assert of_one == sorted(of_one, reverse=descending)


def test_only_rows_of_the_span_are_found(grouped_store: HistoryStore) -> None:
    search = Search(Filter(verdict="accepted"), after=10, upto=20, group="visitor")
    assert sorted(i for part in grouped_store.find(search) for i in part) == list(range(11, 21))


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(verdict="accepted"),
        Filter(words="hitGoal"),
        Filter(vid="v3", status=200),
        Filter(since=0.0),
    ],
)
def test_by_day_rows_are_ordered_by_when_they_were_sent(
    grouped_store: HistoryStore,
    wanted: Filter,
    descending: bool,
) -> None:
    earlier = "UPDATE entry SET sent_at = id - 4.5 WHERE id IN (5, 22, 33)"
    grouped_store.change(lambda db: db.execute(earlier)).result()
    by_time = [i for part in grouped_store.find(Search(wanted)) for i in part]
    moments = {row.id: row.sent_at for row in grouped_store.rows(by_time)}
    expected = sorted(by_time, key=lambda row_id: (moments[row_id], row_id), reverse=descending)
    search = Search(wanted, descending=descending, group="day")
    assert [i for part in grouped_store.find(search) for i in part] == expected


def test_by_day_no_row_is_found_twice_and_none_left_out(
    grouped_store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "FIRST", 5)
    earlier = "UPDATE entry SET sent_at = id - 30 WHERE id IN (38, 33)"
    grouped_store.change(lambda db: db.execute(earlier)).result()
    for wanted in (Filter(words="hitGoal"), Filter(goal="100300301")):
        by_time = [i for part in grouped_store.find(Search(wanted)) for i in part]
        first, *rest = grouped_store.find(Search(wanted, group="day"))
        assert list(first) == [39, 37, 36, 35, 38], "those kept last, as they were sent"
        found = [*first, *(i for part in rest for i in part)]
        assert sorted(found, reverse=True) == by_time
        assert found[-5:].count(33) == 1


# Words, by their beginnings.

ROWS = 60


@pytest.fixture
def searched_store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(ROWS):
        campaign = "spring_3" if number % 3 else "café_7"
        note = f'{{"cid":"1","seg":{{"campaign":"{campaign}{number % 4}"}},"ev":[]}}'
        made.keep(record(number, document=note, vid=f"v{number * 7 % 5}"))
    made.update(50, note="Ask Anna").result()
    made.delete([3, 4, 59]).result()
    yield made
    made.close()


def by_index(searched_store: HistoryStore, words: str, descending: bool) -> list[int]:
    """What the index of words alone says, by time."""
    side = "DESC" if descending else "ASC"
    query = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid {side}"
    found = [row_id for (row_id,) in searched_store._read(query, (match_text(words),))]
    return [row_id for row_id in found if row_id not in (3, 4, 59)]


WORDS = ("spring", "spring_3", "SPRING_31", "cafe", "café_72", "spring anna", "anna", "nowhere")


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("first", [1, 7, 200])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("words", WORDS)
def test_words_are_found_in_any_order_whatever_the_size_of_the_first_part(
    searched_store: HistoryStore,
    words: str,
    descending: bool,
    first: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_module, "FIRST", first)
    expected = by_index(searched_store, words, descending)
    wanted = Filter(words=words)
    assert found(searched_store, Search(wanted, descending=descending)) == expected
    vids = {row.id: row.summary.vid for row in searched_store.rows(expected)}
    by_visitor = sorted(expected, key=lambda row_id: vids[row_id], reverse=True)
    grouped = Search(wanted, descending=descending, group="visitor")
    assert found(searched_store, grouped) == by_visitor
    accepted = Filter(words=words, verdict="accepted", since=0.0, profile=(Owner("shop"),))
    assert found(searched_store, Search(accepted, descending=descending)) == expected


def test_words_without_a_letter_want_every_row(searched_store: HistoryStore) -> None:
    assert found(searched_store, Search(Filter(words="…"))) == found(searched_store, Search())


def test_a_row_that_is_deleted_after_the_first_part_hides_no_other(
    searched_store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "FIRST", 5)
    expected = by_index(searched_store, "spring", True)
    parts = searched_store.find(Search(Filter(words="spring")))
    first = list(next(parts))
    searched_store.delete(first[:2]).result()
    assert first + [row_id for part in parts for row_id in part] == expected
