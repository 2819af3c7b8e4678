"""Sends the orders of a CSV file: confirmation, progress, cancellation and resumption."""

import threading
from asyncio import to_thread
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.orders.csv_dialect import CsvFormat
from convert_console.core.orders.dry_run import effect_sentence
from convert_console.core.orders.mapping import VisitorIds
from convert_console.core.orders.order_builder import Order
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.wire import Unsendable
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.orders.orders import Orders
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.history.recording import Recording
from convert_console.services.history.store import HistoryStore
from convert_console.services.http.route import authorised_route
from convert_console.services.orders.journal import (
    EarlierRun,
    KnownOutcomes,
    archive_journal,
    find_earlier_run,
    header_of,
    rehearsal_of,
)
from convert_console.services.orders.run import Job, OrderRun, Pace, Progress
from convert_console.services.orders.run_sentences import (
    adds_sentence,
    block_reason_before_run,
    earlier_sends_text,
    question_before_run,
    rows_to_send,
    time_left_text,
    unanswered_sentence,
)
from convert_console.services.storage.files import StoreFailed

# The sentences are for the widgets, which know no services.
__all__ = [
    "OrderSending",
    "PendingRun",
    "Progress",
    "adds_before_run",
    "earlier_sends_text",
    "job_of",
    "rows_to_send",
    "time_left_text",
    "unanswered_sentence",
]

# What a run needs.


@dataclass(frozen=True, slots=True)
class PendingRun:
    """A run that waits for confirmation; `began` is in Unix seconds.

    `here` is the address of the collector on this machine for a rehearsal, "" to send for real.
    """

    pace: Pace
    visitors: VisitorIds
    began: float
    here: str = ""


async def job_of(
    pending: PendingRun, past: EarlierRun, orders: Orders, profiles: Profiles
) -> Job | Unsendable:
    """The job of the open file, with the current profile's secrets and route.

    A rehearsal can reach nothing but this machine.
    """
    file, mapping, sender = orders.file, orders.mapping, profiles.current
    assert file is not None
    profile = orders.profile
    if pending.here:
        sender = replace(sender, reach="local")
        profile = replace(profile, target="custom", endpoint=pending.here, reach="local")
    build = orders.builder_with(pending.visitors, profile)
    builder = build(await to_thread(file.survey, mapping))
    target = builder.profile
    route = await authorised_route(sender, target.url, target.headers, profiles.secrets)
    if isinstance(route, Unsendable):
        return route
    header = header_of(file.path, pending.began, mapping, file.form.header)
    return Job(file.rows, builder, past.journal, header, pending.pace, route)


def _effect_before_run(first: Order | None, orders: Orders, past: EarlierRun | None) -> str:
    """What Send will do, in words; "" while nothing can be sent."""
    if first is None or past is None or isinstance(first.wire, Unsendable):
        return ""
    dry = orders.dry if _is_checked(orders, past) else None
    return effect_sentence(dry.due if dry is not None else None, first.wire)


def _is_checked(orders: Orders, past: EarlierRun) -> bool:
    """Whether a dry run has read all rows since what was sent last."""
    dry = orders.dry
    read = dry is not None and not orders.checking and dry.rows >= past.total
    return read and orders.checked_after is past


def adds_before_run(first: Order, orders: Orders, per_second: float) -> str:
    """What Send adds and to what, and how long it takes; "" while that is not known."""
    tally = orders.tally
    if tally is None or isinstance(first.wire, Unsendable):
        return ""
    return adds_sentence(tally, first.wire, orders.profile, Pace(per_second))


UPDATE_EVERY_MS = 100

LAST_SENT = 200
"""Exchanges of a run that are remembered, to look for them: the live log has 100 events."""


