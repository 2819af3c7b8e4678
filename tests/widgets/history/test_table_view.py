"""The table of the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.models.history.model import Column
from convert_console.widgets.history.cell_delegate import verdict_width
from convert_console.widgets.history.table_view import HistoryView
from support.exchanges import record
from support.histories import shown_view


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot, map(record, range(50))) as made:
        yield made


def test_a_letter_does_not_search_a_million_rows(view: HistoryView) -> None:
    view.selectRow(3)
    QTest.keyClick(view, Qt.Key.Key_P)
    assert view.currentIndex().row() == 3


def test_keys_and_clicks_star_delete_and_note(view: HistoryView, qtbot: QtBot) -> None:
    view.selectRow(2)
    with qtbot.waitSignal(view.starred):
        QTest.keyClick(view, Qt.Key.Key_S)
    with qtbot.waitSignal(view.deleted):
        QTest.keyClick(view, Qt.Key.Key_Delete)
    star = view.visualRect(view.model().index(1, Column.STAR)).center()
    with qtbot.waitSignal(view.starred):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=star)
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.state() == HistoryView.State.EditingState


def test_columns_give_way_in_a_narrow_pane(view: HistoryView) -> None:
    assert not view.isColumnHidden(Column.PROFILE)
    view.resize(1000, 300)
    assert view.isColumnHidden(Column.PROFILE)
    assert not view.isColumnHidden(Column.NOTE)


def test_a_column_that_has_given_way_shows_while_its_note_is_written(view: HistoryView) -> None:
    view.resize(600, 300)
    assert view.isColumnHidden(Column.NOTE)
    view.selectRow(2)
    QTest.keyClick(view, Qt.Key.Key_F2)
    line = view.findChild(QLineEdit)
    assert line is not None
    assert line.isVisible()
    view.resize(590, 300)
    assert line.isVisible()
    assert view.viewport().rect().contains(line.geometry())
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert view.isColumnHidden(Column.NOTE)


def test_writing_a_note_sets_no_width(view: HistoryView) -> None:
    wide = view.columnWidth(Column.NOTE)
    view.resize(900, 300)
    assert view.columnWidth(Column.NOTE) < wide
    view.resize(600, 300)
    view.selectRow(2)
    QTest.keyClick(view, Qt.Key.Key_F2)
    line = view.findChild(QLineEdit)
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_Escape)
    view.resize(1280, 300)
    assert view.columnWidth(Column.NOTE) == wide


def test_columns_and_rows_follow_the_zoom_and_keep_what_a_person_set(
    view: HistoryView, zoomed: Callable[[float], None]
) -> None:
    zoomed(1.0)
    view.setColumnWidth(Column.TIME, 130)
    shown = [column for column in Column if not view.isColumnHidden(column)]
    height = view.verticalHeader().defaultSectionSize()
    zoomed(2.0)
    assert view.columnWidth(Column.TIME) == 260
    assert view.verticalHeader().defaultSectionSize() == 2 * height
    assert view.columnWidth(Column.VERDICT) >= verdict_width()
    assert view.isColumnHidden(Column.PROFILE)
    zoomed(1.0)
    assert view.columnWidth(Column.TIME) == 130
    assert [column for column in Column if not view.isColumnHidden(column)] == shown


def test_a_verdict_never_touches_the_time(
    view: HistoryView, zoomed: Callable[[float], None]
) -> None:
    for zoom in (0.8, 1.0, 1.5, 2.0):
        zoomed(zoom)
        assert view.columnWidth(Column.VERDICT) >= verdict_width()
