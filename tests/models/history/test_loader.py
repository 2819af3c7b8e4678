"""Filters and orders, and the way back to all rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.history.filter_language import HistoryQuery
from convert_console.models.history.loader import HistoryFinding
from convert_console.models.history.table import ROW, Column
from convert_console.services.history.store import HistoryStore
from support.exchanges import record


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    made = HistoryStore(tmp_path / "history")
    for number in range(250):
        made.append(record(number, vid=f"v{number % 5}"))
    made.append(record(250, profile="Other")).result()
    yield made
    made.close()


@pytest.fixture
def model(store: HistoryStore) -> Iterator[HistoryFinding]:
    made = HistoryFinding(store)
    made._places_wanted = True
    made.read()
    yield made
    made.search.end()


def settle(model: HistoryFinding, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not model.search.going)


def test_taking_a_filter_away_needs_no_search(
    model: HistoryFinding, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.filter_by(HistoryQuery(vid="v1"))
    settle(model, qtbot)
    assert (model.rowCount(), model.filtered) == (50, True)
    store.append(record(251)).result()
    model.filter_by(HistoryQuery())
    assert not model.search.going
    assert model._reading.places.whole
    assert [model.row(n).uid for n in (0, 251)] == ["uid-251", "uid-0"]  # type: ignore[union-attr]


def test_a_row_deleted_meanwhile_makes_it_search_anew(
    model: HistoryFinding, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.filter_by(HistoryQuery(vid="v1"))
    settle(model, qtbot)
    store.delete([10]).result()
    model.filter_by(HistoryQuery())
    assert model.rowCount() == 250
    settle(model, qtbot)
    assert {model.index(n, 0).data(ROW).id for n in range(250)} == set(range(1, 252)) - {10}


def test_a_filter_is_read_against_the_profiles_and_goals_there_are(model: HistoryFinding) -> None:
    model.set_catalog(Catalog(goals={"7": Goal("7", "Purchase"), "8": Goal("8", "Lead")}))
    around = model.around(datetime.now(UTC))
    assert around.profiles == ("Other", "Shop")
    assert around.goals_named("purchase") == ("7",)
    assert around.goals_named("x") == ()


def test_a_sort_shows_the_rows_there_were_until_it_knows_better(
    model: HistoryFinding, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    model.sort(Column.VISITOR, Qt.SortOrder.AscendingOrder)
    assert model.rowCount() == 251
    settle(model, qtbot)
    assert model.index(0, 0).data(ROW).vid == "v"
    assert model.index(250, 0).data(ROW).vid == "v4"


def test_a_history_that_cannot_be_read_is_said_and_keeps_its_rows(
    model: HistoryFinding, store: HistoryStore, qtbot: QtBot
) -> None:
    settle(model, qtbot)
    said: list[str] = []
    model.failed.connect(said.append)
    store._db.close()
    model.read()
    assert len(said) == 1
    assert model.rowCount() == 251
    assert model.around(datetime.now(UTC)).profiles == ()
