"""Sends the rows of a CSV file in its own thread, each at most once, also after a kill."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from convert_console.core.orders.order_builder import Order, OrderBuilder
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.failure import UNSENT
from convert_console.core.verdict.verdict import verdict
from convert_console.services.http.route import NOT_SENT, Route, cancelled
from convert_console.services.http.sender import Sender
from convert_console.services.orders.journal import (
    HELD_BACK,
    NOT_ARRIVED,
    UNKNOWN,
    Journal,
    KnownOutcomes,
)
from convert_console.services.storage.files import StoreFailed

FAILURES_IN_A_ROW = 10
"""A run stops after this many consecutive rows without acceptance: the others would fail too."""

LAST_WAIT = 3.0
"""Seconds that closing the program waits for the rows that are being sent."""

Rows = Iterable[tuple[int, list[str]]]
Keep = Callable[[Exchange], "Future[Any]"]
OnSend = Callable[[Exchange], object]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run sends: rows per second (0 for no limit), rows at the same time, whether to send
    rows with errors and rows with an unknown outcome, and the last row to send (0 for all).
    """

    per_second: float = 5.0
    parallel: int = 1
    faulty: bool = False
    unknown: bool = False
    last: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What to send, how and where.

    `builder` has the survey of these rows. `begin` stores an exchange in the history before it is
    sent, and `keep` its outcome; the first byte is sent when the future of `begin` is done.
    `on_send` is called before that, in the run's thread. `known` returns the outcomes that the
    history has of an earlier run.
    """

    rows: Callable[[], Rows]
    builder: OrderBuilder
    journal: Path
    header: Mapping[str, Any]
    pace: Pace = Pace()
    route: Route = field(default_factory=Route)
    begin: Keep | None = None
    keep: Keep | None = None
    on_send: OnSend = lambda _exchange: None
    known: KnownOutcomes = lambda _uids: {}


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run: rows with an outcome, those from `before` the run among them, and the
    outcomes of the others.

    `seconds` is the time so far; `sentence` says why it stopped early; `ended` is whether it ended.
    """

    settled: int = 0
    before: int = 0
    sent: int = 0
    accepted: int = 0
    left_out: int = 0
    repeated: int = 0
    unknown: int = 0
    seconds: float = 0.0
    ended: bool = False
    sentence: str = ""


