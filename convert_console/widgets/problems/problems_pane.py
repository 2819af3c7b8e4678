"""The line of problems, the panel that it opens, and their list, each with place and action."""

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
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.linter.problem import Problem
from convert_console.core.text import visible
from convert_console.models.linting.problems import Problems
from convert_console.widgets.kit.actions import Command, fill
from convert_console.widgets.kit.buttons import LinkButton
from convert_console.widgets.kit.cards import FloatingCard
from convert_console.widgets.kit.input_rules import is_override
from convert_console.widgets.kit.keep_parent import focus_again
from convert_console.widgets.kit.message_bar import announce
from convert_console.widgets.kit.painted import IconLabel, paint_box, paint_chosen, paint_line
from convert_console.widgets.kit.panes import Hairline
from convert_console.widgets.kit.texts import ElidedLabel, plain_tip
from convert_console.widgets.theme.icons import icon, paint_icon
from convert_console.widgets.theme.theme import (
    SEVERITY_TONES,
    Tone,
    colors,
    px,
    set_look,
    set_surface,
    text_font,
    tone_color,
)
from convert_console.widgets.theme.tokens import tokens

Index = QModelIndex | QPersistentModelIndex

PROBLEM = Qt.ItemDataRole.UserRole + 1
PADDING, GAP = 12, 8

ICONS = {"error": "circle-x", "warning": "alert-triangle", "info": "info"}
NOUNS = {"error": "error", "warning": "warning", "info": "note"}
"""What a problem of each severity is called."""

ROWS_SHOWN = 8
"""Problems that the panel shows at once."""

SPOKEN_AFTER_MS = 1_000
"""Milliseconds without a change until a screen reader speaks: while someone types, a value is wrong
most of the time."""

ActionLabel: TypeAlias = Callable[[Problem], str]
"""Returns the label of a problem's action, or ""."""


def action_label(problem: Problem) -> str:
    """The label of the fix, or "Go to" without one."""
    return problem.fix.label if problem.fix is not None else "Go to"


def event_name(problem: Problem) -> str:
    """The event of a problem as its card counts it: "Event 2", or "".

    >>> event_name(Problem("amount", "error", ("ev", 1, "r"), "Enter the order amount."))
    'Event 2'
    """
    match problem.path:
        case ("ev", int(index), *_):
            return f"Event {index + 1}"
    return ""


def counted(counts: dict[str, int]) -> str:
    """The errors and warnings, or the notes if there is nothing else.

    >>> counted({"error": 2, "warning": 1, "info": 1}), counted({"info": 1})
    ('2 errors, 1 warning', '1 note')
    """
    worse = [severity for severity in ("error", "warning") if counts.get(severity)]
    shown = worse or ["info"]
    numbers = ((counts.get(severity, 0), NOUNS[severity]) for severity in shown)
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)


class ProblemsPane(QWidget):
    """One line: how many problems there are, and the first of them. A click or F8 opens the list
    over the panes above, so that nothing moves.

    Signals:
        wanted(object): the user wants to go to the place of a `Problem`.
    """

    wanted = Signal(object)

    def __init__(self, problems: Problems, window: QWidget) -> None:
        super().__init__(window)
        self._problems = problems
        self._acted_on: Problem | None = None
        self.setAccessibleName("Problems")
        set_surface(self, "pane")
        self._icon = IconLabel("circle-check", "ok", parent=self)
        self.count = QLabel(self)
        self.first = ElidedLabel(parent=self)
        self.action = LinkButton("", self)
        self.action.clicked.connect(self._act_on_first)
        self._keys = QLabel("F8", self)
        set_look(self._keys, role="small")
        self.more = QToolButton(self)
        self.more.setIcon(icon("chevron-up", "muted"))
        self.more.setAccessibleName("All problems")
        self.more.setToolTip("Show all problems (F8)")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves it to the list
        self.more.clicked.connect(self._toggle)
        self.panel = ProblemsPanel(problems, self, window)
        self.panel.list.acted.connect(self._act_on)
        self.panel.wanted.connect(self._go_to)
        row = QHBoxLayout()
        row.setContentsMargins(px(PADDING), 0, px(PADDING), 0)
        row.setSpacing(px(GAP))
        for part in (self._icon, self.count, self.first):
            row.addWidget(part)
        row.addStretch(1)
        for control in (self.action, self._keys, self.more):
            row.addWidget(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(self))
        column.addLayout(row, 1)
        self._pause = QTimer(self, singleShot=True, interval=SPOKEN_AFTER_MS)
        self._pause.timeout.connect(self._speak)
        problems.changed.connect(self.refresh)
        self.refresh()
        self._spoken = self.count.text()

    def refresh(self) -> None:
        """Show the first problem and the numbers, or that there is none, and let a screen reader
        speak it once it stays.
        """
        problems = self._problems.all
        if not problems and self._acted_on is not None and self.action.hasFocus():
            self.wanted.emit(self._acted_on)  # the link is about to go, and the focus with it
        for part in (self.first, self.action, self._keys, self.more):
            part.setVisible(bool(problems))
        severity = problems[0].severity if problems else ""
        tone = SEVERITY_TONES.get(severity, "ok")
        self._icon.set_icon(ICONS.get(severity, "circle-check"), tone)
        set_look(self.count, role="medium", tone=tone)
        self.count.setText(counted(self._problems.counts) if problems else "No problems")
        if problems:
            self._show_first(problems[0])
        self._pause.start()

    def next(self) -> None:
        """Open the list at its first problem, or choose the next one."""
        if self._problems.all:
            self.panel.choose_next(1)

    def previous(self) -> None:
        """Open the list at its last problem, or choose the one before."""
        if self._problems.all:
            self.panel.choose_next(-1)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(tokens().size.problems_line))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._problems.all:
            self._toggle()

    def _show_first(self, problem: Problem) -> None:
        event = event_name(problem)
        self.first.setText(visible(f"{event}: {problem.sentence}" if event else problem.sentence))
        self.action.setText(action_label(problem))
        where = problem.where or "the request"
        self.action.setToolTip(plain_tip(f"{action_label(problem)}: {where}"))

    def _speak(self) -> None:
        first = self.first.text() if self._problems.all else ""
        words = ". ".join(filter(None, (self.count.text(), first)))
        if words != self._spoken and self.isVisible():
            self._spoken = words
            announce(self, words)

    def _toggle(self) -> None:
        if self.panel.isVisible():
            self.panel.close_up()
        else:
            self.panel.open()

    def _act_on_first(self) -> None:
        if self._problems.all:
            self._acted_on = self._problems.all[0]
            self._act_on(self._acted_on)

    def _act_on(self, problem: Problem) -> None:
        if problem.fix is not None:
            self._problems.fix(problem)
        else:
            self._go_to(problem)

    def _go_to(self, problem: Problem) -> None:
        self.panel.hide()
        self.wanted.emit(problem)


