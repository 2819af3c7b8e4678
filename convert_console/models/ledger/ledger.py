"""Counts the expected results of a profile in a thread, and saves ticks."""

from __future__ import annotations

import asyncio
from asyncio import to_thread
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from convert_console.core.document.payload import parse
from convert_console.core.export.ledger import (
    Statement,
    statement_csv,
    statement_lines,
    statement_page,
)
from convert_console.core.ledger.ledger import (
    Cell,
    Ledger,
    Line,
    Tick,
    lines_of,
    remarks,
    summary_words,
)
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.event_summary import Naming
from convert_console.models.tasks import Tasks, result_of
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ledger import (
    LedgerScope,
    NamedProfile,
    accepted_documents,
    save_tick,
    ticks_of,
)
from convert_console.services.storage.files import StoreFailed, write_whole

__all__ = [
    "FORMS",
    "LedgerExports",
    "LedgerFormat",
    "NamedProfile",
    "Statement",
    "statement_lines",
]


DAY = 86_400.0
SPANS: tuple[tuple[str, float], ...] = (
    ("Last 24 hours", DAY),
    ("Last 7 days", 7 * DAY),
    ("Last 30 days", 30 * DAY),
    ("All time", float("inf")),
)


@dataclass(slots=True)
class LedgerCount:
    """The result of a count at a time in Unix seconds.

    `left_out` requests were sent to this machine; they only count if nothing was sent elsewhere, as
    in a rehearsal. `unreadable` requests are damaged in the history.
    """

    scope: LedgerScope
    at: float
    ledger: Ledger = field(default_factory=Ledger)
    left_out: int = 0
    hosts: Counter[str] = field(default_factory=Counter)
    ticks: dict[Cell, Tick] = field(default_factory=dict)
    unreadable: int = 0

    @property
    def summary(self) -> str:
        """How much was counted, in words."""
        return summary_words(self.ledger, local=self.scope.place == "here")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was not counted or is not known, a sentence each."""
        sentences = remarks(self.ledger, self.left_out, self.unreadable)
        if len(self.hosts) < 2:
            return sentences
        listed = ", ".join(f"{host} ({count:,})" for host, count in self.hosts.most_common(3))
        return (f"They were sent to {len(self.hosts)} hosts: {listed}.", *sentences)

    def lines(self, name: Naming) -> list[Line]:
        """Every line with its tick."""
        return lines_of(self.ledger, self.ticks, name)


class LedgerModel(QObject):
    """Each `count` replaces the one before.

    Signals:
        changed: a count started or finished.
        ticked: a line was ticked or unticked.
        failed(str): the history could not be read or written; the reason in a sentence.
    """

    changed = Signal()
    ticked = Signal()
    failed = Signal(str)

    def __init__(self, store: HistoryStore, clock: Callable[[], float]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._tasks = Tasks()
        self._wanted = 0
        self._ended = False
        self.counted: LedgerCount | None = None
        self.so_far = 0
        """Requests that the current count has read so far."""

    def count(self, profile: NamedProfile, span: float) -> None:
        """Start to count a profile's accepted requests of the last `span` seconds."""
        self._wanted += 1
        self.counted, self.so_far = None, 0
        self.changed.emit()
        self._tasks.spawn(self._count(self._wanted, profile, span), "the ledger")

    def tick(self, cell: Cell, *, seen: bool) -> None:
        """Tick or untick a line. The tick of a line that is gone can only be removed."""
        counted = self.counted
        if counted is None:
            return
        expected, before = counted.ledger.cells.get(cell), counted.ticks.get(cell)
        tick = Tick(expected.figures, self._clock()) if seen and expected else None
        _put(counted.ticks, cell, tick)
        self.ticked.emit()
        saving = save_tick(self._store, counted.scope, cell, tick)
        self._tasks.spawn(self._when_kept(saving, counted, (cell, tick, before)), "a tick")

    def end(self) -> None:
        """Send no more signals; ticks that are being saved are still saved."""
        self._ended = True
        self._wanted += 1

    async def finish_counting(self) -> None:
        """Wait for the count and for ticks being saved."""
        await self._tasks.settle()

    async def _count(self, number: int, profile: NamedProfile, span: float) -> None:

        try:
            counted = await asyncio.to_thread(self._counted, number, profile, span)
        except StoreFailed as why:
            if number == self._wanted:
                self.failed.emit(str(why))
            return
        if number == self._wanted:
            self.counted = counted
            self.changed.emit()

    def _counted(self, number: int, profile: NamedProfile, span: float) -> LedgerCount:
        now = self._clock()
        since = max(now - span, 0.0)
        away, here, hosts = Ledger(), Ledger(), Counter[str]()
        unreadable = 0
        for sent in accepted_documents(self._store.path, profile, since):
            if number != self._wanted:
                break
            self.so_far += 1
            if sent is None:
                unreadable += 1
                continue
            document, url = sent
            local = destination_kind(url) == "loopback"
            (here if local else away).add(parse(document).payload)
            hosts.update(() if local else (host_of(url),))
        rehearsal = not away.requests and here.requests > 0
        scope = LedgerScope(profile, span_key(span), "here" if rehearsal else "away")
        ticks = ticks_of(self._store.path, scope)
        if rehearsal:
            return LedgerCount(scope, now, here, ticks=ticks, unreadable=unreadable)
        return LedgerCount(scope, now, away, here.requests, hosts, ticks, unreadable)

    async def _when_kept(
        self,
        saving: Future[None],
        counted: LedgerCount,
        about: tuple[Cell, Tick | None, Tick | None],
    ) -> None:
        try:
            await result_of(saving)
        except StoreFailed as why:
            cell, tick, before = about
            if self._ended:
                return
            if counted.ticks.get(cell) == tick:  # otherwise it was ticked again meanwhile
                _put(counted.ticks, cell, before)
                self.ticked.emit()
            self.failed.emit(f"The tick was not saved. {why}")


