"""The expectation ledger of a profile over a span, counted off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.models.tasks import Tasks
from convert_console.protocol.ledger import Ledger
from convert_console.protocol.payload import parse
from convert_console.protocol.reach import whose
from convert_console.services.accepted import accepted_documents
from convert_console.services.files import StoreFailed

DAY = 86_400.0
SPANS: tuple[tuple[str, float], ...] = (
    ("Last 24 hours", DAY),
    ("Last 7 days", 7 * DAY),
    ("Last 30 days", 30 * DAY),
    ("Everything", float("inf")),
)


class LedgerModel(QObject):
    """Counts anew on each `count`; a newer count makes an older one moot.

    Signals:
        changed: `ledger` and `local` are other ones, or counting has begun.
        failed(str): the history could not be read; why, in a sentence.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, history: Path, clock: Callable[[], float]) -> None:
        super().__init__()
        self._history = history
        self._clock = clock
        self._tasks = Tasks()
        self._wanted = 0
        self.ledger: Ledger | None = None
        self.local = 0
        """Requests among them that went to this machine, and so are in no report."""

    def count(self, profile: str, span: float) -> None:
        """Begin to count a profile's accepted sends of the last `span` seconds."""
        self._wanted += 1
        self.ledger = None
        self.changed.emit()
        self._tasks.spawn(self._count(self._wanted, profile, self._clock() - span), "the ledger")

    def leave(self) -> None:
        """No count is wanted any more: what is under way ends without a word."""
        self._wanted += 1

    async def finish_counting(self) -> None:
        """Wait for the counts under way."""
        await self._tasks.settle()

    async def _count(self, number: int, profile: str, since: float) -> None:
        import asyncio

        try:
            ledger, local = await asyncio.to_thread(self._counted, number, profile, since)
        except StoreFailed as why:
            if number == self._wanted:
                self.failed.emit(str(why))
            return
        if number == self._wanted:
            self.ledger, self.local = ledger, local
            self.changed.emit()

    def _counted(self, number: int, profile: str, since: float) -> tuple[Ledger, int]:
        ledger, local = Ledger(), 0
        for document, url in accepted_documents(self._history, profile, max(since, 0.0)):
            if number != self._wanted:
                break
            ledger.add(parse(document).payload)
            local += whose(url) == "loopback"
        return ledger, local
