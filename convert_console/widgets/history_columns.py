"""How wide the columns of the history are, and which give way where there is little room."""

from __future__ import annotations

from PySide6.QtWidgets import QTableView

from convert_console.models.history import Column
from convert_console.models.history_groups import Group
from convert_console.widgets.history_cells import verdict_width
from convert_console.widgets.theme import px

WIDTHS = {
    Column.VERDICT: 154,
    Column.TIME: 118,
    Column.METHOD: 72,
    Column.PROFILE: 110,
    Column.EVENTS: 150,
    Column.GOALS: 120,
    Column.REVENUE: 84,
    Column.VISITOR: 104,
    Column.STATUS: 66,
    Column.TOOK: 76,
    Column.STAR: 40,
    Column.NOTE: 150,
}
LEAST_EVENTS = 104
"""The events take what the others leave, and no less than this."""

GIVE_WAY = (Column.PROFILE, Column.TOOK, Column.GOALS, Column.METHOD)
"""The first goes first. What is left can be reached by scrolling, on a small screen at 200 %."""


def set_widths(table: QTableView) -> None:
    """Give each column its width at the zoom in force."""
    for column, width in WIDTHS.items():
        table.setColumnWidth(column, px(width))
    _make_room_for_verdicts(table)


def zoom_widths(table: QTableView, by: float) -> None:
    """Columns keep their shares, also those that a person has set."""
    for column in WIDTHS:
        # A hidden one has no width of its own: it is as wide as before once it shows.
        table.setColumnHidden(column, False)
        table.setColumnWidth(column, round(table.columnWidth(column) * by))
    _make_room_for_verdicts(table)


def fit(table: QTableView, beside: int, group: Group) -> None:
    """Hide what gives way, where so many pixels are taken by what stands beside the rows."""
    scroll_bar = table.verticalScrollBar().sizeHint().width()
    hidden = giving_way(table.width() - 2 * table.frameWidth() - scroll_bar - beside, group)
    for column in Column:
        table.setColumnHidden(column, column in hidden)


def giving_way(room: int, group: Group) -> set[Column]:
    """The columns that do not show in so many pixels; a visitor's id stands beside its rows."""
    hidden = {Column.VISITOR} if group == "visitor" else set()
    for column in GIVE_WAY:
        if _needed(hidden) <= room:
            break
        hidden.add(column)
    return hidden


def _needed(hidden: set[Column]) -> int:
    widths = WIDTHS | {Column.EVENTS: LEAST_EVENTS}
    shown = sum(px(width) for column, width in widths.items() if column not in hidden)
    return shown + max(0, verdict_width() - px(WIDTHS[Column.VERDICT]))


def _make_room_for_verdicts(table: QTableView) -> None:
    least = max(table.columnWidth(Column.VERDICT), verdict_width())
    table.setColumnWidth(Column.VERDICT, least)
