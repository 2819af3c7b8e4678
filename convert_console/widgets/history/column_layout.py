"""The columns of the history's table: their widths, order and visibility, and their header."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from convert_console.core.history.columns import COLUMNS, Column
from convert_console.models.history.grouping import Group
from convert_console.widgets.history.cell_delegate import INDENT, LEFT, RIGHT
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font

HEADER_HEIGHT = 28
ARROW_GAP, ARROW = 4, 10
"""Between a title and its arrow, and the arrow; pixels at 100 % zoom."""

HIDDEN_BEFORE_NARROWING = 3
"""How many columns are hidden before others are made narrow."""

DEFAULT_ORDER = (
    *(Column.SOURCE, Column.VERDICT, Column.TIME, Column.METHOD, Column.PEER),
    *(c for c in COLUMNS[3:] if c not in (Column.PEER, Column.SOURCE)),
)
"""The columns from the left, until a person moves one."""

OF_ALL_SOURCES = {Column.VERDICT: 164, Column.METHOD: 80, Column.PEER: 132}
"""Least widths where rows of all sources are listed."""

NARROWEST, WIDEST = 24, 2_000
"""Pixels at 100 % zoom that a person can give a column."""


@dataclass(slots=True)
class ColumnChoices:
    """What a person has set: widths in pixels at 100 % zoom, which columns are shown or hidden
    whatever the room, and their order from the left.
    """

    widths: dict[Column, int] = field(default_factory=dict)
    shown: dict[Column, bool] = field(default_factory=dict)
    order: list[Column] = field(default_factory=list)
    needless: frozenset[Column] = frozenset()
    """Columns that say the same of every row now: they are left out unless they were chosen."""

    @property
    def least(self) -> Mapping[Column, int]:
        """Least widths of columns in pixels at 100 % zoom."""
        wider = {} if self.needless else OF_ALL_SOURCES
        return {column: wider.get(column, column.spec.least) for column in COLUMNS}

    def stored(self) -> dict[str, Any]:
        """The choices as JSON values."""
        return {
            "widths": {column.name: width for column, width in self.widths.items()},
            "shown": {column.name: shown for column, shown in self.shown.items()},
            "order": [column.name for column in self.order],
        }


def read_choices(stored: Mapping[str, Any]) -> ColumnChoices:
    """Stored choices; what cannot be read is left out."""
    choices = ColumnChoices()
    for name, width in _mapping(stored.get("widths")):
        if type(width) is int and NARROWEST <= width <= WIDEST:
            choices.widths[Column[name]] = width
    for name, shown in _mapping(stored.get("shown")):
        if isinstance(shown, bool) and Column[name].spec.hide:
            choices.shown[Column[name]] = shown
    order = stored.get("order")
    names = [name for name in order if name in _NAMES] if isinstance(order, list) else []
    if len(set(names)) == len(COLUMNS):
        choices.order = [Column[name] for name in dict.fromkeys(names)]
    return choices


_NAMES = frozenset(column.name for column in COLUMNS)


def _mapping(value: object) -> list[tuple[str, Any]]:
    return [pair for pair in value.items() if pair[0] in _NAMES] if isinstance(value, dict) else []


class HistoryColumns:
    """Sets the widths of the columns, and hides some where there is no space for all. What the
    person has set is kept, and the table then scrolls if it must.
    """

    def __init__(self, table: QTableView, header: HistoryHeader) -> None:
        self._table, self._header = table, header
        self.choices = ColumnChoices()
        self._move(DEFAULT_ORDER)
        header.sectionResized.connect(self._keep_width)
        header.sectionMoved.connect(self._keep_order)

    def restore(self, choices: ColumnChoices) -> None:
        """Use stored choices; call `fit` afterwards."""
        choices.needless = self.choices.needless
        self._move(choices.order or DEFAULT_ORDER)
        self.choices = choices

    def _move(self, order: Sequence[Column]) -> None:
        for place, column in enumerate(order):
            self._header.moveSection(self._header.visualIndex(column), place)

    def fit(self, group: Group, edited: Column | None) -> None:
        """Show the columns that fit, with that by which the rows are sorted; `edited` is a column
        that must be shown.
        """
        table = self._table
        scroll_bar = table.verticalScrollBar().sizeHint().width()
        available = table.width() - 2 * table.frameWidth() - scroll_bar
        sorted_by = COLUMNS[self._header.sortIndicatorSection()]
        widths = column_widths(available, group, self.choices, edited, sorted_by)
        # The table would paint everything a second time for each width that it is notified of, and
        # a width that is raised to the least one would be taken for one that the person chose.
        with QSignalBlocker(self._header):
            self._header.setMinimumSectionSize(px(NARROWEST))
            for column in COLUMNS:
                table.setColumnHidden(column, column not in widths)
            for column, width in widths.items():
                table.setColumnWidth(column, width)
            table.updateGeometries()
        table.viewport().update()

    def _keep_width(self, column: int, _before: int, width: int) -> None:
        if width:
            self.choices.widths[COLUMNS[column]] = round(width * 100 / px(100))

    def _keep_order(self) -> None:
        header = self._header
        self.choices.order = [COLUMNS[header.logicalIndex(place)] for place in range(len(COLUMNS))]


def column_widths(
    available: int,
    group: Group,
    choices: ColumnChoices,
    edited: Column | None = None,
    sorted_by: Column = Column.TIME,
) -> dict[Column, int]:
    """The columns that fit into the available pixels, and their widths.

    `edited` is shown in any case, and `sorted_by` unless it was hidden. Grouped by visitor, the
    groups show the visitor already. What is left over goes to the events, unless their width was
    chosen.
    """
    chosen = {column: px(width) for column, width in choices.widths.items()}
    inset = px(INDENT) if group else 0
    least = choices.least
    wide = _pixels({c: max(c.spec.width, least[c]) for c in COLUMNS}, chosen, inset)
    narrow = _pixels(least, chosen, inset)
    left_out = {column for column, shown in choices.shown.items() if not shown}
    left_out |= {column for column in choices.needless if not choices.shown.get(column)}
    if group == "visitor" and not choices.shown.get(Column.VISITOR):
        left_out.add(Column.VISITOR)
    shown = [column for column in COLUMNS if column not in left_out or column == edited]
    for column in sorted(COLUMNS, key=lambda column: column.spec.hide):
        widths = wide if column.spec.hide <= HIDDEN_BEFORE_NARROWING else narrow
        must_stay = not column.spec.hide or choices.shown.get(column)
        must_stay = must_stay or column in (edited, sorted_by)
        if column in shown and not must_stay and sum(widths[c] for c in shown) > available:
            shown.remove(column)
    missing = sum(wide[column] for column in shown) - available
    slack = sum(wide[column] - narrow[column] for column in shown)
    share = min(1.0, max(0.0, missing / slack)) if slack else 0.0
    # Each column gives its share, rounded up so that the sum fits.
    result = {c: wide[c] - math.ceil((wide[c] - narrow[c]) * share) for c in shown}
    left_over = available - sum(result.values())
    if left_over > 0 and Column.EVENTS not in chosen:
        result[Column.EVENTS] += left_over
    return result


def _pixels(
    widths: Mapping[Column, int], chosen: Mapping[Column, int], inset: int
) -> dict[Column, int]:
    pixels = {column: max(px(width), title_width(column)) for column, width in widths.items()}
    pixels[Column.VERDICT] += inset
    return {**pixels, **chosen}


class HistoryHeader(QHeaderView):
    """Titles that can be clicked to sort, dragged to another place and widened. A menu shows and
    hides columns.

    It paints the arrow of the sort order next to the title. Qt would paint it at the edge of the
    column, over a title that is aligned right, and cut the title in a narrow column.

    Signals:
        column_toggled(int, bool): the person wants to see this column, or not.
        reset_wanted: the person wants the columns as they were at first.
    """

    column_toggled = Signal(int, bool)
    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName("Columns of the history")
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.sortIndicatorChanged.connect(self.viewport().update)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint the title, in line with the texts below it."""
        column = COLUMNS[section]
        painter.save()
        painter.fillRect(rect, QColor(colors().pane))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colors().line))
        area = rect.adjusted(px(LEFT), 0, -px(RIGHT), 0)
        painter.setFont(_title_font())
        painter.setPen(QColor(colors().muted))
        side, width = px(ARROW), _text_width(section, px(100))
        alignment = Qt.AlignmentFlag.AlignRight if column.spec.right else Qt.AlignmentFlag.AlignLeft
        if column is Column.STAR:
            paint_icon(painter, self._star_area(area), "star", colors().muted)
        else:
            painter.drawText(area, alignment | Qt.AlignmentFlag.AlignVCenter, column.spec.title)
        if section == self.sortIndicatorSection():
            offset = width + px(ARROW_GAP)
            left = area.right() + 1 - offset - side if column.spec.right else area.left() + offset
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            arrow = QRectF(left, rect.center().y() - side / 2, side, side)
            paint_icon(painter, arrow, "arrow-up" if up else "arrow-down", colors().muted)
        painter.restore()

    def _star_area(self, area: QRect) -> QRectF:
        side = px(13)
        return QRectF(area.left(), area.center().y() - side / 2, side, side)

    def _open_menu(self, position: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(position))

    def menu(self) -> QMenu:
        """The columns with check marks. Verdict, time and events are always shown."""
        menu = QMenu(self)
        for column in COLUMNS:
            action = menu.addAction(column.menu_name)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(column))
            action.setEnabled(bool(column.spec.hide))
            number = int(column)
            action.triggered.connect(lambda on, of=number: self.column_toggled.emit(of, on))
        menu.addSeparator()
        menu.addAction("Reset columns").triggered.connect(self.reset_wanted)
        return menu


def title_width(column: Column) -> int:
    """Pixels that a column needs for its title with an arrow."""
    return px(LEFT) + px(RIGHT) + _text_width(column, px(100)) + px(ARROW_GAP) + px(ARROW)


def _title_font() -> QFont:
    font = text_font("small")
    font.setWeight(QFont.Weight.Medium)
    return font


@cache
def _text_width(column: int, _zoom: int) -> int:
    return QFontMetrics(_title_font()).horizontalAdvance(COLUMNS[column].spec.title)
