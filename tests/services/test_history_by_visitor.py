"""Along the index of visitors stand the same rows, in the same order, as a sort would give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.services import history_by_visitor
from convert_console.services.history_store import Filter, HistoryStore, Search
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


@pytest.mark.parametrize("limits", [(-1, 0), (-1, 20_000), (2_000, 20_000)])
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
    limits: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history_by_visitor, "FEW", limits[1])
    monkeypatch.setattr(history_by_visitor, "SORTED", limits[0])
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
