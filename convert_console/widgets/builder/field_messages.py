"""Problems as messages beside the fields they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convert_console.core.linter import Problem
from convert_console.models.linting.problems import Problems
from convert_console.widgets.fields.field import Marks
from convert_console.widgets.fields.ids_field import IdsField
from convert_console.widgets.fields.pairs_field import PairsField
from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.kit.severity import TONES

SHOWN = 3


class Saying:
    """Keeps what a row says in step with the problems that `find` gives for it."""

    def __init__(
        self, row: FieldRow, problems: Problems, find: Callable[[], Sequence[Problem]]
    ) -> None:
        self._row = row
        self._problems = problems
        self._find = find
        self._said: Sequence[Problem] = ()
        row.acted.connect(self._act)

    def refresh(self) -> None:
        """Say what there is to say now."""
        self._said = self._find()
        self._row.set_messages(messages(self._said))
        if isinstance(self._row.control, IdsField | PairsField):
            self._row.control.mark(marks(self._said))

    def _act(self, key: str) -> None:
        self._problems.fix(self._said[int(key)])


def messages(problems: Sequence[Problem]) -> list[FieldMessage]:
    """The worst problems of a field, each with its fix as a link; `key` is its position."""
    said = [
        FieldMessage(
            problem.sentence,
            TONES[problem.severity],
            problem.fix.label if problem.fix else "",
            str(place),
        )
        for place, problem in enumerate(problems[:SHOWN])
    ]
    if len(problems) > SHOWN:
        said.append(FieldMessage(f"{len(problems) - SHOWN} more in the list of problems", "info"))
    return said


def marks(problems: Sequence[Problem]) -> Marks:
    """The worst that is said of each id in a list, and of the list as a whole."""
    found: Marks = {}
    for severity in ("warning", "error"):
        for problem in problems:
            if problem.severity == severity and len(problem.path) > 1:
                whole = isinstance(problem.path[-1], str)
                place = (problem.path[-1], None) if whole else problem.path[-2:]
                found[place] = (TONES[severity], problem.sentence)
    return found
