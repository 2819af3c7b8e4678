"""The table of a journey's steps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from convert_console.core.journeys.journey import LONGEST_PAUSE, Step, step_text
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import px

TITLES = ("", "Wait (s)", "Method", "Sends")
PAUSE, METHOD, SENDS = 1, 2, 3
FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class StepTable(QTableWidget):
    """Each step with its pause, its method and what it sends; only pauses can be edited.

    Signals:
        altered: the user changed the steps.
    """

    altered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(TITLES), parent)
        self._steps: list[Step] = []
        self._showing = False
        self.setAccessibleName("Steps of the journey")
        self.setHorizontalHeaderLabels(TITLES)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(32))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(px(30))
        header.setSectionResizeMode(SENDS, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((36, 120, 76)):
            self.setColumnWidth(column, px(width))
        self.setItemDelegateForColumn(PAUSE, _PauseDelegate(self))
        self.itemChanged.connect(self._store_pause)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps with their current pauses."""
        return tuple(self._steps)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show these steps; the current row stays."""
        current = self.currentRow()
        self._steps, self._showing = list(steps), True
        self.setRowCount(len(steps))
        for row, step in enumerate(steps):
            values: tuple[str | float, ...] = (
                str(row + 1),
                step.delay,
                step.method,
                step_text(step),
            )
            for column, value in enumerate(values):
                self.setItem(row, column, _cell(value, column == PAUSE))
        self._showing = False
        if steps:
            self.setCurrentCell(max(0, min(current, len(steps) - 1)), PAUSE)

    def move(self, by: int) -> None:  # type: ignore[override]
        """Swap the selected step with its neighbour."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + by < len(self._steps):
            self._steps[row], self._steps[row + by] = self._steps[row + by], self._steps[row]
            self.show_steps(self.steps)
            self.setCurrentCell(row + by, PAUSE)
            self.altered.emit()

    def remove(self) -> None:
        """Remove the selected step."""
        row = self.currentRow()
        if row >= 0:
            del self._steps[row]
            self.show_steps(self.steps)
            self.altered.emit()

    def _store_pause(self, item: QTableWidgetItem) -> None:
        if not self._showing and item.column() == PAUSE:
            pause = float(item.data(Qt.ItemDataRole.EditRole))
            self._steps[item.row()] = replace(self._steps[item.row()], delay=pause)
            self.altered.emit()


class _PauseDelegate(QStyledItemDelegate):
    """Edits a pause in seconds, with one decimal."""

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        box = QDoubleSpinBox(parent, decimals=1, singleStep=0.5, maximum=LONGEST_PAUSE)
        box.setFrame(False)
        box.setAccessibleName("Seconds to wait before this step")
        return box


def _cell(value: str | float, editable: bool) -> QTableWidgetItem:
    item = QTableWidgetItem()
    item.setData(Qt.ItemDataRole.EditRole, value)
    if editable:
        item.setFlags(FIXED | Qt.ItemFlag.ItemIsEditable)
        item.setToolTip("Press F2 or a digit to change the pause")
    else:
        item.setFlags(FIXED)
        item.setToolTip(plain_tip(str(value)))
    return item
