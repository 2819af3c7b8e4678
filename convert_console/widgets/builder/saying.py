"""Problems as messages beside the fields they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from convert_console.widgets.kit.field_row import FieldMessage, FieldRow
from convert_console.widgets.severity import TONES

if TYPE_CHECKING:
    from convert_console.models.problems import Problems
    from convert_console.protocol.rules import Problem

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
