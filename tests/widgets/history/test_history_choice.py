"""Which rows are chosen, and how many can be."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection
from pytestqt.qtbot import QtBot

from convert_console.models.history.model import Column, HistoryModel
from convert_console.widgets.history.table_view import CHOOSE, MOST_CHOSEN, HistoryView
from support.exchanges import record
from support.histories import shown_view

MANY = 50_000


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot, map(record, range(50))) as made:
        yield made


def test_no_more_rows_can_be_chosen_than_qt_paints_in_a_frame(
    view: HistoryView, qtbot: QtBot
) -> None:
    model = view.model()
    assert isinstance(model, HistoryModel)
    model._reset_to(array("q", range(MANY, 0, -1)))
    with qtbot.waitSignal(view.curbed):
        view.selectAll()
    assert view.chosen() == list(range(MOST_CHOSEN))
    view.setCurrentIndex(model.index(20_000, 0))
    rows = QItemSelection(model.index(10_000, 0), model.index(20_000, Column.NOTE))
    with qtbot.waitSignal(view.curbed):
        view.selectionModel().select(rows, CHOOSE)
    assert view.chosen() == list(range(20_001 - MOST_CHOSEN, 20_001))


def test_all_of_a_few_can_be_chosen(view: HistoryView) -> None:
    view.selectAll()
    assert view.chosen() == list(range(50))
