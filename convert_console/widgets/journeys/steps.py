"""The steps of a journey, in their order, one of them with its fields open."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.document.positions import EditImpossible
from convert_console.core.journeys.journey import Step
from convert_console.core.journeys.step_values import with_values
from convert_console.core.linter.problem import Fix, Problem
from convert_console.widgets.journeys.step_editor import StepEditor
from convert_console.widgets.journeys.step_row import (
    MENU,
    METHOD,
    NARROW,
    NUMBER,
    PAUSE,
    TAKES,
    StepRow,
)
from convert_console.widgets.kit.keep_parent import keep_parent
from convert_console.widgets.kit.panes import Hairline, scroll_area
from convert_console.widgets.theme.theme import px, set_lengths, set_look
from convert_console.widgets.theme.tokens import tokens

WHOLE = 680
"""Pixels of the list below which the place scrolls, and all steps are shown."""

LEAST_HEIGHT, MOST_HEIGHT = 132, 600
"""Pixels of the steps at least: three rows, or an open one with its first fields; and where they
get as much as they need, at most.
"""


class StepList(QWidget):
    """Up and Down go through the steps, Enter edits one, Alt+Up and Alt+Down move it, Ctrl+D makes
    a copy, Delete deletes it.

    Signals:
        altered(object, str): the steps are these now, and what was done, for Undo.
        compose_wanted(int): the user wants to edit a step in Compose.
    """

    altered = Signal(object, str)
    compose_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Steps of the journey")
        self._steps: tuple[Step, ...] = ()
        self._catalog: Catalog | None = None
        self._problems: list[tuple[Problem, ...]] = []
        self._open = -1
        self.rows: list[StepRow] = []
        self.editor = StepEditor(self)
        self.editor.edited.connect(self._edit)
        self.editor.fix_wanted.connect(self._fix)
        self.editor.closed.connect(self.close_editor)
        self.editor.compose_wanted.connect(lambda: self.compose_wanted.emit(self._open))
        self.editor.hide()
        self.header = _Header(self)
        inside = QWidget(self)
        set_look(inside, surface="clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._footer: QWidget | None = None
        self.area = scroll_area(inside, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Hairline(self))
        column.addWidget(self.area, 1)
        inside.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._scroll_to_focus)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_focused)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are shown."""
        return self._steps

    def show_steps(self, steps: tuple[Step, ...], catalog: Catalog | None) -> None:
        """Show these steps; the row and the field with the keyboard keep it."""
        if (steps, catalog) == (self._steps, self._catalog):
            return
        self._steps, self._catalog = steps, catalog
        while len(self.rows) > len(steps):
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(steps):
            self.rows.append(self._new_row(len(self.rows)))
        for place, step in enumerate(steps):
            self.rows[place].show_step(step, catalog, first=place == 0)
        if self._open >= len(steps):
            self.close_editor()
        elif self._open >= 0:
            self.editor.show_step(steps[self._open], catalog)

    def show_problems(self, problems: Sequence[tuple[Problem, ...]]) -> None:
        """Show the problems of each step."""
        self._problems = list(problems)
        for row, found in zip(self.rows, problems, strict=False):
            row.show_problems(found)
        self._show_open_problems()

    def _show_open_problems(self) -> None:
        if 0 <= self._open < len(self._problems):
            self.editor.show_problems(self._problems[self._open])

    def add_footer(self, footer: QWidget) -> None:
        """Put a widget below the last step."""
        self._footer = footer
        self._column.insertWidget(self._column.count() - 1, footer)

    def open_editor(self, place: int) -> None:
        """Open the fields of a step below its row."""
        if not 0 <= place < len(self._steps):
            return
        self._put_editor(place)
        self.editor.show_step(self._steps[place], self._catalog)
        self._show_open_problems()
        self.editor.show()
        self.editor.take_focus()

    def close_editor(self) -> None:
        """Close the fields; the keyboard goes back to the row."""
        place, self._open = self._open, -1
        had_focus = self.editor.isAncestorOf(QApplication.focusWidget() or self)
        self.editor.hide()
        for row in self.rows:
            row.set_current(False)
        if had_focus and 0 <= place < len(self.rows):
            self.rows[place].setFocus()

    def _put_editor(self, place: int) -> None:
        """Put the fields below a row, and mark it."""
        self._open = place
        self._column.removeWidget(self.editor)
        self._column.insertWidget(place + 1, self.editor)
        for number, row in enumerate(self.rows):
            row.set_current(number == place)

    @property
    def opened(self) -> int:
        """The step whose fields are open; -1 for none."""
        return self._open

    def move_step(self, place: int, by: int) -> None:
        """Swap a step with its neighbour."""
        to = place + by
        if 0 <= place < len(self._steps) and 0 <= to < len(self._steps):
            steps = list(self._steps)
            steps[place], steps[to] = steps[to], steps[place]
            if self._open in (place, to):
                self._put_editor(to if self._open == place else place)
            self._change(steps, f"Move step {place + 1}")
            self.rows[to].setFocus()

    def duplicate(self, place: int) -> None:
        """Put a copy of a step below it."""
        steps = list(self._steps)
        steps.insert(place + 1, steps[place])
        follows = self._open > place
        self._change(steps, f"Duplicate step {place + 1}")
        if follows:
            self._put_editor(self._open + 1)
            self.editor.show_step(self._steps[self._open], self._catalog)
        self.rows[place + 1].setFocus()

    def remove(self, place: int) -> None:
        """Delete a step."""
        steps = list(self._steps)
        del steps[place]
        if self._open == place:
            self.close_editor()
        elif self._open > place:
            self._put_editor(self._open - 1)
        self._change(steps, f"Delete step {place + 1}")
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].setFocus()

    def _new_row(self, place: int) -> StepRow:
        row = StepRow(place, self)
        row.acted.connect(lambda action, place=place: self._act(place, action))
        row.paused.connect(lambda seconds, place=place: self._set(place, "pause", seconds))
        row.method_chosen.connect(lambda method, place=place: self._set(place, "method", method))
        at = self._column.count() - 1 - int(self._footer is not None)  # and the stretch
        self._column.insertWidget(at, row)
        row.show()
        return row

    def _act(self, place: int, action: str) -> None:
        match action:
            case "open":
                if self._open == place:
                    self.close_editor()
                else:
                    self.open_editor(place)
            case "up" | "down":
                self.move_step(place, -1 if action == "up" else 1)
            case "duplicate":
                self.duplicate(place)
            case "delete":
                self.remove(place)
            case "compose":
                self.compose_wanted.emit(place)
            case "previous" | "next":
                to = place + (-1 if action == "previous" else 1)
                if 0 <= to < len(self.rows):
                    self.rows[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, place: int, what: str, value: object) -> None:
        step = self._steps[place]
        made = (
            Step(step.text, step.method, float(str(value)))
            if what == "pause"
            else Step(step.text, "GET" if value == "GET" else "POST", step.delay)
        )
        self._replace(place, made, f"Change the {what} of step {place + 1}")

    def _edit(self, changes: dict[str, str]) -> None:
        if self._open < 0:
            return
        try:
            made = with_values(self._steps[self._open], **changes)
        except EditImpossible:
            return
        words = {"kind": "event", "order": "order number"}.get(next(iter(changes)))
        what = words or next(iter(changes))
        self._replace(self._open, made, f"Change the {what} of step {self._open + 1}")

    def _fix(self, fix: Fix) -> None:
        step = self._steps[self._open]
        try:
            made = replace(step, text=fix.apply(step.text))
        except EditImpossible:
            return
        self._replace(self._open, made, fix.label)

    def _replace(self, place: int, step: Step, label: str) -> None:
        if step != self._steps[place]:
            steps = list(self._steps)
            steps[place] = step
            self._change(steps, label)

    def _change(self, steps: list[Step], label: str) -> None:
        self.altered.emit(tuple(steps), label)
        self.show_steps(tuple(steps), self._catalog)  # at once, as the next change is one of these

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show all steps where the place scrolls anyway: in a narrow one."""
        least = px(LEAST_HEIGHT)
        inside = self.area.widget()
        if self.width() < px(WHOLE) and inside is not None:
            least = max(least, min(inside.sizeHint().height(), px(MOST_HEIGHT)))
        self.area.setMinimumHeight(least)

    def _scroll_to_focus(self) -> None:
        """Once what was opened with it has its size."""
        self._soon.start()

    def _show_focused(self) -> None:
        focused = keep_parent(QApplication.focusWidget())
        if focused is None or not self.area.isAncestorOf(focused):
            return
        around = keep_parent(focused.parentWidget())
        while around is not None:  # the place scrolls too, where the window is too small for it
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(focused, 0, px(8))
            around = keep_parent(around.parentWidget())


class _Header(QWidget):
    """The titles over the columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_lengths(self, fixedHeight=tokens().size.table_header)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        self.takes = QLabel("Takes over", self)
        row.addSpacing(px(NUMBER + 12))
        for label, width in (
            (QLabel("Step", self), 0),
            (QLabel("Pause before", self), PAUSE),
            (QLabel("Method", self), METHOD),
            (self.takes, TAKES),
        ):
            set_look(label, role="small")
            if width:
                set_lengths(label, fixedWidth=width)
            row.addWidget(label, int(not width))
        row.addSpacing(px(MENU + 12))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.takes.setVisible(self.width() >= px(NARROW))