class OrderRun:
    """`progress` may be read from any thread; it is replaced whenever something changes."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stopping = threading.Event()
        self._abort: Callable[[], object] = lambda: None
        self._wake: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=self._work, name="orders", daemon=True)
        self._began = time.monotonic()
        self._next_at = 0.0
        self._failures = 0
        self.progress = Progress()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Send no further rows; those being sent are waited for."""
        self._stopping.set()
        with suppress(RuntimeError):  # its loop has just ended
            self._wake()

    def finish(self, patience: float = LAST_WAIT) -> None:
        """End it; rows still being sent after `patience` seconds are of unknown outcome."""
        self.cancel()
        self._thread.join(patience)
        with suppress(RuntimeError):
            self._abort()
        self._thread.join()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end; returns whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        sentence = ""
        try:
            # An explicit loop, since the application's event loop is Qt's.
            with (
                Journal(self._job.journal, dict(self._job.header)) as journal,
                asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner,
            ):
                journal.resolve(self._job.known)
                runner.run(self._send_all(journal))
        except StoreFailed as why:
            sentence = str(why)
        except asyncio.CancelledError:
            sentence = "Stopped. The rows that were being sent have an unknown outcome."
        self._update(ended=True, sentence=self.progress.sentence or sentence)

    async def _send_all(self, journal: Journal) -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        self._halt = asyncio.Event()
        self._abort = lambda: loop.call_soon_threadsafe(task.cancel)
        self._wake = lambda: loop.call_soon_threadsafe(self._halt.set)
        rows, sender = self._due(journal), Sender()
        workers = [
            asyncio.ensure_future(self._worker(rows, journal, sender))
            for _ in range(self._job.pace.parallel)
        ]
        try:
            await asyncio.gather(*workers)
        finally:
            self._stopping.set()
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await sender.aclose()
            self._abort = self._wake = lambda: None

    def _due(self, journal: Journal) -> Iterator[Order]:
        """The rows that are still to be sent, in the order of the file."""
        # What was held back was not sent, and may be due with another mapping.
        resent = NOT_ARRIVED | HELD_BACK
        if self._job.pace.unknown:
            resent |= UNKNOWN
        for row, cells in self._job.rows():
            if self._stopping.is_set() or 0 < self._job.pace.last < row:
                return
            progress = self.progress
            code = journal.code(row)
            if code not in resent:
                self._update(settled=progress.settled + 1, before=progress.before + 1)
                continue
            order = self._job.builder.build(row, cells)
            held = self._held_back(order, journal, resent)
            if not held:
                yield order
            elif held == code:
                self._update(settled=progress.settled + 1, before=progress.before + 1)
            else:
                journal.record_outcome(row, held)
                self._update(
                    settled=progress.settled + 1,
                    left_out=progress.left_out + (held == "left-out"),
                    repeated=progress.repeated + (held == "repeated"),
                )

    def _held_back(self, order: Order, journal: Journal, resent: frozenset[str]) -> str:
        """The code of a row that is not sent; "" if it is."""
        builder = self._job.builder
        if order.part_of:
            return "repeated"
        # Another row of its order may have been sent while every row was an order of its own.
        rows = builder.survey.rows_of.get(order.row, ()) if builder.one_per_order else ()
        if any(row != order.row and journal.code(row) not in resent for row in rows):
            return "repeated"
        faulty = bool(order.fault) and not self._job.pace.faulty
        return "left-out" if faulty or isinstance(order.wire, Unsendable) else ""

    async def _worker(self, rows: Iterator[Order], journal: Journal, sender: Sender) -> None:
        for order in rows:
            if not await self._wait_for_rate():
                return
            exchange, before, intended = _exchange(order, self._job), journal.code(order.row), False
            try:
                if self._job.begin is not None:
                    await asyncio.wrap_future(self._job.begin(exchange))
                journal.record_send(order.row, exchange.id)
                intended = True
                exchange = await self._send(exchange, sender)
            except asyncio.CancelledError as cancellation:
                why = cancelled(cancellation) if intended else NOT_SENT
                # A row that may have gone out stays unknown, as in the history.
                if why.kind in UNSENT and self._job.keep is not None:
                    self._job.keep(exchange._replace(outcome=why))
                if why.kind in UNSENT and before not in UNKNOWN:
                    journal.record_outcome(order.row, "cancelled-unsent")
                raise
            try:
                if self._job.keep is not None:
                    await asyncio.wrap_future(self._job.keep(exchange))
            finally:
                self._settle(order.row, exchange, journal)

    async def _wait_for_rate(self) -> bool:
        """Wait until the rate allows another row; returns whether the run goes on."""
        if self._job.pace.per_second > 0:
            at = max(self._next_at, time.monotonic())
            self._next_at = at + 1 / self._job.pace.per_second
            if (left := at - time.monotonic()) > 0 and not self._stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._halt.wait(), left)
        return not self._stopping.is_set()

    async def _send(self, exchange: Exchange, sender: Sender) -> Exchange:
        self._job.on_send(exchange)
        sent = await sender.send(exchange.request, self._job.route)
        return exchange._replace(outcome=sent.outcome, timings=sent.timings)

    def _settle(self, row: int, exchange: Exchange, journal: Journal) -> None:
        judged, outcome = verdict(exchange), exchange.outcome
        journal.record_outcome(
            row, judged.kind, outcome.status if isinstance(outcome, Answer) else 0
        )
        progress = self.progress
        self._failures = 0 if judged.delivered else self._failures + 1
        self._update(
            settled=progress.settled + (judged.kind not in NOT_ARRIVED),
            sent=progress.sent + 1,
            accepted=progress.accepted + judged.delivered,
            unknown=progress.unknown + (judged.kind in UNKNOWN),
        )
        if self._failures >= FAILURES_IN_A_ROW:
            self._update(sentence=f"Stopped: {self._failures} rows in a row were not accepted. "
                       f"The last of them: {judged.sentence}")  # fmt: skip
            self._stopping.set()

    def _update(self, **changes: Any) -> None:
        seconds = time.monotonic() - self._began
        self.progress = replace(self.progress, seconds=seconds, **changes)


def _exchange(order: Order, job: Job) -> Exchange:
    assert isinstance(order.wire, WireRequest)
    profile, document = job.builder.profile, order.draft.text
    return Exchange(
        uuid4().hex, time.time(), profile.name, order.wire, document, profile_id=profile.id
    )
