"""Filters and orders, and the way back to all rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.history.columns import Column
from convert_console.core.history.filter_language import Filter
from convert_console.core.history.row import Record
from convert_console.models.catalog.current import CurrentCatalog
from convert_console.models.history.loader import CommitWatch, HistorySearch
from convert_console.models.history.model import ROW, HistoryModel
from convert_console.services.history.search import FIRST
from convert_console.services.history.store import HistoryStore, Search
from support.exchanges import ACCEPTED, begun, record
from support.histories import (
    begin,
    fill,
    find,
    finish,
    open_copy,
    prepare,
    rows,
    under_way,
    wait_until_kept,
    words,
)
from support.histories import settle as settle_histories


@pytest.fixture(scope="module")
def of_five_visitors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [record(number, vid=f"v{number % 5}") for number in range(250)]
    records.append(record(250, profile="Other"))
    return prepare(tmp_path_factory.mktemp("of_five_visitors"), records)


@pytest.fixture
def store(of_five_visitors: Path, tmp_path: Path) -> Iterator[HistoryStore]:
    made = open_copy(of_five_visitors, tmp_path)
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore) -> Iterator[HistoryModel]:
    made = HistoryModel(store, CurrentCatalog())
    made.loader._started = True
    made.loader.read()
    yield made
    made.loader.search.end()


def settle(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.loader.search.going)


def test_taking_a_filter_away_needs_no_search(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.loader.filter_by(Filter(vid="v1"))
    settle(model, qtbot)
    assert (model.rowCount(), model.loader.filtered) == (50, True)
    store.keep(record(251)).row.result()
    model.loader.filter_by(Filter())
    assert not model.loader.search.going
    assert model.rows.order.complete
    assert [rows(model)[n].uid for n in (0, 251)] == ["uid-251", "uid-0"]


def test_a_row_deleted_meanwhile_restarts_the_search(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.loader.filter_by(Filter(vid="v1"))
    settle(model, qtbot)
    store.delete([10]).result()
    model.loader.filter_by(Filter())
    assert model.rowCount() == 250
    settle(model, qtbot)
    assert {model.index(n, 0).data(ROW).id for n in range(250)} == set(range(1, 252)) - {10}


def test_a_filter_is_read_against_the_profiles_and_goals_there_are(model: HistoryModel) -> None:
    model._catalog.set(Catalog(goals={"7": Goal("7", "Purchase"), "8": Goal("8", "Lead")}))
    around = model.filter_context(datetime.now(UTC))
    assert list(around.profiles) == ["Other", "Shop"]
    assert around.goals_named("purchase") == ("7",)
    assert around.goals_named("x") == ()


def test_a_sort_shows_the_previous_rows_until_it_is_finished(
    model: HistoryModel, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.sort(Column.VISITOR, Qt.SortOrder.AscendingOrder)
    assert model.rowCount() == 251
    settle(model, qtbot)
    assert model.index(0, 0).data(ROW).summary.vid == "v"
    assert model.index(250, 0).data(ROW).summary.vid == "v4"


def test_a_history_that_cannot_be_read_is_reported_and_keeps_its_rows(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    said: list[str] = []
    model.failed.connect(said.append)
    store._db.close()
    model.loader.read()
    assert len(said) == 1
    assert model.rowCount() == 251
    assert model.filter_context(datetime.now(UTC)).profiles == {}


# The history's table keeps up with a second window.

Run = Callable[..., Any]


@pytest.fixture
def store_two_windows(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def model_two_windows(store_two_windows: HistoryStore, run: Run) -> Iterator[HistoryModel]:
    made = HistoryModel(store_two_windows, CurrentCatalog())
    yield made
    run(made.end())


def test_a_row_of_a_second_window_comes_on_top_and_moves_no_other(
    model_two_windows: HistoryModel,
    store_two_windows: HistoryStore,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    fill(store_two_windows, 3)
    model_two_windows.loader.read()
    sent = under_way(900)
    begin(model_two_windows, qtbot, sent)
    kept = QPersistentModelIndex(model_two_windows.index(2, 0))
    other = HistoryStore(tmp_path / "history")
    other.keep(record(70)).row.result()
    other.keep(record(71)).row.result()
    model_two_windows.loader.watch.poll()
    uids = ["uid-900", "uid-71", "uid-70", "uid-2", "uid-1", "uid-0"]
    assert [row.uid for row in rows(model_two_windows)] == uids
    assert kept.data(ROW).uid == "uid-1"
    finish(model_two_windows, qtbot, sent._replace(outcome=ACCEPTED))
    wait_until_kept(model_two_windows, qtbot)
    model_two_windows.loader.watch.poll()
    assert [row.uid for row in rows(model_two_windows)] == uids
    other.delete([1]).result()
    model_two_windows.loader.watch.poll()
    model_two_windows.loader.watch.poll()
    # All is read again by now, and the send was begun before the others came.
    assert [row.uid for row in rows(model_two_windows)] == [
        "uid-71",
        "uid-70",
        "uid-900",
        "uid-2",
        "uid-1",
    ]
    other.close()


def test_a_row_of_a_second_window_comes_only_if_the_filter_wants_it(
    model_two_windows: HistoryModel,
    store_two_windows: HistoryStore,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    fill(store_two_windows, 1, vid="wanted")
    find(model_two_windows, qtbot, vid="wanted")
    other = HistoryStore(tmp_path / "history")
    other.keep(record(70, vid="wanted")).row.result()
    other.keep(record(71, vid="other")).row.result()
    model_two_windows.loader.watch.poll()
    assert [row.uid for row in rows(model_two_windows)] == ["uid-70", "uid-0"]
    other.close()


def test_very_many_rows_of_a_second_window_are_reloaded(
    model_two_windows: HistoryModel,
    store_two_windows: HistoryStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("convert_console.services.history.search.PART", 200)
    model_two_windows.loader.read()
    fill(store_two_windows, 900)
    model_two_windows.loader.watch.poll()
    assert model_two_windows.rowCount() == 900
    assert rows(model_two_windows)[0].uid == "uid-899"


def test_a_request_answered_after_midnight_belongs_to_the_day_it_was_sent(
    model_two_windows: HistoryModel,
    store_two_windows: HistoryStore,
    qtbot: QtBot,
) -> None:
    midnight = datetime(2026, 5, 4).astimezone().timestamp()
    for number, second in enumerate((-3_600, 1, -2, 5, -1)):
        kept = record(number)
        exchange = kept.exchange._replace(sent_at=midnight + second)
        store_two_windows.keep(kept._replace(exchange=exchange)).row.result()
    model_two_windows.loader.group_by("day")
    settle_histories(model_two_windows, qtbot)
    assert [row.sent_at - midnight for row in rows(model_two_windows)] == [
        5,
        1,
        -1,
        -2,
        -3_600,
    ]
    assert [place for place in range(5) if model_two_windows.starts_group(place)] == [0, 2]


def test_what_another_window_sends_is_under_way_until_that_window_is_gone(
    model_two_windows: HistoryModel, tmp_path: Path
) -> None:
    other = HistoryStore(tmp_path / "history")
    other.begin(begun(5)).row.result()
    model_two_windows.loader.watch.poll()
    assert words(model_two_windows, Column.VERDICT) == ["Sending"]
    model_two_windows.loader.watch.poll()
    assert words(model_two_windows, Column.VERDICT) == ["Sending"]
    other.close()  # which lets go of its lock, as a kill does
    model_two_windows.loader.watch.poll()
    assert words(model_two_windows, Column.VERDICT) == ["Unknown"]


# Searching in a thread.


@pytest.fixture(scope="module")
def of_two_visitors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    records = [record(number, vid=f"v{number % 2}") for number in range(300)]
    return prepare(tmp_path_factory.mktemp("of_two_visitors"), [*records, record(300)])


@pytest.fixture
def store_of_two_visitors(of_two_visitors: Path, tmp_path: Path) -> Iterator[HistoryStore]:
    made = open_copy(of_two_visitors, tmp_path)
    yield made
    made.close()


@pytest.fixture
def search(store_of_two_visitors: HistoryStore) -> Iterator[HistorySearch]:
    made = HistorySearch(store_of_two_visitors)
    yield made
    made.end()


def test_all_ids_come_in_order_and_then_the_end(search: HistorySearch, qtbot: QtBot) -> None:
    found = array("q")
    search.rows_found.connect(found.extend)
    with qtbot.waitSignal(search.ended):
        search.start(Search(), at_once=False)
        assert search.going
    assert list(found) == list(range(301, 0, -1))
    assert not search.going


def test_only_results_of_the_last_search_are_signalled(search: HistorySearch, qtbot: QtBot) -> None:
    found: list[int] = []
    search.start(Search(Filter(vid="v0")), at_once=False)
    search.rows_found.connect(found.extend)
    with qtbot.waitSignal(search.ended):
        search.start(Search(Filter(vid="v1")))
    assert len(found) == 150
    assert all(row_id % 2 == 0 for row_id in found)


def test_a_search_started_in_a_slot_replaces_the_running_one(
    search: HistorySearch, qtbot: QtBot
) -> None:
    parts: list[int] = []

    def again(part: array[int]) -> None:
        parts.append(len(part))
        if len(parts) == 1:
            search.start(Search(Filter(words="v1")), at_once=False)

    search.rows_found.connect(again)
    with qtbot.waitSignal(search.ended):
        search.start(Search(), at_once=False)
    assert parts == [FIRST, FIRST, 150 - FIRST]


def test_nothing_is_signalled_after_a_stop(search: HistorySearch, qtbot: QtBot) -> None:
    told: list[object] = []
    search.rows_found.connect(told.append)
    search.ended.connect(lambda: told.append("end"))
    search.start(Search(), at_once=False)
    search.end()
    with qtbot.waitSignal(search.ended):
        search.start(Search(Filter(vid="nobody")))
    assert told == ["end"]


def test_a_history_that_cannot_be_read_is_reported(search: HistorySearch, qtbot: QtBot) -> None:
    search._store._writer.submit(lambda db: db.execute("ALTER TABLE entry RENAME TO x")).result()
    with qtbot.waitSignal(search.failed) as said:
        search.start(Search(), at_once=False)
    assert "history" in str(said.args)
    assert not search.going


# Noticing commits.


def test_commits_of_a_second_window_are_signalled_once_and_then_the_rest(
    tmp_path: Path, qapp: object
) -> None:
    store, other = HistoryStore(tmp_path / "h"), HistoryStore(tmp_path / "h")
    watch = CommitWatch(store)
    watch.poll()
    watch.poll()
    told: list[str] = []
    watch.committed.connect(lambda: told.append("committed"))
    watch.quiet.connect(lambda: told.append("quiet"))
    watch.poll()
    other.keep(record(1)).row.result()
    watch.poll()
    watch.poll()
    watch.poll()
    assert told == ["committed", "quiet"]
    assert not watch.going
    watch.start()
    assert watch.going
    watch.stop()
    store.close()
    other.close()
    watch.poll()  # a closed history is for others to say
    assert told == ["committed", "quiet"]


def received(number: int) -> Record:
    made = record(number, outcome=None, verdict="inbound-accepted")
    return made._replace(exchange=made.exchange._replace(inbound="accepted", source="collector"))


def test_a_list_of_what_was_sent_leaves_out_what_was_received(
    store: HistoryStore, qtbot: QtBot
) -> None:
    store.append_received([received(number) for number in range(300, 303)], 1e9).result()
    model = HistoryModel(store, CurrentCatalog(), sent_only=True)
    model.loader._started = True
    model.loader.read()
    settle(model, qtbot)
    assert (model.rowCount(), model.total, model.loader.filtered) == (251, 251, False)
    assert {row.source for row in rows(model)} == {"sent"}
    store.append_received([received(304)], 1e9).result()
    store.keep(record(305)).row.result()
    model.loader.watch.poll()
    assert [row.uid for row in rows(model)][:2] == ["uid-305", "uid-250"]
    model.loader.filter_by(Filter(source="collector"))
    settle(model, qtbot)
    assert rows(model)[0].uid == "uid-304"
    assert model.rowCount() == 4
    model.loader.filter_by(Filter())
    model.loader.list_sent_only(False)
    settle(model, qtbot)
    assert (model.rowCount(), model.total) == (256, 256)
    model.loader.search.end()


def test_a_list_that_is_held_shows_what_came_once_it_goes_on(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.loader.watch.poll()
    model.loader.hold(True)
    store.append_received([received(number) for number in range(300, 303)], 1e9).result()
    for _ in range(3):
        model.loader.watch.poll()
    assert model.rowCount() == 251
    model.loader.hold(False)
    assert model.rowCount() == 254
