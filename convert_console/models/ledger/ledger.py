"""Counts the expected results of a profile in a thread, and saves ticks."""

from __future__ import annotations

import asyncio
from asyncio import to_thread
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from convert_console.core.document.payload import parse, value_at
from convert_console.core.export.ledger import (
    Statement,
    statement_csv,
    statement_lines,
    statement_page,
)
from convert_console.core.export.tables import BYTE_ORDER_MARK
from convert_console.core.ledger.ledger import (
    Cell,
    Ledger,
    Line,
    Tick,
    Transactions,
    lines_of,
    remarks,
    summary_words,
    transaction_words,
)
from convert_console.core.ledger.reported import looked_up_cells
from convert_console.core.plan.plan import Plan
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.event_summary import Naming
from convert_console.core.request.run_marker import marker_in
from convert_console.core.text import plain_text
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.verdict.kinds import KINDS
from convert_console.models.tasks import Tasks, result_of
from convert_console.services.history.store import HistoryStore
from convert_console.services.ledger.ledger import (
    LedgerScope,
    NamedProfile,
    Place,
    SentDocument,
    UsedMarker,
    earlier_documents,
    save_tick,
    sent_documents,
    ticks_of,
    used_markers,
)
from convert_console.services.storage.files import StoreFailed, write_whole

if TYPE_CHECKING:
    from convert_console.core.traffic.expectations import Watch, Watches

__all__ = [
    "FORMS",
    "LedgerExports",
    "LedgerFormat",
    "NamedProfile",
    "Place",
    "Statement",
    "statement_lines",
]


DAY = 86_400.0
MOST_MARKERS = 8
"""Run markers that are offered to be counted."""

SPANS: tuple[tuple[str, float], ...] = (
    ("Last 24 hours", DAY),
    ("Last 7 days", 7 * DAY),
    ("Last 30 days", 30 * DAY),
    ("All time", float("inf")),
)


class Outcome(NamedTuple):
    """What became of an expectation of the tracking plan: "met", "missing" or "wrong", and how
    requests were not as they should; of many the first.
    """

    name: str
    word: str
    deviations: tuple[str, ...] = ()
    total: int = 0


@dataclass
class LedgerCount:
    """The result of a count at a time in Unix seconds, for one place: what left this machine, or
    what was sent to it, a rehearsal. The two are never added up.

    `left_out` requests went to the other place, `unreadable` ones are damaged in the history.
    """

    scope: LedgerScope
    at: float
    ledger: Ledger = field(default_factory=Ledger)
    left_out: int = 0
    hosts: Counter[str] = field(default_factory=Counter)
    ticks: dict[Cell, Tick] = field(default_factory=dict)
    unreadable: int = 0
    tried: Ledger = field(default_factory=Ledger)
    """What was sent and not accepted."""
    verdicts: Counter[str] = field(default_factory=Counter)
    """The kinds of verdict of `tried`."""
    rows: list[int] = field(default_factory=list)
    """The ids in the history of everything that was sent, the oldest first."""
    looked_up: int = 0
    """Accepted requests that were looked for in Convert's live log."""
    looked_for: dict[Cell, set[str]] = field(default_factory=dict)
    """The visitors whose conversions these were."""
    seen: dict[Cell, set[str]] = field(default_factory=dict)
    """The visitors whose conversions it showed."""
    markers: Counter[str] = field(default_factory=Counter)
    since: float = 0.0
    marker: str = ""
    """What was counted: since when, in Unix seconds, and of which marker, "" for any."""
    last_sent: float | None = None
    transactions: Transactions = "first"
    plan: tuple[Outcome, ...] = ()

    @cached_property
    def sent(self) -> tuple[int, int]:
        """Conversions and visitors of everything that was sent, whatever the answer."""
        accepted, tried = self.ledger, self.tried
        more = sum(
            len(
                expected.visitors
                - (accepted.cells[cell].visitors if cell in accepted.cells else set())
            )
            for cell, expected in tried.cells.items()
            if cell.goal
        )
        return accepted.conversions + more, len(accepted.visitors | tried.visitors)

    @property
    def seen_conversions(self) -> int:
        """Each visitor once per goal, experience and variation, as conversions are counted."""
        return sum(map(len, self.seen.values()))

    @property
    def is_rehearsal(self) -> bool:
        """Whether what was sent to this machine is counted."""
        return self.scope.place == "here"

    @property
    def summary(self) -> str:
        """How much was counted, in words."""
        return summary_words(self.ledger, local=self.is_rehearsal)

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What was not counted or is not known, a sentence each."""
        left_out = 0 if self.is_rehearsal else self.left_out
        sentences = remarks(self.ledger, left_out, self.unreadable)
        if len(self.hosts) < 2 or self.is_rehearsal:
            return sentences
        listed = ", ".join(f"{host} ({count:,})" for host, count in self.hosts.most_common(3))
        return (f"They were sent to {len(self.hosts)} hosts: {listed}.", *sentences)

    @property
    def transaction_note(self) -> str:
        """How a visitor's second transaction is treated, in words."""
        return transaction_words(self.ledger, self.transactions)

    def lines(self, name: Naming) -> list[Line]:
        """Every line with its tick."""
        return lines_of(self.ledger, self.ticks, name, self.transactions)


