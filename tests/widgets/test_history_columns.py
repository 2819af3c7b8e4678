"""Columns give way until the others fit."""

from __future__ import annotations

import pytest

from convert_console.models.history import Column
from convert_console.models.history_groups import GROUPS, Group
from convert_console.widgets.history_columns import GIVE_WAY, LEAST_EVENTS, WIDTHS, giving_way
from convert_console.widgets.history_gutter import WIDTH
from convert_console.widgets.theme import px


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("window", [1280, 1024])
def test_on_the_screens_named_all_that_is_left_fits(window: int, group: Group) -> None:
    room = px(window - 8 - (WIDTH if group else 0))
    hidden = giving_way(room, group)
    widths = WIDTHS | {Column.EVENTS: LEAST_EVENTS}
    assert sum(px(widths[column]) for column in Column if column not in hidden) <= room
    assert hidden <= {*GIVE_WAY, Column.VISITOR}


def test_the_visitor_is_not_said_twice(qapp: object) -> None:
    assert giving_way(px(3_000), "visitor") == {Column.VISITOR}
    assert giving_way(px(3_000), "day") == giving_way(px(3_000), "") == set()
