"""One undo step of the draft, kept as the changed span and never as a copy of the text."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtGui import QUndoCommand

from convert_console.core.document.changes import change_between
from convert_console.core.request.draft import Draft

Turn = Callable[[Draft], Draft]


class Edit(QUndoCommand):
    """From `before` to `after`; `turn_draft` hands the document's draft to a function and shows
    what it gives back. A step that `goes_on` melts into the step of the same typing before it.
    """

    def __init__(
        self, before: Draft, after: Draft, turn_draft: Callable[[Turn], None], *, goes_on: bool
    ) -> None:
        super().__init__()
        self._change = change_between(before.text, after.text)
        self._methods = (before.method, after.method)
        self._turn_draft = turn_draft
        self._goes_on = goes_on
        self._done = True  # pushing a command redoes it, and the document shows it already

    def redo(self) -> None:
        if self._done:
            self._done = False
            return
        self._turn_draft(self._forward)

    def undo(self) -> None:
        self._turn_draft(self._backward)

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        later = cast("Edit", other)
        if not later._goes_on:  # noqa: SLF001 - another one of its own kind
            return False
        self._turn_draft(lambda now: self._take_over(later, now))
        return True

    def _take_over(self, later: Edit, now: Draft) -> Draft:
        first = self._change.reverted(later._change.reverted(now.text))
        self._change = change_between(first, now.text)
        self._methods = (self._methods[0], later._methods[1])
        nothing = not self._change.removed and not self._change.inserted
        self.setObsolete(nothing and self._methods[0] == self._methods[1])
        return now

    def _forward(self, now: Draft) -> Draft:
        return Draft(self._change.applied(now.text), self._methods[1])

    def _backward(self, now: Draft) -> Draft:
        return Draft(self._change.reverted(now.text), self._methods[0])