class ProblemsPanel(QFrame):
    """All problems, over the window and above their line. It closes by Esc, or when the focus goes
    elsewhere.

    Signals:
        wanted(object): the user wants to go to the place of a `Problem`.
    """

    wanted = Signal(object)

    def __init__(self, problems: Problems, line: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._problems = problems
        self._line = line
        self._focused_before: QWidget | None = None
        self.setProperty("card", True)
        self.setAccessibleName("All problems")
        self.list = ProblemList(self)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.escaped.connect(self.close_up)
        self.fix_all = LinkButton("Apply safe fixes", self)
        self.fix_all.setToolTip(
            "Fix problems that have only one correct solution. Ctrl+Z undoes it."
        )
        self.fix_all.clicked.connect(problems.fix_all)
        keys = QLabel("F8 next, Shift+F8 back", self)
        set_look(keys, role="small")
        foot = QHBoxLayout()
        foot.setContentsMargins(px(PADDING), px(4), px(PADDING), px(4))
        foot.addWidget(self.fix_all)
        foot.addStretch(1)
        foot.addWidget(keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(4), 1, px(4))
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(Hairline(self))
        column.addLayout(foot)
        self.hide()
        problems.changed.connect(self.refresh)
        FloatingCard(self, self._place, line)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._close_without_focus)

    def refresh(self) -> None:
        """Show the problems there are; without any, close."""
        row = self.list.currentIndex().row()
        self.list.problem_model.set_problems(self._problems.all)
        self.fix_all.setEnabled(any(problem.fix for problem in self._problems.all))
        if not self.isVisible():
            return
        if not self._problems.all:
            self.close_up()
            return
        self._choose(min(max(row, 0), len(self._problems.all) - 1))
        self._place()

    def open(self) -> None:
        """Show the problems, with the focus on the first one."""
        self._focused_before = QApplication.focusWidget()
        self.show()
        self.refresh()
        self.raise_()
        self.list.setFocus()

    def choose_next(self, step: int) -> None:
        """Choose the next or the previous problem, and begin with the first or the last one."""
        count = len(self._problems.all)
        if self.isVisible():
            self._choose((self.list.currentIndex().row() + step) % count)
        else:
            self.open()
            self._choose(0 if step > 0 else count - 1)

    def close_up(self) -> None:
        """Close the panel, and give the focus back."""
        focused, self._focused_before = self._focused_before, None
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self._line)
        self.hide()
        if had_focus:
            focus_again(focused)

    def _close_without_focus(self) -> None:
        focused = QApplication.focusWidget()
        if self.isVisible() and focused is not None and not self.isAncestorOf(focused):
            self._focused_before = None
            self.hide()

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.list.problem_model.index(row, 0))

    def _place(self) -> None:
        """Stand above the line, as wide as it is, within the window."""
        window = self.parentWidget()
        assert window is not None
        rows = min(len(self._problems.all), ROWS_SHOWN)
        self.list.setFixedHeight(rows * px(tokens().size.list_row))
        below = self._line.mapTo(window, QPoint(0, 0))
        height = min(self.sizeHint().height(), below.y())
        left, width = below.x() + px(8), self._line.width() - px(16)
        self.setGeometry(left, below.y() - height - px(4), width, height)

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
        escaped: the user pressed Esc.
    """

    acted = Signal(object)
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        """With `whole`, sentences are never cut, and problems have no action."""
        super().__init__(parent)
        self.problem_model = ProblemListModel(self)
        self.setAccessibleName("Problems")
        self.setModel(self.problem_model)
        self.setItemDelegate(WholeSentences(self) if whole else ProblemDelegate(self))
        self.setUniformItemSizes(not whole)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def event(self, event: QEvent) -> bool:
        if is_override(event, Qt.Key.Key_Escape):
            event.accept()  # else the window would handle Esc
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
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
            place = f" {problem.place}" if problem.place else ""
            return visible(f"{NOUNS[problem.severity]}: {problem.sentence}{place}")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{problem.sentence}\n{problem.rule}")
        return None


class ProblemDelegate(QStyledItemDelegate):
    """Paints a problem in one line: its icon, the sentence, its place in grey, and its action."""

    def __init__(self, parent: QObject | None = None, action: ActionLabel = action_label) -> None:
        super().__init__(parent)
        self._action = action

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(100), px(tokens().size.list_row))

    def action_rect(self, item: QRect, index: Index) -> QRect:
        """The area of the action."""
        width = QFontMetrics(text_font()).horizontalAdvance(self._action(index.data(PROBLEM)))
        # Two pixels more: glyphs may be wider than their advance.
        return QRect(item.right() - px(PADDING) - width - 2, item.top(), width + 2, item.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        item = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            box = item.adjusted(px(4), 0, -px(4), 0)
            paint_box(painter, box.toRectF(), px(tokens().radius.control), colors().selection)
            paint_chosen(painter, box.adjusted(0, px(6), 0, -px(6)))
        self._paint_problem(painter, item, index)
        painter.restore()

    def _paint_problem(self, painter: QPainter, item: QRect, index: Index) -> None:
        problem: Problem = index.data(PROBLEM)
        left = _paint_sign(painter, item, problem)
        action = self.action_rect(item, index)
        right = action.left() - px(GAP)
        for text, font, color in (
            (problem.sentence, text_font(), colors().text),
            (event_name(problem), text_font("small"), colors().muted),
            (problem.where, text_font("mono_small"), colors().muted),
        ):
            area = QRect(left, item.top(), right - left, item.height())
            if text and area.width() > px(PLACE_LEAST):
                left += paint_line(painter, area, text, font, color) + px(GAP)
        paint_line(painter, action, self._action(problem), text_font(), colors().accent)


class WholeSentences(ProblemDelegate):
    """Paints a sentence in as many lines as it needs, with its place below it and no action."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent, lambda _problem: "")
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._list.viewport().width()
        left = 2 * px(PADDING) + px(tokens().size.icon_small) + px(GAP)
        problem: Problem = index.data(PROBLEM)
        area = QRect(0, 0, max(width - left, 1), MOST_HEIGHT)
        metrics = QFontMetrics(text_font())
        sentence = metrics.boundingRect(area, _WRAPPED, visible(problem.sentence))
        place = QFontMetrics(text_font("small")).height() if problem.place else 0
        return QSize(width, sentence.height() + place + 2 * px(GAP))

    def _paint_problem(self, painter: QPainter, item: QRect, index: Index) -> None:
        problem: Problem = index.data(PROBLEM)
        line = QFontMetrics(text_font()).height()
        first = QRect(item.left(), item.top() + px(GAP), item.width(), line)
        left = _paint_sign(painter, first, problem)
        area = QRect(left, first.top(), item.right() - px(PADDING) - left, item.height())
        painter.setFont(text_font())
        painter.setPen(QColor(colors().text))
        used = painter.drawText(area, _WRAPPED, visible(problem.sentence))
        if problem.place:
            font = text_font("small")
            area.setTop(used.bottom() + 1)
            area.setHeight(QFontMetrics(font).height())
            paint_line(painter, area, problem.place, font, colors().muted)


def _paint_sign(painter: QPainter, line: QRect, problem: Problem) -> int:
    """Paint the icon of a problem; where the text beside it begins."""
    side = px(tokens().size.icon_small)
    sign = QRect(line.left() + px(PADDING), 0, side, side)
    sign.moveTop(line.top() + (line.height() - side) // 2)
    paint_icon(painter, sign, ICONS[problem.severity], tone_color(_tone(problem)))
    return sign.right() + px(GAP)


_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
MOST_HEIGHT = 10_000
"""Pixels of a sentence at most."""

PLACE_LEAST = 40
"""Pixels at 100 % zoom that a part of the line needs, to be drawn at all."""


def _tone(problem: Problem) -> Tone:
    return SEVERITY_TONES[problem.severity]
