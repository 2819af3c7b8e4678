"""How wide the columns of the history are, and which give way where there is little room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTableView

from convert_console.models.history.grouping import Group
from convert_console.models.history.model import Column
from convert_console.widgets.history.cell_delegate import verdict_width
from convert_console.widgets.history.history_titles import title_width
from convert_console.widgets.theme.theme import px

WIDTHS = {
    Column.VERDICT: 152,
    Column.TIME: 118,
    Column.METHOD: 80,
    Column.PROFILE: 110,
    Column.EVENTS: 150,
    Column.GOALS: 120,
    Column.REVENUE: 90,
    Column.VISITOR: 100,
    Column.STATUS: 72,
    Column.TOOK: 80,
    Column.STAR: 48,
    Column.NOTE: 140,
}
"""Where there is room. The events take what the others leave."""

LEAST = {
    **WIDTHS,
    Column.TIME: 108,
    Column.EVENTS: 104,
    Column.GOALS: 92,
    Column.VISITOR: 88,
    Column.NOTE: 84,
}
"""Where there is not: a moment with its day, one goal, the ends of a visitor's id."""

SPARED = (Column.PROFILE, Column.TOOK)
"""Hidden before the others are narrowed; the first goes first."""

GIVE_WAY = (
    *(Column.METHOD, Column.STATUS, Column.NOTE, Column.VISITOR, Column.STAR, Column.REVENUE),
    Column.GOALS,
)
"""Hidden where even the narrowest do not fit, so that nothing need be scrolled to."""


class HistoryColumns:
    """Keeps the widths that a person has set, and sets the others."""

    def __init__(self, table: QTableView) -> None:
        self._table = table
        self._own: dict[Column, int] = {}
        table.horizontalHeader().sectionResized.connect(self._heed)

    def zoom(self, by: float) -> None:
        """Keep the shares of what a person has set; to be followed by `fit`."""
        self._own = {column: round(width * by) for column, width in self._own.items()}

    def fit(self, beside: int, group: Group, in_use: Column | None) -> None:
        """Show what fits, where so many pixels are taken by what stands beside the rows, and what
        is written into.
        """
        table = self._table
        scroll_bar = table.verticalScrollBar().sizeHint().width()
        room = table.width() - 2 * table.frameWidth() - scroll_bar - beside
        widths = fitting(room, group, self._own, in_use)
        table.horizontalHeader().setMinimumSectionSize(px(24))
        # A width that the table hears of has it paint all once more, after what it paints next.
        with QSignalBlocker(table.horizontalHeader()):
            for column in Column:
                table.setColumnHidden(column, column not in widths)
            for column, width in widths.items():
                if column != Column.EVENTS:
                    table.setColumnWidth(column, width)
            table.updateGeometries()
        table.viewport().update()

    def _heed(self, column: int, _before: int, width: int) -> None:
        if column != Column.EVENTS and width:
            self._own[Column(column)] = width


def fitting(
    room: int, group: Group, own: Mapping[Column, int], in_use: Column | None = None
) -> dict[Column, int]:
    """The columns that show in so many pixels, and how wide; with widths that a person has set. A
    visitor's id stands beside its rows. What is in use shows, whatever else must give way for it.
    """
    wide, least = (_pixels(widths, own) for widths in (WIDTHS, LEAST))
    wide[Column.EVENTS] = least[Column.EVENTS]
    shown = [column for column in Column if column != Column.VISITOR or group != "visitor"]
    for some, widths in ((SPARED, wide), (GIVE_WAY, least)):
        for column in some:
            if sum(widths[one] for one in shown) <= room:
                break
            if column in shown and column != in_use:
                shown.remove(column)
    missing = sum(wide[column] for column in shown) - room
    slack = sum(wide[column] - least[column] for column in shown)
    share = min(1.0, max(0.0, missing / slack)) if slack else 0.0
    return {column: wide[column] - _share(wide[column] - least[column], share) for column in shown}


def _share(slack: int, share: float) -> int:
    """Rounded up, so that the sum fits."""
    return -int(-slack * share // 1)


def _pixels(widths: Mapping[Column, int], own: Mapping[Column, int]) -> dict[Column, int]:
    pixels = {column: max(px(width), title_width(column)) for column, width in widths.items()}
    pixels[Column.VERDICT] = max(pixels[Column.VERDICT], verdict_width())
    return {**pixels, **own}
