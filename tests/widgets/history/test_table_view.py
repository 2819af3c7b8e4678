"""The table of the history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.models.history.grouping import GROUPS, Group
from convert_console.models.history.model import HistoryModel
from convert_console.widgets.history.cell_delegate import verdict_width
from convert_console.widgets.history.table_view import (
    MOST_SELECTED,
    SELECT,
    HistoryTitles,
    HistoryView,
    fitting,
    title_width,
)
from convert_console.widgets.theme.theme import px, theme_of
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


# Which rows are chosen, and how many can be.

MANY = 50_000


def test_no_more_rows_can_be_chosen_than_qt_paints_in_a_frame(
    view: HistoryView, qtbot: QtBot
) -> None:
    model = view.model()
    assert isinstance(model, HistoryModel)
    model.rows.reset(array("q", range(MANY, 0, -1)))
    with qtbot.waitSignal(view.limited):
        view.selectAll()
    assert view.selected_rows() == list(range(MOST_SELECTED))
    view.setCurrentIndex(model.index(20_000, 0))
    rows = QItemSelection(model.index(10_000, 0), model.index(20_000, Column.NOTE))
    with qtbot.waitSignal(view.limited):
        view.selectionModel().select(rows, SELECT)
    assert view.selected_rows() == list(range(20_001 - MOST_SELECTED, 20_001))


def test_all_of_a_few_can_be_chosen(view: HistoryView) -> None:
    view.selectAll()
    assert view.selected_rows() == list(range(50))


# Columns are narrowed, and then give way, until the others fit.

ALWAYS = {Column.VERDICT, Column.TIME, Column.EVENTS}


@pytest.fixture
def column_view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot) as made:
        yield made


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("screen", [(width, group) for width in (1272, 1016) for group in GROUPS])
def test_nothing_need_be_scrolled_to_and_no_title_is_cut(
    column_view: HistoryView,
    zoomed: Callable[[float], None],
    qtbot: QtBot,
    screen: tuple[int, Group],
    zoom: float,
) -> None:
    width, group = screen
    column_view.history.loader.group_by(group)
    column_view.gutter.refresh()
    zoomed(zoom)
    column_view.resize(width, 300)
    qtbot.waitUntil(lambda: column_view.horizontalScrollBar().maximum() == 0)
    shown = {column for column in Column if not column_view.isColumnHidden(column)}
    assert shown >= ALWAYS
    assert all(column_view.columnWidth(column) >= title_width(column) for column in shown)
    assert column_view.columnWidth(Column.VERDICT) >= verdict_width()


def test_goals_stay_while_anything_less_telling_could_go(qapp: object) -> None:
    least = fitting(0, "", {})
    assert set(least) == ALWAYS
    for room in range(px(500), px(1_300), px(20)):
        widths = fitting(room, "", {})
        assert sum(widths.values()) <= room
        hiding = sorted((c for c in COLUMNS if c.spec.hide), key=lambda column: column.spec.hide)
        hidden = [column for column in hiding if column not in widths]
        assert hidden == hiding[: len(hidden)]


def test_what_is_written_into_shows_and_others_give_way_for_it(qapp: object) -> None:
    for room in range(px(500), px(1_300), px(20)):
        widths = fitting(room, "", {}, Column.NOTE)
        assert widths[Column.NOTE] >= title_width(Column.NOTE)
        assert sum(widths.values()) <= room


def test_the_visitor_is_not_said_twice(qapp: object) -> None:
    everything = set(Column)
    assert set(fitting(px(3_000), "visitor", {})) == everything - {Column.VISITOR}
    assert set(fitting(px(3_000), "day", {})) == set(fitting(px(3_000), "", {})) == everything


def test_what_a_person_has_set_is_kept(column_view: HistoryView, qtbot: QtBot) -> None:
    column_view.resize(1280, 300)
    column_view.horizontalHeader().resizeSection(Column.GOALS, 200)
    column_view.resize(1000, 300)
    assert column_view.columnWidth(Column.GOALS) == 200
    qtbot.waitUntil(lambda: column_view.horizontalScrollBar().maximum() == 0)
    column_view.resize(1280, 300)
    assert column_view.columnWidth(Column.GOALS) == 200


# The arrow of the order stands beside the title and never over it.


@pytest.fixture
def titles(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[HistoryTitles]:
    theme_of(qapp).use("light", 1.0)
    with shown_view(tmp_path, qtbot) as view:
        header = view.horizontalHeader()
        assert isinstance(header, HistoryTitles)
        yield header


def picture(titles: HistoryTitles, column: Column) -> QImage:
    left, width = titles.sectionViewportPosition(column), titles.sectionSize(column)
    return titles.viewport().grab(QRect(left, 0, width, titles.height())).toImage()


@pytest.mark.parametrize("column", [column for column in Column if column != Column.TIME])
def test_an_arrow_is_added_to_the_title_and_takes_nothing_from_it(
    titles: HistoryTitles, column: Column
) -> None:
    plain = picture(titles, column)
    titles.setSortIndicator(column, Qt.SortOrder.AscendingOrder)
    with_arrow = picture(titles, column)
    changed = [
        (x, y)
        for x in range(plain.width())
        for y in range(plain.height())
        if plain.pixel(x, y) != with_arrow.pixel(x, y)
    ]
    paper = plain.pixel(1, 1)
    assert changed
    assert {plain.pixel(x, y) for x, y in changed} == {paper}


def test_a_click_on_a_title_sorts_by_it_and_another_one_turns_the_order(
    titles: HistoryTitles,
) -> None:
    place = titles.sectionViewportPosition(Column.STATUS) + 20
    view = titles.parentWidget()
    assert isinstance(view, HistoryView)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        before = picture(titles, Column.STATUS)
        where = QRect(place, 5, 1, 1).topLeft()
        QTest.mouseClick(titles.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert view.history.loader._column == Column.STATUS
        assert titles.sortIndicatorOrder() == order
        assert picture(titles, Column.STATUS) != before
