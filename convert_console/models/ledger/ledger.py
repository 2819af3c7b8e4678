"""The expectation ledger of a profile over a span, counted off the UI thread, with its ticks."""

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
from convert_console.models.tasks import Tasks, outcome_of
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.accepted import accepted_documents
from convert_console.services.ledger.ticks import Sheet, keep_tick, ticks_of
from convert_console.services.storage.files import StoreFailed, write_whole

__all__ = ["FORMS", "LedgerExports", "LedgerForm", "Statement", "statement_lines"]


DAY = 86_400.0
SPANS: tuple[tuple[str, float], ...] = (
    ("Last 24 hours", DAY),
    ("Last 7 days", 7 * DAY),
    ("Last 30 days", 30 * DAY),
    ("Everything", float("inf")),
)


@dataclass(slots=True)
class Counted:
    """What was counted at a time in Unix seconds; `left_out` requests went to this machine only,
    which counts where nothing else was sent: a rehearsal. `unreadable` requests are damaged in the
    history, and are in no figure.
    """

    sheet: Sheet
    at: float
    ledger: Ledger = field(default_factory=Ledger)
    left_out: int = 0
    hosts: Counter[str] = field(default_factory=Counter)
    ticks: dict[Cell, Tick] = field(default_factory=dict)
    unreadable: int = 0

    @property
    def summary(self) -> str:
        """How much was counted."""
        return summary_words(self.ledger, local=self.sheet.place == "here")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out or is not known."""
        said = remarks(self.ledger, self.left_out, self.unreadable)
        if len(self.hosts) < 2:
            return said
        told = ", ".join(f"{host} ({count:,})" for host, count in self.hosts.most_common(3))
        return (f"They went to {len(self.hosts)} hosts: {told}.", *said)

    def lines(self, name: Naming) -> list[Line]:
        """Every line, with its tick."""
        return lines_of(self.ledger, self.ticks, name)


class LedgerModel(QObject):
    """Counts anew on each `count`; a newer count makes an older one moot.

    Signals:
        changed: `counted` is another one, or counting has begun.
        ticked: a line was ticked off, or is no longer.
        failed(str): the history could not be read or written; why, in a sentence.
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
        self.counted: Counted | None = None
        self.so_far = 0
        """Sends that the count under way has read; may be read at any time."""

    def count(self, profile: str, span: float) -> None:
        """Begin to count a profile's accepted sends of the last `span` seconds."""
        self._wanted += 1
        self.counted, self.so_far = None, 0
        self.changed.emit()
        self._tasks.spawn(self._count(self._wanted, profile, span), "the ledger")

    def tick(self, cell: Cell, *, seen: bool) -> None:
        """Keep that a line's figures were seen in the report, or that they were not. The tick of a
        line that is gone can only be forgotten.
        """
        counted = self.counted
        if counted is None:
            return
        expected, before = counted.ledger.cells.get(cell), counted.ticks.get(cell)
        tick = Tick(expected.figures, self._clock()) if seen and expected else None
        _put(counted.ticks, cell, tick)
        self.ticked.emit()
        kept = keep_tick(self._store, counted.sheet, cell, tick)
        self._tasks.spawn(self._when_kept(kept, counted, (cell, tick, before)), "a tick")

    def end(self) -> None:
        """Tell nobody any more; ticks that are being kept are kept."""
        self._ended = True
        self._wanted += 1

    async def finish_counting(self) -> None:
        """Wait for what is under way."""
        await self._tasks.settle()

    async def _count(self, number: int, profile: str, span: float) -> None:

        try:
            counted = await asyncio.to_thread(self._counted, number, profile, span)
        except StoreFailed as why:
            if number == self._wanted:
                self.failed.emit(str(why))
            return
        if number == self._wanted:
            self.counted = counted
            self.changed.emit()

    def _counted(self, number: int, profile: str, span: float) -> Counted:
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
        sheet = Sheet(profile, span_key(span), "here" if rehearsal else "away")
        ticks = ticks_of(self._store.path, sheet)
        if rehearsal:
            return Counted(sheet, now, here, ticks=ticks, unreadable=unreadable)
        return Counted(sheet, now, away, here.requests, hosts, ticks, unreadable)

    async def _when_kept(
        self, kept: Future[None], counted: Counted, about: tuple[Cell, Tick | None, Tick | None]
    ) -> None:
        try:
            await outcome_of(kept)
        except StoreFailed as why:
            cell, tick, before = about
            if self._ended:
                return
            if counted.ticks.get(cell) == tick:  # else it was ticked again meanwhile
                _put(counted.ticks, cell, before)
                self.ticked.emit()
            self.failed.emit(f"The tick was not kept. {why}")


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


# Hands out an expectation ledger: into a file, off the UI thread, or as lines to be copied.

MARK = "\ufeff"
"""Without it Excel takes names in other scripts for another encoding."""


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """One kind of file."""

    label: str
    ending: str
    write: Callable[[Statement], str]


FORMS = (
    LedgerForm("CSV", "csv", lambda statement: MARK + statement_csv(statement)),
    LedgerForm("Page to hand on", "html", statement_page),
)


class LedgerExports(QObject):
    """Signals:
    told(str): the file is there, or why it is not, in a sentence.
    """

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = Tasks()
        self._ended = False

    def export(self, statement: Statement, form: LedgerForm, path: str) -> None:
        """Write a ledger into a file, whole or not at all."""
        self._tasks.spawn(self._export(statement, form, Path(path)), "exporting the ledger")

    def end(self) -> None:
        """Tell nobody any more; a file that is being written is written."""
        self._ended = True

    async def finish(self) -> None:
        """Wait until what is being written is whole."""
        await self._tasks.settle()

    async def _export(self, statement: Statement, form: LedgerForm, path: Path) -> None:

        try:
            await to_thread(_write, statement, form, path)
            lines = len(statement.lines)
            said = f"{lines:,} line{'' if lines == 1 else 's'} written to {path.name}."
        except StoreFailed as why:
            said = str(why)
        if not self._ended:
            self.told.emit(said)


def _write(statement: Statement, form: LedgerForm, path: Path) -> None:
    write_whole(path, form.write(statement).encode("utf-8", "replace"))
