"""Shows the problems of a field as messages in its row."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.core.linter.problem import Problem
from convert_console.models.linting.problems import Problems
from convert_console.widgets.fields.choice_line import SearchLine
from convert_console.widgets.fields.field import IdMarks
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.pairs_field import PairsField
from convert_console.widgets.kit.field_row import FieldMessage, FieldMessages, FieldRow
from convert_console.widgets.theme.theme import SEVERITY_TONES

MESSAGES_SHOWN = 3


class RowProblems:
    """Shows the problems that `find` returns as messages of a row, and fixes them on a click."""

    def __init__(
        self,
        row: FieldRow | FieldMessages,
        problems: Problems,
        find: Callable[[], Sequence[Problem]],
    ) -> None:
        self._row = row
        self._problems = problems
        self._find = find
        self._shown: Sequence[Problem] = ()
        self._waits = False
        row.acted.connect(self._fix)

    def refresh(self) -> None:
        """Show the problems; messages move the fields below them, so they wait until no mouse
        button is down and no list of choices is open.
        """
        found = self._find()
        if found != self._shown:
            if is_in_use():
                self._wait()
                return
            self._shown = found
            self._row.set_messages(messages(found))
        control = self._row.control if isinstance(self._row, FieldRow) else None
        if isinstance(control, IdsField | PairsField):
            control.mark(id_marks(found))

    def _wait(self) -> None:
        if not self._waits:
            self._waits = True
            waiter_of(self._row).add(self._refresh_again)

    def _refresh_again(self) -> None:
        self._waits = False
        self.refresh()

    def _fix(self, key: str) -> None:
        if isinstance(self._row, FieldRow):  # the link is about to go, and the focus with it
            control = self._row.control
            (control.first_line() if isinstance(control, PairsField) else control).setFocus()
        self._problems.fix(self._shown[int(key)])


def is_in_use() -> bool:
    """Whether the mouse presses something, or a list of choices is open."""
    pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
    focused = QApplication.focusWidget()
    return pressed or (isinstance(focused, SearchLine) and focused.is_open)


class Waiter(QObject):
    """Calls functions once nothing is in use; it watches only while there are some."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._waiting: list[Callable[[], None]] = []

    def add(self, function: Callable[[], None]) -> None:
        if not self._waiting:
            app = QApplication.instance()
            assert app is not None
            app.installEventFilter(self)
        self._waiting.append(function)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self._call)  # once the click was handled
        return False

    def _call(self) -> None:
        if is_in_use() or not self._waiting:
            return
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        waiting, self._waiting = self._waiting, []
        for function in waiting:
            function()


def waiter_of(widget: QWidget) -> Waiter:
    """The waiter of a widget's window."""
    window = widget.window()
    found = window.findChild(Waiter, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Waiter) else Waiter(window)


def messages(problems: Sequence[Problem]) -> list[FieldMessage]:
    """Messages about the worst problems, each with its fix as a link; `key` is the index."""
    shown = [
        FieldMessage(
            problem.sentence,
            SEVERITY_TONES[problem.severity],
            problem.fix.label if problem.fix else "",
            str(index),
        )
        for index, problem in enumerate(problems[:MESSAGES_SHOWN])
    ]
    if len(problems) > MESSAGES_SHOWN:
        shown.append(
            FieldMessage(f"{len(problems) - MESSAGES_SHOWN} more in the list of problems", "info")
        )
    return shown


def id_marks(problems: Sequence[Problem]) -> IdMarks:
    """The worst problem of each id in a list, and of the list as a whole."""
    marks: IdMarks = {}
    for severity in ("warning", "error"):
        for problem in problems:
            if problem.severity == severity and len(problem.path) > 1:
                of_list = isinstance(problem.path[-1], str)
                key = (problem.path[-1], None) if of_list else problem.path[-2:]
                marks[key] = (SEVERITY_TONES[severity], problem.sentence)
    return marks
