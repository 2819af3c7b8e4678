"""Columns are narrowed, and then give way, until the others fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from convert_console.models.history.grouping import GROUPS, Group
from convert_console.models.history.model import Column
from convert_console.widgets.history.cell_delegate import verdict_width
from convert_console.widgets.history.table_view import (
    GIVE_WAY,
    SPARED,
    HistoryView,
    fitting,
    title_width,
)
from convert_console.widgets.theme.theme import px
from support.histories import shown_view

ALWAYS = {Column.VERDICT, Column.TIME, Column.EVENTS}


@pytest.fixture
def view(tmp_path: Path, qtbot: QtBot) -> Iterator[HistoryView]:
    with shown_view(tmp_path, qtbot) as made:
        yield made


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("screen", [(width, group) for width in (1272, 1016) for group in GROUPS])
def test_nothing_need_be_scrolled_to_and_no_title_is_cut(
    view: HistoryView,
    zoomed: Callable[[float], None],
    qtbot: QtBot,
    screen: tuple[int, Group],
    zoom: float,
) -> None:
    width, group = screen
    view.history.group_by(group)
    view.gutter.refresh()
    zoomed(zoom)
    view.resize(width, 300)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
    shown = {column for column in Column if not view.isColumnHidden(column)}
    assert shown >= ALWAYS
    assert all(view.columnWidth(column) >= title_width(column) for column in shown)
    assert view.columnWidth(Column.VERDICT) >= verdict_width()


def test_goals_stay_while_anything_less_telling_could_go(qapp: object) -> None:
    least = fitting(0, "", {})
    assert set(least) == ALWAYS
    for room in range(px(500), px(1_300), px(20)):
        widths = fitting(room, "", {})
        assert sum(widths.values()) <= room
        hidden = [column for column in (*SPARED, *GIVE_WAY) if column not in widths]
        assert hidden == [*SPARED, *GIVE_WAY][: len(hidden)]


def test_what_is_written_into_shows_and_others_give_way_for_it(qapp: object) -> None:
    for room in range(px(500), px(1_300), px(20)):
        widths = fitting(room, "", {}, Column.NOTE)
        assert widths[Column.NOTE] >= title_width(Column.NOTE)
        assert sum(widths.values()) <= room


def test_the_visitor_is_not_said_twice(qapp: object) -> None:
    everything = set(Column)
    assert set(fitting(px(3_000), "visitor", {})) == everything - {Column.VISITOR}
    assert set(fitting(px(3_000), "day", {})) == set(fitting(px(3_000), "", {})) == everything


def test_what_a_person_has_set_is_kept(view: HistoryView, qtbot: QtBot) -> None:
    view.resize(1280, 300)
    view.horizontalHeader().resizeSection(Column.GOALS, 200)
    view.resize(1000, 300)
    assert view.columnWidth(Column.GOALS) == 200
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
    view.resize(1280, 300)
    assert view.columnWidth(Column.GOALS) == 200
