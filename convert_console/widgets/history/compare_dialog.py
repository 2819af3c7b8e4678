"""Compares two exchanges side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.history.comparison import Compared, compare
from convert_console.core.text import visible
from convert_console.core.verdict.exchange import Exchange
from convert_console.widgets.history.cell_delegate import moment_words
from convert_console.widgets.kit.dialogs import FittingDialog
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import colors, px, text_font

Index = QModelIndex | QPersistentModelIndex

LONGEST_VALUE = 300
"""Characters of a value in a cell; the tooltip has more."""


class CompareDialog(FittingDialog):
    """Lists the differences, or all values if the user asks for them."""

    def __init__(self, left: Exchange, right: Exchange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare two exchanges")
        self.resize_within_screen(980, 560)
        self._lines = compare(left, right)
        one_inbound = left.inbound or right.inbound
        self._same_subject = "The request is" if one_inbound else "Request and answer are"
        self.model = ComparedTable((_heading(left), _heading(right)), self)
        self.summary = QLabel(self)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.everything = QCheckBox("Show unchanged", self)
        self.everything.setToolTip("List all values, not only those that differ")
        self.everything.toggled.connect(self.refresh)
        self.table = self._table()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.show_keys(buttons)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.everything)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Show the differences, or all values."""
        different = [line for line in self._lines if not line.same]
        self.model.show_lines(self._lines if self.everything.isChecked() else different)
        count = len(different)
        self.summary.setText(
            f"{count:,} {'difference' if count == 1 else 'differences'}"
            if count
            else f"{self._same_subject} the same in both."
        )

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName("Differences")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setFont(text_font("mono"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(px(29))
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(px(30))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        for column, width in enumerate((34, 76, 210)):
            table.setColumnWidth(column, px(width))
        cells = _DifferenceDelegate(self.model, table)
        for column in (3, 4):
            table.setItemDelegateForColumn(column, cells)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return table


class ComparedTable(QAbstractTableModel):
    """One line for each compared value: a sign, the part, the path, and both values."""

    def __init__(self, headings: tuple[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._titles = ("", "Part", "Where", *headings)
        self._lines: Sequence[Compared] = ()

    def show_lines(self, lines: Sequence[Compared]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        value = (_sign(line), line.part, line.place, line.left, line.right)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "–" if value is None else visible(value[:LONGEST_VALUE])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip((value or "")[: LONGEST_VALUE * 10])
        return None

    def differs(self, row: int) -> bool:
        return not self._lines[row].same

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._titles[section])
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None


class _DifferenceDelegate(QStyledItemDelegate):
    """Tints the differences: under a style sheet, Qt ignores a background from the model."""

    def __init__(self, table: ComparedTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if self._table.differs(index.row()):
            painter.fillRect(option.rect, QColor(colors().warn_soft))
        super().paint(painter, option, index)


def _sign(line: Compared) -> str:
    if line.same:
        return "="
    return "+" if line.left is None else "−" if line.right is None else "≠"


def _heading(exchange: Exchange) -> str:
    when = moment_words(exchange.sent_at, datetime.now().astimezone())
    return f"{exchange.request.method} · {exchange.profile} · {when}"
