"""The list of problems, each with its place and an action."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.linter.problem import Problem
from convert_console.core.text import visible
from convert_console.models.linting.problems import Problems
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.badge import Badge, paint_badge_at
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.panel_header import Hairline
from convert_console.widgets.kit.tooltips import plain_tip
from convert_console.widgets.theme.theme import SEVERITY_TONES, colors, px, set_look, text_font

Index = QModelIndex | QPersistentModelIndex

PROBLEM = Qt.ItemDataRole.UserRole + 1
HEIGHT, PADDING, GAP = 30, 12, 9
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


ActionLabel: TypeAlias = Callable[[Problem], str]
"""Returns the label of a problem's action, or ""."""


def action_label(problem: Problem) -> str:
    """The label of the fix, or "Go to" without one."""
    return problem.fix.label if problem.fix is not None else "Go to"


LINES_SHOWN = 3


class ProblemsPane(QWidget):
    """Shows the problems of the draft in up to a few lines; hidden if there are none.

    Signals:
        wanted(object): the user wants to go to the place of a `Problem`.
    """

    wanted = Signal(object)

    def __init__(self, problems: Problems, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems = problems
        self._counts: dict[str, Badge] = {}
        self._fix_all = LinkButton("Apply safe fixes", self)
        self._fix_all.setToolTip(
            "Fix problems that have only one correct solution. Ctrl+Z undoes it."
        )
        self._fix_all.clicked.connect(problems.fix_all)
        self.list = ProblemList(self)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.acted.connect(self._run_action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(self._head())
        column.addWidget(self.list)
        problems.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        self.list.problem_model.set_problems(self._problems.all)
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
        for severity, tone in SEVERITY_TONES.items():
            badge = self._counts[severity] = Badge(severity, tone, self)
            row.addWidget(badge)
        row.addStretch(1)
        row.addWidget(self._fix_all)
        return row

    def _run_action(self, problem: Problem) -> None:
        if problem.fix is not None:
            self._problems.fix(problem)
        else:
            self.wanted.emit(problem)

    def _open_menu(self, position: QPoint) -> None:
        index = self.list.indexAt(position)
        if not index.isValid():
            return
        problem: Problem = index.data(PROBLEM)
        entries: list[Command | None] = [
            Command("Go to its place", lambda: self.wanted.emit(problem))
        ]
        if problem.fix is not None:
            entries.append(Command(problem.fix.label, lambda: self._problems.fix(problem)))
        entries += [
            Command("Apply safe fixes", self._problems.fix_all),
            None,
            Command(
                f"Mute “{problem.rule}” in this profile",
                lambda: self._problems.mute(problem.rule),
            ),
            Command("Unmute all rules", self._problems.unmute_all),
        ]
        menu = QMenu(self)
        fill(menu, tuple(entries), menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(position))


class ProblemList(QListView):
    """Enter, or a click on its action, triggers the action of a problem.

    Signals:
        acted(object): the user triggered the action of a `Problem`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None, action: ActionLabel = action_label) -> None:
        super().__init__(parent)
        self.problem_model = ProblemListModel(self)
        self.setAccessibleName("Problems")
        self.setModel(self.problem_model)
        self.setItemDelegate(ProblemDelegate(self, action))
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
        delegate = self.itemDelegate()
        assert isinstance(delegate, ProblemDelegate)
        if index.isValid() and delegate.action_rect(self.visualRect(index), index).contains(
            event.position().toPoint()
        ):
            self.acted.emit(index.data(PROBLEM))


class ProblemListModel(QAbstractListModel):
    """The problems as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._all: tuple[Problem, ...] = ()

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
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
            return plain_tip(f"{problem.sentence}\n{problem.rule}")
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Paints a problem in one line."""

    def __init__(self, parent: QObject | None = None, action: ActionLabel = action_label) -> None:
        super().__init__(parent)
        self._action = action

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(HEIGHT))

    def action_rect(self, item: QRect, index: Index) -> QRect:
        """The area of the action."""
        width = QFontMetrics(text_font()).horizontalAdvance(self._action(index.data(PROBLEM)))
        # Two pixels more: glyphs may be wider than their advance.
        return QRect(item.right() - px(PADDING) - width - 2, item.top(), width + 2, item.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        item = option.rect
        problem: Problem = index.data(PROBLEM)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(item, QColor(colors().tint))
        middle, tone = QRectF(item).center().y(), SEVERITY_TONES[problem.severity]
        right = paint_badge_at(painter, item.left() + px(PADDING), middle, problem.severity, tone)
        action = self.action_rect(item, index)
        left = round(right) + px(GAP)
        if problem.where:
            left += _draw(painter, QRect(left, item.top(), px(160), item.height()), problem.where,
                          text_font("mono_small"), colors().muted) + px(GAP)  # fmt: skip
        area = QRect(left, item.top(), action.left() - px(GAP) - left, item.height())
        _draw(painter, area, problem.sentence, text_font(), colors().text)
        _draw(painter, action, self._action(problem), text_font(), colors().accent)
        line = QRect(item.left(), item.bottom(), item.width(), 1)
        painter.fillRect(line, QColor(colors().line))
        painter.restore()


def _draw(painter: QPainter, area: QRect, text: str, font: QFont, color: str) -> int:
    """Draw elided text and return its width."""
    metrics = QFontMetrics(font)
    elided = metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, max(area.width(), 0))
    painter.setFont(font)
    painter.setPen(QColor(color))
    painter.drawText(area, LEFT, elided)
    return metrics.horizontalAdvance(elided)
