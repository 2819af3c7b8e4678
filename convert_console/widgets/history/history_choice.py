"""Which rows of the history are chosen, and how many can be."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

MOST_CHOSEN = 1_000
"""Qt paints each chosen row's header, 12 µs a row: a million take 12 s."""

CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class ChoosingView(QTableView):
    """Signals:
    curbed: more rows were chosen than can be.
    """

    curbed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            self.selectionModel().selectionChanged.connect(self._curb)

    def chosen(self) -> list[int]:
        """The places of the chosen rows, from the top."""
        ranges = self._ranges()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def choose(self, first: int, last: int) -> None:
        """Choose these rows and no others."""
        model = self.model()
        rows = QItemSelection(model.index(first, 0), model.index(last, model.columnCount() - 1))
        self.selectionModel().select(rows, CHOOSE)

    def selectAll(self) -> None:
        last = min(self.model().rowCount(), MOST_CHOSEN) - 1
        if last < 0:
            return
        self.choose(0, last)
        if last + 1 < self.model().rowCount():
            self.curbed.emit()

    def _ranges(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def _curb(self) -> None:
        """Qt lets Shift choose any number of rows: keep those next to where it ended."""
        ranges = self._ranges()
        if sum(part.height() for part in ranges) <= MOST_CHOSEN:
            return
        end = self.currentIndex().row()
        inside = next((part for part in ranges if part.contains(self.currentIndex())), ranges[0])
        first = max(inside.top(), end - MOST_CHOSEN + 1) if end > inside.top() else inside.top()
        self.choose(first, min(inside.bottom(), first + MOST_CHOSEN - 1))
        self.curbed.emit()
