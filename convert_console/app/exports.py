"""Writes chosen rows of the history into files for the window."""

from __future__ import annotations

import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convert_console.app.composition import Composition
    from convert_console.models.history.export import ExportForm, Exporting


class Exports:
    """What came of each is said in the window's strip; the window closes when all are whole."""

    def __init__(self, composition: Composition) -> None:
        self._composition = composition

    @cached_property
    def _exporting(self) -> Exporting:
        """Loaded, with the writers of all forms, when the first export is wanted."""
        from convert_console.models.history.export import Exporting

        window = self._composition.window
        made = Exporting(self._composition.store, time.time, window)
        made.written.connect(window.message.tell)
        made.failed.connect(window.message.say)
        return made

    def export(self, ids: list[int], form: ExportForm, path: str) -> None:
        """Write rows into a file, and say so."""
        self._exporting.export(ids, form, Path(path))

    async def finish(self) -> None:
        """Wait for what is being written; called when the window closes."""
        if "_exporting" in vars(self):
            await self._exporting.finish()
