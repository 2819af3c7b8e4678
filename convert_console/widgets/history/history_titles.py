"""The titles of the history's columns, which none is too narrow for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from convert_console.models.history.cells import RIGHT
from convert_console.models.history.table import TITLES, Column
from convert_console.widgets.theme.icons import paint_icon
from convert_console.widgets.theme.theme import colors, px, text_font

MARGIN, GAP, ARROW = 10, 4, 10
"""Beside a title, between it and its arrow, and the arrow, before zoom."""


class HistoryTitles(QHeaderView):
    """Says the order by an arrow that stands next to the title. Qt's own stands at the edge of the
    column, where it lies over a title that is set to the right, and cuts one in a narrow column.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.sortIndicatorChanged.connect(self.viewport().update)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        super().paintSection(painter, rect, section)
        if section != self.sortIndicatorSection():
            return
        side, words = px(ARROW), _words_width(section, px(100))
        beside = px(MARGIN) + words + px(GAP)
        right = TITLES[section] in RIGHT
        left = rect.right() + 1 - beside - side if right else rect.left() + beside
        area = QRectF(left, rect.center().y() - side / 2, side, side)
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        paint_icon(painter, area, "chevron-up" if up else "chevron-down", colors().muted)


def title_width(column: Column) -> int:
    """What a column needs for its title with an arrow, in pixels."""
    return 2 * px(MARGIN) + _words_width(column, px(100)) + px(GAP) + px(ARROW)


@cache
def _words_width(column: int, _zoom: int) -> int:
    font = text_font("small")
    font.setWeight(QFont.Weight.Medium)
    return QFontMetrics(font).horizontalAdvance(TITLES[column])