def span_key(span: float) -> str:
    """The name of a span in the database.

    >>> span_key(DAY), span_key(float("inf"))
    ('86400', 'all')
    """
    return "all" if span == float("inf") else f"{span:.0f}"


def _put(ticks: dict[Cell, Tick], cell: Cell, tick: Tick | None) -> None:
    if tick is None:
        ticks.pop(cell, None)
    else:
        ticks[cell] = tick


# Export.

MARK = "\ufeff"
"""A byte order mark, without which Excel misreads names in other scripts."""


@dataclass(frozen=True, slots=True)
class LedgerFormat:
    """A kind of file."""

    label: str
    ending: str
    write: Callable[[Statement], str]


FORMS = (
    LedgerFormat("CSV", "csv", lambda statement: MARK + statement_csv(statement)),
    LedgerFormat("Web page", "html", statement_page),
)


class LedgerExports(QObject):
    """Signals:
    status(str): the file was written, or why not, in a sentence.
    """

    status = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks()
        self._ended = False

    def export(self, statement: Statement, form: LedgerFormat, path: str) -> None:
        """Write a ledger into a file, completely or not at all."""
        self._tasks.spawn(self._export(statement, form, Path(path)), "exporting the ledger")

    def end(self) -> None:
        """Send no more signals; a file that is being written is completed."""
        self._ended = True

    async def finish(self) -> None:
        """Wait for files being written."""
        await self._tasks.settle()

    async def _export(self, statement: Statement, form: LedgerFormat, path: Path) -> None:

        try:
            await to_thread(_write, statement, form, path)
            lines = len(statement.lines)
            sentence = f"{lines:,} line{'' if lines == 1 else 's'} written to {path.name}."
        except StoreFailed as why:
            sentence = str(why)
        if not self._ended:
            self.status.emit(sentence)


def _write(statement: Statement, form: LedgerFormat, path: Path) -> None:
    write_whole(path, form.write(statement).encode("utf-8", "replace"))