class OrderSending(QObject):
    """Runs one file at a time. Earlier sends are found by the file's content, not its name.

    A rehearsal sends the same rows to the collector on this machine and leaves no trace in the
    journal of earlier sends.

    Signals:
        changed: `past`, `progress`, `question` or `sentence` changed.
        finished: a run ended; `progress` says how.
    """

    changed = Signal()
    finished = Signal()

    def __init__(
        self,
        orders: Orders,
        profiles: Profiles,
        store: HistoryStore,
        folder: Path,
        clock: Callable[[], float],
        here: Callable[[], str] = lambda: "",
    ) -> None:
        """`here` gives the address of the collector on this machine, which it starts if it must; it
        raises `OSError` or `StoreFailed`.
        """
        super().__init__()
        self._here = here
        self._orders, self._profiles, self._store = orders, profiles, store
        self._folder, self._clock = folder, clock
        self._tasks = Tasks()
        self._stop_lookup = threading.Event()
        self._pending: PendingRun | None = None
        self._asked_at = 0  # the revision of the orders that the question is about
        self._starting: PendingRun | None = None  # what was confirmed, until it runs
        self._run: OrderRun | None = None
        self._recording = Recording(store, lambda: orders.catalog)
        self._update_timer = QTimer(self, interval=UPDATE_EVERY_MS)
        self._update_timer.timeout.connect(self._poll)
        self.watchers: list[Callable[[Exchange], object]] = []
        """Called for each row before it is sent, in the run's thread: no Qt objects."""
        self.past: EarlierRun | None = None
        self.question = self.sentence = ""
        self.progress = Progress()
        self.marker = ""
        """The marker of the run that goes on, or of the last one; "" without."""
        self.began = 0.0
        """When that run began, in Unix seconds."""
        self.sent: deque[str] = deque(maxlen=LAST_SENT)
        """The ids of its newest exchanges."""
        self.rehearsal = self.here = False
        """Whether `progress` is that of a rehearsal, and whether its rows went to this machine."""
        orders.opened.connect(self.look_up)
        orders.changed.connect(self._update_question)

    @property
    def known(self) -> KnownOutcomes:
        """Looks up rows without an outcome in the history; call it off the UI thread."""
        return self._store.outcomes

    @property
    def going(self) -> bool:
        """Whether a run is active."""
        return self._run is not None

    @property
    def block_reason(self) -> str:
        """Why nothing can be sent for real; "" if it can, or while that is not known."""
        first, past = self._orders.preview, self.past
        if first is None or past is None:
            return ""
        header = self._orders.form.header
        return block_reason_before_run(first, self._orders.profile, past, header)

    def look_up(self) -> None:
        """Look up which rows were sent earlier; `past` is `None` until that is known."""
        self._stop_lookup.set()
        self._stop_lookup = threading.Event()
        self.past, self.sentence, self.progress = None, "", Progress()
        self.rehearsal = self.here = False
        self.changed.emit()
        if self._orders.path is not None and self._orders.columns:
            self._spawn(self._look_up(self._orders.path, self._stop_lookup))

    def start(
        self, per_second: float, lanes: int, *, faulty: bool = False, unknown: bool = False
    ) -> None:
        """Send the remaining rows, after a confirmation if one is needed.

        `per_second` is 0 for no limit. Rows with errors and rows with unknown outcome are sent only
        if `faulty` or `unknown` is set.
        """
        pace = Pace(per_second, lanes, faulty, unknown, self._orders.last_row)
        first, past = self._orders.preview, self.past
        if self._is_busy or first is None or past is None:
            return
        began = past.began or self._clock()
        visitors = VisitorIds(began, past.key)
        self.sentence = unanswered_sentence(len(self._orders.unanswered)) or self.block_reason
        if not self.sentence:
            self._pending = PendingRun(pace, visitors, began)
            self._asked_at = self._orders.revision
            self.question = self._question(first, past)
            if not self.question:
                self.confirm()
        self.changed.emit()

    def rehearse(self, lanes: int, *, faulty: bool = False) -> None:
        """Send the rows to the collector on this machine, as fast as it takes them."""
        if self._is_busy or self._orders.preview is None or self.past is None:
            return
        self._drop_question()
        self.sentence = unanswered_sentence(len(self._orders.unanswered))
        if not self.sentence:
            try:
                here = self._here()
            except OSError as why:
                self.sentence = f"The local collector cannot start: {why.strerror or why}."
            except StoreFailed as why:
                self.sentence = str(why)
            else:
                began = self._clock()
                pace = Pace(0, lanes, faulty, last=self._orders.last_row)
                visitors = VisitorIds(began, f"{self.past.key} rehearsal {began}")
                self._pending = PendingRun(pace, visitors, began, here)
                self.confirm()
        self.changed.emit()

    @property
    def _is_busy(self) -> bool:
        return self.going or self._starting is not None

    def confirm(self) -> None:
        """Confirm the run."""
        pending, self._pending, self.question = self._pending, None, ""
        if pending is not None and not self.going:
            self._starting = pending
            self._spawn(self._start_run(pending))

    def cancel(self) -> None:
        """Decline the confirmation, or send no further rows; rows being sent are awaited."""
        self._starting = None
        self._drop_question()
        if self._run is not None:
            self._run.cancel()

    def start_over(self) -> None:
        """Set the journal of earlier sends aside, so that every row is sent again."""
        if self.past is not None and not self.going:
            self._spawn(self._forget(self.past))

    async def finish(self) -> None:
        """Stop the run, with a moment for rows being sent; called when the window closes."""
        self._starting = None
        self._stop_lookup.set()
        self._update_timer.stop()
        if self._run is not None:
            await to_thread(self._run.finish)
        await self._tasks.settle()

    async def _look_up(self, path: Path, stop: threading.Event) -> None:
        place = self._folder, self._profiles.current.id
        past = await _earlier_sends(path, self._orders.form, place, stop, self._store.outcomes)
        if past is not None:
            self.past = past
            if past.any_done and past.mapping is not None:
                self._orders.go_on_with(past.mapping)
            self.changed.emit()

    async def _start_run(self, pending: PendingRun) -> None:
        past = self.past
        if past is None or self._orders.path is None or self.going:
            self._starting = None
            return
        try:
            if pending.here:
                past = await to_thread(rehearsal_of, past)
            job = await job_of(pending, past, self._orders, self._profiles)
        finally:
            wanted = self._starting is pending  # not cancelled or closed meanwhile
            self._starting = None if wanted else self._starting
        if isinstance(job, Unsendable):
            self.sentence = job.reason
        elif self._run is None and wanted:
            self.progress, self.sentence = Progress(), ""
            self.rehearsal = bool(pending.here)
            self.here = destination_kind(job.builder.profile.url) == "loopback"
            job = replace(
                job, begin=self._recording.begin, keep=self._recording.keep, known=self.known
            )
            self.marker, self.sent = job.builder.marker, deque(maxlen=LAST_SENT)
            self.began = self._clock()
            self._run = OrderRun(replace(job, on_send=partial(_notify, self.watchers, self.sent)))
            self._run.start()
            self._update_timer.start()
        self.changed.emit()

    def _poll(self) -> None:
        if self._run is not None and self._run.progress is not self.progress:
            self.progress = self._run.progress
            if self.progress.ended:
                self._update_timer.stop()
                self._run, self.sentence = None, self.progress.sentence
                self._orders.renew_marker()
                self._spawn(self._look_up_again())
                self.finished.emit()
            self.changed.emit()

    async def _forget(self, past: EarlierRun) -> None:
        archive_journal(past.journal)
        self.look_up()

    async def _look_up_again(self) -> None:
        if self._orders.path is not None:
            await self._look_up(self._orders.path, self._stop_lookup)

    def _question(self, first: Order, past: EarlierRun) -> str:
        effect = _effect_before_run(first, self._orders, past)
        orders = self._orders
        return question_before_run(
            first,
            orders.profile,
            orders.mapping,
            past,
            effect,
            orders.last_row,
            complete=_is_checked(orders, past),
        )

    def _update_question(self) -> None:
        """Drop the question once something else would be sent; a dry run only adds to its words."""
        if self._pending is None:
            return
        first, past = self._orders.preview, self.past
        if first is None or past is None or self._orders.revision != self._asked_at:
            self._drop_question()
        elif (question := self._question(first, past)) not in ("", self.question):
            self.question = question
            self.changed.emit()

    def _drop_question(self) -> None:
        if self._pending is not None:
            self._pending, self.question = None, ""
            self.changed.emit()

    def _spawn(self, work: Awaitable[None]) -> None:
        self._tasks.spawn(self._report_failure(work), "orders")

    async def _report_failure(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except StoreFailed as why:
            self.sentence = str(why)
            self.changed.emit()


async def _earlier_sends(
    path: Path,
    form: CsvFormat,
    place: tuple[Path, str],
    stop: threading.Event,
    known: KnownOutcomes,
) -> EarlierRun | None:
    """The earlier sends of a file; `None` if another file was opened meanwhile."""
    try:
        past = await to_thread(find_earlier_run, path, form, place, stop.is_set, known)
    except StoreFailed:
        if not stop.is_set():
            raise
        return None
    return None if stop.is_set() else past


def _notify(
    watchers: Sequence[Callable[[Exchange], object]], sent: deque[str], exchange: Exchange
) -> None:
    sent.append(exchange.id)
    for watcher in tuple(watchers):
        watcher(exchange)
