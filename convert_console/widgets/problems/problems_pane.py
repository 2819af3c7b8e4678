"""The linter's problems: one line each, with where it is and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from convert_console.core.linter import Problem
from convert_console.models.linting.problems import Problems
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.hairline import Hairline
from convert_console.widgets.kit.labels import Badge
from convert_console.widgets.kit.severity import TONES
from convert_console.widgets.problems.problem_cells import PROBLEM
from convert_console.widgets.problems.problem_lines import ProblemList
from convert_console.widgets.theme.theme import px, set_look

LINES_SHOWN = 3


class ProblemsPane(QWidget):
    """As high as its problems, up to a few lines; gone when there are none.

    Signals:
        wanted(object): the person wants to go where a problem is; the `Problem`.
    """

    wanted = Signal(object)

    def __init__(self, problems: Problems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems = problems
        self._counts: dict[str, Badge] = {}
        self._fix_all = LinkButton("Fix all that is certain", self)
        self._fix_all.setToolTip("Mend what has only one right way; Ctrl+Z takes it back")
        self._fix_all.clicked.connect(problems.fix_all)
        self.list = ProblemList(self)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.acted.connect(self._act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(self._head())
        column.addWidget(self.list)
        problems.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the problems there are now."""
        self.list.lines.show(self._problems.all)
        count = len(self._problems.all)
        self.setVisible(count > 0)
        self._fit_list()
        for severity, badge in self._counts.items():
            number = self._problems.counts[severity]
            badge.set_text(f"{number} {severity}{'s' if number > 1 and severity != 'info' else ''}")
            badge.setVisible(number > 0)
        self._fix_all.setVisible(any(problem.fix for problem in self._problems.all))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_list()

    def _fit_list(self) -> None:
        self.list.setFixedHeight(px(30) * min(len(self._problems.all), LINES_SHOWN))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(4), px(12), px(4))
        row.setSpacing(px(6))
        title = QLabel("Problems", self)
        set_look(title, role="strong")
        row.addWidget(title)
        row.addSpacing(px(4))
        for severity, tone in TONES.items():
            badge = self._counts[severity] = Badge(severity, tone, self)
            row.addWidget(badge)
        row.addStretch(1)
        row.addWidget(self._fix_all)
        return row

    def _act(self, problem: Problem) -> None:
        if problem.fix is not None:
            self._problems.fix(problem)
        else:
            self.wanted.emit(problem)

    def _open_menu(self, where: QPoint) -> None:
        index = self.list.indexAt(where)
        if not index.isValid():
            return
        problem: Problem = index.data(PROBLEM)
        entries: list[Command | None] = [Command("Go there", lambda: self.wanted.emit(problem))]
        if problem.fix is not None:
            entries.append(Command(problem.fix.label, lambda: self._problems.fix(problem)))
        entries += [
            Command("Fix all that is certain", self._problems.fix_all),
            None,
            Command(
                f"Silence {problem.rule} in this profile",
                lambda: self._problems.silence(problem.rule),
            ),
            Command("Let every rule speak again", self._problems.hear_all),
        ]
        menu = QMenu(self)
        fill(menu, tuple(entries), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(where))
