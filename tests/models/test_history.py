"""The history as a table over a real store, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from convert_console.models.history import PAGE, ROW, TITLES, Column, HistoryModel
from convert_console.protocol.catalog import Catalog, read_catalog
from convert_console.protocol.exchange import Exchange, Failure
from convert_console.services.history_store import HistoryStore, Row
from support.exchanges import ACCEPTED, record

Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore, run: Run) -> Iterator[HistoryModel]:
    made = HistoryModel(store)
    yield made
    run(made.end())


def under_way(number: int, **more: Any) -> Exchange:
    return record(number, outcome=None, **more).exchange


def sold(number: int, amount: str) -> Exchange:
    text = f'{{"vid": "v", "ev": [{{"evt": "tr", "goals": ["7"], "r": {amount}}}]}}'
    return under_way(number, document=text)


def fill(store: HistoryStore, count: int, **more: Any) -> None:
    futures = [store.append(record(number, **more)) for number in range(count)]
    for future in futures:
        future.result()


def rows(model: HistoryModel) -> list[Row]:
    return [model.data(model.index(row, 0), ROW) for row in range(model.rowCount())]


def words(model: HistoryModel, column: Column) -> list[str]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def wait_until_kept(model: HistoryModel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(row.id for row in rows(model)))


def test_the_model_keeps_qts_rules(
    model: HistoryModel, store: HistoryStore, qtmodeltester: Any, qtbot: QtBot
) -> None:
    fill(store, PAGE + 10)
    model.read()
    qtmodeltester.check(model)  # reads every page, and watches on
    sent = under_way(900, vid="special")
    model.begin(sent)
    model.finish(replace(sent, outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.filter_by("special")
    model.begin(under_way(901))
    assert model.rowCount() == 2


def test_an_empty_history_has_titles_and_no_rows(model: HistoryModel) -> None:
    model.read()
    assert (model.rowCount(), model.columnCount(), model.total) == (0, len(TITLES), 0)
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(len(TITLES))]
    assert titles == list(TITLES)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.exchange_at(0) is None


def test_pages_come_as_they_are_asked_for_and_nothing_comes_twice(
    model: HistoryModel, store: HistoryStore
) -> None:
    fill(store, 2 * PAGE + 1)
    model.read()
    top = QModelIndex()
    assert model.rowCount() == PAGE
    while model.canFetchMore(top):
        model.fetchMore(top)
    assert [row.uid for row in rows(model)] == [f"uid-{n}" for n in reversed(range(2 * PAGE + 1))]
    assert not model.canFetchMore(model.index(0, 0))


def test_a_send_is_on_top_at_once_and_has_its_place_when_kept(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 3)
    model.read()
    sent = under_way(900)
    model.begin(sent)
    assert words(model, Column.VERDICT)[0] == "Sending"
    assert model.total == 4
    assert model.exchange_at(0) == sent
    done = replace(sent, outcome=ACCEPTED)
    model.finish(done)
    assert words(model, Column.VERDICT)[0] == "Accepted"
    assert model.exchange_at(0) == done
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-2", "uid-1", "uid-0"]
    assert store.newest(1) == (rows(model)[0],)
    assert model.exchange_at(0) == done
    assert model.total == store.count() == 4


def test_only_the_row_that_came_further_is_told(model: HistoryModel, qtbot: QtBot) -> None:
    first, second = under_way(1), under_way(2)
    model.begin(first)
    model.begin(second)
    told: list[int] = []
    model.dataChanged.connect(lambda index, _last: told.append(index.row()))
    model.finish(replace(first, outcome=ACCEPTED))
    assert told == [1]
    model.finish(replace(second, outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-2", "uid-1"]


def test_the_rows_before_the_first_read_are_not_read_twice(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 2)
    sent = under_way(900)
    model.begin(sent)
    model.finish(replace(sent, outcome=ACCEPTED))
    wait_until_kept(model, qtbot)
    model.fetchMore(QModelIndex())
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]


def test_the_filter_finds_words_and_lets_go_of_them(
    model: HistoryModel, store: HistoryStore
) -> None:
    fill(store, 3)
    store.append(record(3, vid="special")).result()
    model.filter_by(" special ")
    assert (model.words, model.rowCount(), model.total) == ("special", 1, 4)
    model.filter_by("no such word")
    assert model.rowCount() == 0
    model.filter_by("")
    assert model.rowCount() == 4


def test_a_filtered_history_of_several_pages_is_read_to_its_end(
    model: HistoryModel, store: HistoryStore
) -> None:
    fill(store, PAGE + 5, vid="special")
    model.filter_by("special")
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 5


def test_a_send_under_way_outlasts_a_change_of_the_filter(
    model: HistoryModel, store: HistoryStore, qtbot: QtBot
) -> None:
    fill(store, 2)
    sent = under_way(900)
    model.begin(sent)
    model.filter_by("nothing of the kind")
    assert [row.uid for row in rows(model)] == ["uid-900"]
    model.filter_by("")
    model.finish(replace(sent, outcome=ACCEPTED))
    assert words(model, Column.VERDICT)[0] == "Accepted"
    wait_until_kept(model, qtbot)
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]
    model.read()
    assert [row.uid for row in rows(model)] == ["uid-900", "uid-1", "uid-0"]


def test_the_tally_counts_sends_and_sums_accepted_revenue_exactly(
    model: HistoryModel, qtbot: QtBot
) -> None:
    for number in range(3):
        with qtbot.waitSignal(model.tallied):
            model.finish(replace(sold(number, "0.10"), outcome=ACCEPTED))
    model.finish(replace(sold(3, "99"), outcome=Failure("refused", "")))
    assert (model.tally.sent, model.tally.accepted) == (4, 3)
    assert model.tally.revenue == Decimal("0.30")


def test_what_was_finished_is_on_disk_after_the_end(tmp_path: Path, run: Run) -> None:
    store = HistoryStore(tmp_path / "own")
    model = HistoryModel(store)
    for number in range(20):
        sent = under_way(number)
        model.begin(sent)
        model.finish(replace(sent, outcome=ACCEPTED))
    run(model.end())
    store.close()
    again = HistoryStore(tmp_path / "own")
    assert again.count() == 20
    again.close()


def test_goals_get_their_names_from_a_catalog(model: HistoryModel, store: HistoryStore) -> None:
    fill(store, 2)
    model.read()
    goals = '"goals": [{"id": "100300301", "name": "Purchase"}], "experiences": []'
    catalog = read_catalog(f'{{"account_id": "1", "project": {{"id": "2"}}, {goals}}}')
    assert isinstance(catalog, Catalog), catalog
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.set_catalog(catalog)
    assert words(model, Column.GOALS) == ["Purchase", "Purchase"]
    assert "100300301" in model.data(model.index(0, Column.GOALS), Qt.ItemDataRole.ToolTipRole)
    assert told == [(0, 1)]
    model.set_catalog(None)
    assert words(model, Column.GOALS) == ["100300301", "100300301"]


def test_a_closed_store_is_said_and_what_is_shown_stays(
    tmp_path: Path, run: Run, qtbot: QtBot
) -> None:
    store = HistoryStore(tmp_path / "own")
    model = HistoryModel(store)
    said: list[str] = []
    model.failed.connect(said.append)
    store.close()
    sent = under_way(1)
    model.begin(sent)
    model.finish(replace(sent, outcome=ACCEPTED))
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["The history is closed."]
    assert model.exchange_at(0) == replace(sent, outcome=ACCEPTED)
    run(model.end())
