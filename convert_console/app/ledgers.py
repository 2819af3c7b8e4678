"""Opens the expectation ledger, and ends with the window what one has begun."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from convert_console.models.tasks import Tasks

if TYPE_CHECKING:
    from convert_console.app.composition import Composition
    from convert_console.models.ledger.ledger import LedgerModel
    from convert_console.models.ledger.ledger_exports import LedgerExports


class Ledgers:
    """Nobody waits for a count any more once its dialog is closed, however long the history is;
    what is being kept or written then is waited for by the end of the window.
    """

    def __init__(self, composition: Composition) -> None:
        self._composition = composition
        self._tasks = Tasks()

    def open(self) -> None:
        """Count the accepted sends of the profile in use, and show what they come to."""
        from convert_console.core.catalog.catalog_words import named
        from convert_console.models.ledger.ledger import LedgerModel
        from convert_console.widgets.ledger.dialog import LedgerDialog

        made = self._composition
        model = LedgerModel(made.store, time.time)
        name = partial(named, made.catalogs.current)
        dialog = LedgerDialog(model, made.profiles.current.name, name, made.window)
        model.setParent(dialog)
        ended = partial(self._end, model, dialog.exports)
        dialog.finished.connect(lambda _code: ended())
        dialog.finished.connect(dialog.deleteLater)
        made.window.closed.connect(dialog.close)
        dialog.open()

    async def finish(self) -> None:
        """Wait for what the last ones have begun; called when the window closes."""
        await self._tasks.settle()

    def _end(self, model: LedgerModel, exports: LedgerExports) -> None:
        self._tasks.spawn(_over(model, exports), "the end of a ledger")


async def _over(model: LedgerModel, exports: LedgerExports) -> None:
    await model.finish_counting()
    await exports.finish()
