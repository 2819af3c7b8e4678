"""The change of a profile's target as a step of the undo history."""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QUndoCommand

from convert_console.core.document.incremental import change_between
from convert_console.models.document.document import continues_typing
from convert_console.models.profiles.profiles import Profiles


class TargetChange(QUndoCommand):
    """Another address as the target of the current profile; each profile has its own undo history.
    Typing on in the address continues the step before.
    """

    def __init__(self, profiles: Profiles, shown: str, address: str) -> None:
        """`shown` is the address that was edited."""
        super().__init__("Edit target")
        self._profiles = profiles
        self._before = {name: getattr(profiles.current, name) for name in ("target", "endpoint")}
        self._address = address
        self._typed = change_between(shown, address)

    def redo(self) -> None:
        self._profiles.alter(target="custom", endpoint=self._address)

    def undo(self) -> None:
        self._profiles.alter(**self._before)

    def id(self) -> int:
        return 2  # 1 is that of an edit of the document

    def mergeWith(self, other: QUndoCommand) -> bool:
        later = cast("TargetChange", other)
        if not continues_typing(self._typed, later._typed):  # noqa: SLF001 - the same class
            return False
        self._address, self._typed = later._address, later._typed  # noqa: SLF001
        return True
