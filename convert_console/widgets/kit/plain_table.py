"""A table of texts whose rows are read and chosen, and the mark of a chosen row."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QWidget,
)

from convert_console.widgets.kit.painted import paint_chosen
from convert_console.widgets.theme.theme import px, set_lengths
from convert_console.widgets.theme.tokens import tokens


class RowDelegate(QStyledItemDelegate):
    """Paints Qt's own cells, and the bar at the left of the selected row."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        if option.rect.left() <= 0 and option.state & QStyle.StateFlag.State_Selected:
            paint_chosen(painter, option.rect)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """With room above and below, for rows as high as their texts."""
        inside = QStyleOptionViewItem(option)
        # Qt wraps a text within what the style sheet leaves of the cell, but measures all of it.
        inside.rect = option.rect.adjusted(0, 0, -px(SIDES), 0)
        return super().sizeHint(inside, index) + QSize(0, px(PADDING))


PADDING = 8
"""Pixels above and below a text of several lines, together."""

SIDES = 14
"""Pixels left and right of a cell's text, together, as in the style sheet."""


class PlainTable(QTableWidget):
    """One row can be selected, none can be edited, and Tab leaves the table."""

    def __init__(
        self, name: str, titles: Sequence[str], rows: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(rows, len(titles), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(titles)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(RowDelegate(self))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        set_lengths(self.verticalHeader(), defaultSectionSize=tokens().size.table_row)
        self._scale = px(1_000)
        self._scale_icons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._scale != px(1_000):
            before, self._scale = self._scale, px(1_000)
            self._scale_icons()
            self._scale_columns(self._scale / before)

    def _scale_icons(self) -> None:
        side = px(tokens().size.icon_small)
        self.setIconSize(QSize(side, side))

    def _scale_columns(self, by: float) -> None:
        """Keep what the columns show at another zoom, where they do not fit by themselves."""
        header = self.horizontalHeader()
        for column in range(self.columnCount()):
            if header.sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive:
                header.resizeSection(column, round(header.sectionSize(column) * by))
