"""Shows the problems of a field as messages in its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convert_console.core.linter.problem import Problem
from convert_console.models.linting.problems import Problems
from convert_console.widgets.fields.field import IdMarks
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.pairs_field import PairsField
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.theme.theme import SEVERITY_TONES

MESSAGES_SHOWN = 3


class RowProblems:
    """Shows the problems that `find` returns as messages of a row, and fixes them on a click."""

    def __init__(
        self, row: FieldRow, problems: Problems, find: Callable[[], Sequence[Problem]]
    ) -> None:
        self._row = row
        self._problems = problems
        self._find = find
        self._shown: Sequence[Problem] = ()
        row.acted.connect(self._fix)

    def refresh(self) -> None:
        self._shown = self._find()
        self._row.set_messages(messages(self._shown))
        if isinstance(self._row.control, IdsField | PairsField):
            self._row.control.mark(id_marks(self._shown))

    def _fix(self, key: str) -> None:
        self._problems.fix(self._shown[int(key)])


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