@dataclass(slots=True)
class _Counted:
    """What was sent to one place, while counting."""

    accepted: Ledger = field(default_factory=Ledger)
    tried: Ledger = field(default_factory=Ledger)
    verdicts: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    rows: list[int] = field(default_factory=list)
    watches: Watches | None = None
    looked_up: int = 0
    looked_for: dict[Cell, set[str]] = field(default_factory=dict)
    seen: dict[Cell, set[str]] = field(default_factory=dict)
    markers: Counter[str] = field(default_factory=Counter)
    last_sent: float | None = None

    def add(self, sent: SentDocument) -> None:
        self.rows.append(sent.row)
        payload = parse(sent.document).payload
        if sent.verdict == "accepted":
            self.accepted.add(payload)
            if self.watches:
                self.watches.add(Arrived("POST", "/track", (), sent.document.encode()), "accepted")
            self.hosts[host_of(sent.url)] += 1
            self.last_sent = max(sent.sent_at, self.last_sent or 0.0)
            if marker := marker_in(payload):
                self.markers[marker] += 1
            if sent.seen:
                self.looked_up += 1
                vid = plain_text(value_at(payload, ("vid",)))
                looked_up, seen = looked_up_cells(payload, sent.sighting)
                for cell in looked_up:
                    self.looked_for.setdefault(cell, set()).add(vid)
                for cell in seen:
                    self.seen.setdefault(cell, set()).add(vid)
        else:
            self.tried.add(payload)
            # A damaged verdict is none of the kinds.
            self.verdicts[sent.verdict if sent.verdict in KINDS else "unreadable"] += 1


