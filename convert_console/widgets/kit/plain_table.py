"""A table of texts whose rows are read and chosen, and the mark of a chosen row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QWidget,
)

from convert_console.widgets.kit.painted import paint_chosen
from convert_console.widgets.theme.theme import px
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
        self.verticalHeader().setDefaultSectionSize(px(tokens().size.table_row))
