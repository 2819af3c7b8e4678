"""The arrow of the order stands beside the title and never over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convert_console.models.history.model import Column
from convert_console.widgets.history.table_view import HistoryTitles, HistoryView
from convert_console.widgets.theme.theme import theme_of
from support.histories import shown_view


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
        assert view.history._column == Column.STATUS
        assert titles.sortIndicatorOrder() == order
        assert picture(titles, Column.STATUS) != before
