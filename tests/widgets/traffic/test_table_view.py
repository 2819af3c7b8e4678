"""The list reads what is in sight, shows what is chosen, and fits where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from convert_console.models.traffic.cells import Column
from convert_console.models.traffic.hit import Hit
from convert_console.widgets.theme.theme import colors, px
from convert_console.widgets.traffic.table_view import HEIGHT, WIDTHS, InboundView
from support.driver import settle
from support.inbound import CAME, URL, listening


@pytest.fixture
def view(qtbot: QtBot, tmp_path: Path) -> Iterator[InboundView]:
    with listening(tmp_path) as inbound:
        inbound.add([Hit(replace(CAME, number=number), URL) for number in range(100)])
        made = InboundView(inbound)
        qtbot.addWidget(made)
        made.resize(1_010, 200)
        made.show()
        qtbot.waitExposed(made)
        yield made


def read(view: InboundView) -> list[bool]:
    return [hit.is_read for hit in view._inbound._hits]


def test_only_what_is_in_sight_is_read(view: InboundView, qtbot: QtBot) -> None:
    view.grab()
    qtbot.waitUntil(lambda: all(read(view)[:5]))
    assert not any(read(view)[20:])
    view.scrollToBottom()
    qtbot.waitUntil(lambda: read(view)[-1])


def test_the_chosen_line_is_seen_to_be_chosen(view: InboundView) -> None:
    view.selectRow(1)
    picture = view.viewport().grab().toImage()
    rows = [view.rowViewportPosition(row) + 3 for row in (0, 1)]
    seen = [picture.pixelColor(3, top) for top in rows]
    assert seen[1] == QColor(colors().selection)
    assert seen[0] != seen[1]


def test_columns_give_way_in_a_narrow_window(view: InboundView) -> None:
    assert not view.isColumnHidden(Column.GOALS)
    view.resize(900, 200)
    assert view.isColumnHidden(Column.GOALS)
    assert not view.isColumnHidden(Column.VISITOR)
    view.resize(680, 200)  # as a window of 1,024 pixels at 150 %
    assert view.isColumnHidden(Column.VISITOR)
    assert view.columnWidth(Column.EVENTS) >= 90, "“hitGoal · tr” can be read"
    settle()
    assert view.horizontalScrollBar().maximum() == 0


def test_rows_and_columns_follow_the_zoom_and_keep_what_a_person_set(
    view: InboundView, zoomed: Callable[[float], None]
) -> None:
    view.setColumnWidth(Column.TIME, 130)
    view.resize(1_600, 200)
    zoomed(1.5)
    assert view.rowHeight(0) == px(HEIGHT)
    assert view.columnWidth(Column.TIME) == 195
    assert view.columnWidth(Column.GOALS) == px(WIDTHS[Column.GOALS])
    view.resize(1_010, 200)
    assert view.isColumnHidden(Column.VISITOR)
    zoomed(1.0)
    assert view.rowHeight(0) == HEIGHT
    widths = {column: view.columnWidth(column) for column in WIDTHS}
    assert widths == {**WIDTHS, Column.TIME: 130}


def test_an_empty_list_is_painted_too(view: InboundView) -> None:
    view._inbound.clear()
    view.grab()
    assert view._inbound.rowCount() == 0