class _Wanted(NamedTuple):
    """What is to be counted."""

    number: int
    profile: NamedProfile
    span: float
    since: float | None
    marker: str
    plan: Plan | None

    @property
    def key(self) -> str:
        """Its name in the database."""
        if self.marker:
            return f"marker {self.marker}"
        return span_key(self.span) if self.since is None else f"since {self.since:.0f}"


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
        self._counts: dict[Place, LedgerCount] = {}
        self._place: Place | None = None
        self._transactions: Transactions = "first"
        self.so_far = 0
        """Requests that the current count has read so far."""
        self.markers: list[UsedMarker] = []
        """The run markers that the counted profile has sent with, the latest first."""

    @property
    def counted(self) -> LedgerCount | None:
        """The count of the chosen place; `None` while it is under way."""
        return self._counts.get(self.place)

    @property
    def requests(self) -> Mapping[Place, int]:
        """The accepted requests of each place; 0 while they are counted."""
        places: tuple[Place, ...] = ("away", "here")
        counts = ((place, self._counts.get(place)) for place in places)
        return {place: count.ledger.requests if count else 0 for place, count in counts}

    @property
    def place(self) -> Place:
        """What is counted: as chosen, otherwise a rehearsal if nothing has left this machine."""
        if self._place is not None:
            return self._place
        away, here = self._counts.get("away"), self._counts.get("here")
        only_here = away and here and not away.ledger.requests and here.ledger.requests
        return "here" if only_here else "away"

    def choose(self, place: Place | None) -> None:
        """Show the count of a place; `None` shows the rehearsal if there is nothing else."""
        if place != self._place:
            self._place = place
            self.changed.emit()

    def use_transactions(self, transactions: Transactions) -> None:
        """Count a visitor's first transaction in an experience, or all of them."""
        if transactions == self._transactions:
            return
        self._transactions = transactions
        for counted in self._counts.values():
            counted.transactions = transactions
        self.changed.emit()

    def count(
        self,
        profile: NamedProfile,
        span: float,
        plan: Plan | None = None,
        *,
        since: float | None = None,
        marker: str = "",
    ) -> None:
        """Start to count a profile's accepted requests of the last `span` seconds; or since a time
        in Unix seconds, or of a marker. They are compared with its tracking plan.
        """
        self._wanted += 1
        self._counts, self.so_far = {}, 0
        self.changed.emit()
        wanted = _Wanted(self._wanted, profile, span, since, marker, plan)
        self._tasks.spawn(self._count(wanted), "the ledger")

    def tick(self, cell: Cell, *, seen: bool) -> None:
        """Tick or untick a line. The tick of a line that is gone can only be removed."""
        counted = self.counted
        if counted is None:
            return
        expected, before = counted.ledger.cells.get(cell), counted.ticks.get(cell)
        figures = expected.figures(counted.transactions) if expected else None
        tick = Tick(figures, self._clock()) if seen and figures else None
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

    async def _count(self, wanted: _Wanted) -> None:
        try:
            counts = await asyncio.to_thread(self._counted, wanted)
        except StoreFailed as why:
            if wanted.number == self._wanted:
                self.failed.emit(str(why))
            return
        if wanted.number == self._wanted:
            for counted in counts.values():
                counted.transactions = self._transactions
            self._counts = counts
            self.changed.emit()

    def _counted(self, wanted: _Wanted) -> dict[Place, LedgerCount]:
        profile, marker, now = wanted.profile, wanted.marker, self._clock()
        since = max(now - wanted.span, 0.0) if wanted.since is None else wanted.since
        away, here = (_Counted(watches=_watches(wanted.plan)) for _ in range(2))
        unreadable = 0
        for document, url in earlier_documents(self._store.path, profile, since) if since else ():
            local = destination_kind(url) == "loopback"
            (here if local else away).accepted.add_earlier(parse(document).payload)
        for sent in sent_documents(self._store.path, profile, since, marker):
            if wanted.number != self._wanted:
                break
            self.so_far += 1
            if sent is None:
                unreadable += 1
                continue
            (here if destination_kind(sent.url) == "loopback" else away).add(sent)
        if wanted.number == self._wanted:
            self.markers = used_markers(self._store.path, profile, MOST_MARKERS)
        counts: dict[Place, LedgerCount] = {}
        pairs: tuple[tuple[Place, _Counted, _Counted], ...] = (
            ("away", away, here),
            ("here", here, away),
        )
        for place, own, other in pairs:
            scope = LedgerScope(profile, wanted.key, place)
            count = counts[place] = LedgerCount(
                scope,
                now,
                own.accepted,
                other.accepted.requests,
                own.hosts,
                ticks_of(self._store.path, scope),
                unreadable,
                own.tried,
                own.verdicts,
                own.rows,
                own.looked_up,
                own.looked_for,
                own.seen,
                own.markers,
                since,
                marker,
                own.last_sent,
                plan=tuple(map(_outcome, own.watches.all)) if own.watches else (),
            )
            # Here, in the thread: they look at every visitor.
            _ = count.sent, count.remarks
        return counts

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


def _watches(plan: Plan | None) -> Watches | None:
    from convert_console.core.traffic.expectations import Watches  # with every rule of the linter

    return Watches(plan.expectations) if plan else None


def _outcome(watch: Watch) -> Outcome:
    deviations = tuple(watch.first_deviations)
    return Outcome(watch.expectation.name, watch.word, deviations, watch.deviations)


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


@dataclass(frozen=True, slots=True)
class LedgerFormat:
    """A kind of file."""

    label: str
    ending: str
    write: Callable[[Statement], str]


FORMS = (
    LedgerFormat("CSV", "csv", lambda statement: BYTE_ORDER_MARK + statement_csv(statement)),
    LedgerFormat("Web page", "html", statement_page),
)


class LedgerExports(QObject):
    """Signals:
    written(str, str): the file is there; what was written, in a sentence, and its path.
    failed(str): it is not; why, in a sentence.
    """

    written = Signal(str, str)
    failed = Signal(str)

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
        except StoreFailed as why:
            if not self._ended:
                self.failed.emit(str(why))
            return
        lines = len(statement.lines)
        if not self._ended:
            sentence = f"{lines:,} line{'' if lines == 1 else 's'} written to {path.name}."
            self.written.emit(sentence, str(path))


def _write(statement: Statement, form: LedgerFormat, path: Path) -> None:
    write_whole(path, form.write(statement).encode("utf-8", "replace"))
