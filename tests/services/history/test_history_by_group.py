"""Along an index stand the same rows, in the same order, as a sort would give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services.history import search as history_by_group
from convert_console.services.history import search as history_find
from convert_console.services.history import search as history_tasting
from convert_console.services.history.store import Filter, HistoryStore, Search
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(40):
        made.append(record(number, vid=f"v{number * 7 % 5}")).result()
    made.delete([3, 4, 40]).result()
    for row_id in (3, 7, 8, 21):
        made.update(row_id, starred=True).result()
    yield made
    made.close()


@pytest.fixture(params=[(-1, 0), (-1, 20_000), (2_000, 20_000)])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the ways in which groups are found, whatever the number of rows."""
    most_sorted, few = request.param
    monkeypatch.setattr(history_by_group, "SORTED", most_sorted)
    monkeypatch.setattr(history_by_group, "FEW", few)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    "wanted",
    [
        Filter(),
        Filter(verdict="accepted"),
        Filter(status=200),
        Filter(profile="Shop"),
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
    store: HistoryStore,
    wanted: Filter,
    descending: bool,
) -> None:
    by_time = [i for part in store.find(Search(wanted, descending=descending)) for i in part]
    vids = {row.id: row.vid for row in store.rows(by_time)}
    expected = sorted(by_time, key=lambda row_id: vids[row_id], reverse=True)
    groups = [vids[row_id] for row_id in expected]
    search = Search(wanted, descending=descending, group="visitor")
    found = [i for part in store.find(search) for i in part]
    assert sorted(found) == sorted(by_time)
    assert [vids[row_id] for row_id in found] == groups
    for vid in set(groups):
        of_one = [row_id for row_id in found if vids[row_id] == vid]
        assert of_one == sorted(of_one, reverse=descending)


def test_only_rows_of_the_span_are_found(store: HistoryStore) -> None:
    search = Search(Filter(verdict="accepted"), after=10, upto=20, group="visitor")
    assert sorted(i for part in store.find(search) for i in part) == list(range(11, 21))


@pytest.mark.usefixtures("ways")
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
def test_by_day_rows_stand_as_they_were_sent_whenever_they_were_kept(
    store: HistoryStore,
    wanted: Filter,
    descending: bool,
) -> None:
    earlier = "UPDATE entry SET sent_at = id - 4.5 WHERE id IN (5, 22, 33)"
    store.change(lambda db: db.execute(earlier)).result()
    by_time = [i for part in store.find(Search(wanted)) for i in part]
    moments = {row.id: row.sent_at for row in store.rows(by_time)}
    expected = sorted(by_time, key=lambda row_id: (moments[row_id], row_id), reverse=descending)
    search = Search(wanted, descending=descending, group="day")
    assert [i for part in store.find(search) for i in part] == expected


def test_by_day_no_row_is_found_twice_and_none_left_out(
    store: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_find, "FIRST", 5)
    monkeypatch.setattr(history_tasting, "BYTES", 0)
    earlier = "UPDATE entry SET sent_at = id - 30 WHERE id IN (38, 33)"
    store.change(lambda db: db.execute(earlier)).result()
    for wanted in (Filter(words="hitGoal"), Filter(goal="100300301")):
        by_time = [i for part in store.find(Search(wanted)) for i in part]
        first, *rest = store.find(Search(wanted, group="day"))
        assert list(first) == [39, 37, 36, 35, 38], "those kept last, as they were sent"
        found = [*first, *(i for part in rest for i in part)]
        assert sorted(found, reverse=True) == by_time
        assert found[-5:].count(33) == 1
