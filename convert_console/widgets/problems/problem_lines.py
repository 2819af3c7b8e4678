"""A list of problems, one line each."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QWidget

from convert_console.core.linter import Problem
from convert_console.core.text import visible
from convert_console.widgets.kit.tooltips import safe_tip
from convert_console.widgets.problems.problem_cells import (
    PROBLEM,
    ActionWords,
    ProblemCells,
    action_words,
)


class ProblemList(QListView):
    """Enter and a click on the action act; a double click, too.

    Signals:
        acted(object): the person chose a problem's action; the `Problem`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None, action: ActionWords = action_words) -> None:
        super().__init__(parent)
        self.lines = ProblemLines(self)
        self.setAccessibleName("Problems")
        self.setModel(self.lines)
        self.setItemDelegate(ProblemCells(self, action))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.acted.emit(self.currentIndex().data(PROBLEM))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        cells = self.itemDelegate()
        assert isinstance(cells, ProblemCells)
        if index.isValid() and cells.action_rect(self.visualRect(index), index).contains(
            event.position().toPoint()
        ):
            self.acted.emit(index.data(PROBLEM))


class ProblemLines(QAbstractListModel):
    """The problems as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._all: tuple[Problem, ...] = ()

    def show(self, problems: tuple[Problem, ...]) -> None:
        self.beginResetModel()
        self._all = problems
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # type: ignore[override]
        return 0 if parent.isValid() else len(self._all)

    def data(self, index: QModelIndex, role: int = 0) -> object:  # type: ignore[override]
        problem = self._all[index.row()]
        if role == PROBLEM:
            return problem
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(f"{problem.severity}: {problem.where} {problem.sentence}")
        if role == Qt.ItemDataRole.ToolTipRole:
            return safe_tip(f"{problem.sentence}\n{problem.rule}")
        return None
