"""Sends the rows of a CSV file in a thread of its own, each at most once, also after a kill."""

from __future__ import annotations

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

from convert_console.core.orders.dry_run import Order, OrderBuilder
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.failure import UNSENT
from convert_console.core.verdict.verdict import verdict
from convert_console.services.http.route import NOT_SENT, Route, cancelled
from convert_console.services.http.sender import Sender
from convert_console.services.orders.journal import NOT_ARRIVED, UNKNOWN, Journal, Known
from convert_console.services.storage.files import StoreFailed

FAILURES_IN_A_ROW = 10
"""After so many rows that were not accepted a run stops: something is wrong with all of them."""

LAST_WAIT = 3.0
"""Seconds that the end of the program waits for the rows under way."""

Rows = Iterable[tuple[int, list[str]]]
Keep = Callable[[Exchange], "Future[Any]"]
Hear = Callable[[Exchange], object]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run goes: rows a second (0 for as fast as it goes), rows under way at a time, and
    whether rows with errors, and rows with an unknown outcome, are sent.
    """

    per_second: float = 5.0
    lanes: int = 1
    faulty: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What is sent, how and where to.

    `begin` keeps in the history that an exchange is about to be sent, and `keep` what became of it;
    the first byte goes out when the future of `begin` is done. `hear` is told of each before that,
    in the run's thread. `known` is what the history knows of the rows of an earlier run.
    """

    rows: Callable[[], Rows]
    builder: OrderBuilder
    journal: Path
    header: Mapping[str, Any]
    pace: Pace = Pace()
    route: Route = field(default_factory=Route)
    begin: Keep | None = None
    keep: Keep | None = None
    hear: Hear = lambda _exchange: None
    known: Known = lambda _uids: {}


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run stands: rows settled by now, those `before` it among them, and what came of the
    others.

    `seconds` have gone by; `sentence` says why it stopped early, and `ended` that it runs no more.
    """

    settled: int = 0
    before: int = 0
    sent: int = 0
    accepted: int = 0
    left_out: int = 0
    unknown: int = 0
    seconds: float = 0.0
    ended: bool = False
    sentence: str = ""


class OrderRun:
    """`progress` may be read from any thread; it is another object whenever it has changed."""

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
        """Send no further rows; those under way are waited for."""
        self._stopping.set()
        with suppress(RuntimeError):  # its loop has just ended by itself
            self._wake()

    def finish(self, patience: float = LAST_WAIT) -> None:
        """End it, giving up the rows under way after so many seconds: their outcome is unknown."""
        self.cancel()
        self._thread.join(patience)
        with suppress(RuntimeError):
            self._abort()
        self._thread.join()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        sentence = ""
        try:
            # Named outright: the application's own loop is Qt's, and must not come in here.
            with (
                Journal(self._job.journal, dict(self._job.header)) as journal,
                asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner,
            ):
                journal.resolve(self._job.known)
                runner.run(self._send_all(journal))
        except StoreFailed as why:
            sentence = str(why)
        except asyncio.CancelledError:
            sentence = "Given up. The rows that were under way have an unknown outcome."
        self._tell(ended=True, sentence=self.progress.sentence or sentence)

    async def _send_all(self, journal: Journal) -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        self._halt = asyncio.Event()
        self._abort = lambda: loop.call_soon_threadsafe(task.cancel)
        self._wake = lambda: loop.call_soon_threadsafe(self._halt.set)
        rows, sender = self._due(journal), Sender()
        lanes = [
            asyncio.ensure_future(self._lane(rows, journal, sender))
            for _ in range(self._job.pace.lanes)
        ]
        try:
            await asyncio.gather(*lanes)
        finally:
            self._stopping.set()
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
            await sender.aclose()
            self._abort = self._wake = lambda: None

    def _due(self, journal: Journal) -> Iterator[Order]:
        """The rows that are still to be sent, in the order of the file."""
        again = NOT_ARRIVED | UNKNOWN if self._job.pace.unknown else NOT_ARRIVED
        if self._job.pace.faulty:
            again |= {"left-out"}
        for row, cells in self._job.rows():
            if self._stopping.is_set():
                return
            seen = self.progress
            if journal.code(row) not in again:
                self._tell(settled=seen.settled + 1, before=seen.before + 1)
                continue
            order = self._job.builder.build(row, cells)
            faulty = bool(order.fault) and not self._job.pace.faulty
            if faulty or isinstance(order.wire, Unsendable):
                journal.settle(row, "left-out")
                self._tell(settled=seen.settled + 1, left_out=seen.left_out + 1)
                continue
            yield order

    async def _lane(self, rows: Iterator[Order], journal: Journal, sender: Sender) -> None:
        for order in rows:
            if not await self._its_turn():
                return
            exchange, before, intended = _exchange(order, self._job), journal.code(order.row), False
            try:
                if self._job.begin is not None:
                    await asyncio.wrap_future(self._job.begin(exchange))
                journal.intend(order.row, exchange.id)
                intended = True
                exchange = await self._send(exchange, sender)
            except asyncio.CancelledError as given_up:
                why = cancelled(given_up) if intended else NOT_SENT
                # One that may have gone out stays unknown, here as in the history.
                if why.kind in UNSENT and self._job.keep is not None:
                    self._job.keep(replace(exchange, outcome=why))
                if why.kind in UNSENT and before not in UNKNOWN:
                    journal.settle(order.row, "cancelled-unsent")
                raise
            try:
                if self._job.keep is not None:
                    await asyncio.wrap_future(self._job.keep(exchange))
            finally:
                self._settle(order.row, exchange, journal)

    async def _its_turn(self) -> bool:
        """Wait until the rate allows another row; whether it is still wanted."""
        if self._job.pace.per_second > 0:
            at = max(self._next_at, time.monotonic())
            self._next_at = at + 1 / self._job.pace.per_second
            if (left := at - time.monotonic()) > 0 and not self._stopping.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._halt.wait(), left)
        return not self._stopping.is_set()

    async def _send(self, exchange: Exchange, sender: Sender) -> Exchange:
        self._job.hear(exchange)
        sent = await sender.send(exchange.request, self._job.route)
        return replace(exchange, outcome=sent.outcome, timings=sent.timings)

    def _settle(self, row: int, exchange: Exchange, journal: Journal) -> None:
        said, outcome = verdict(exchange), exchange.outcome
        journal.settle(row, said.kind, outcome.status if isinstance(outcome, Answer) else 0)
        seen = self.progress
        self._failures = 0 if said.delivered else self._failures + 1
        self._tell(
            settled=seen.settled + (said.kind not in NOT_ARRIVED),
            sent=seen.sent + 1,
            accepted=seen.accepted + said.delivered,
            unknown=seen.unknown + (said.kind in UNKNOWN),
        )
        if self._failures >= FAILURES_IN_A_ROW:
            self._tell(sentence=f"Stopped: {self._failures} rows in a row were not accepted. "
                       f"The last of them: {said.sentence}")  # fmt: skip
            self._stopping.set()

    def _tell(self, **changes: Any) -> None:
        seconds = time.monotonic() - self._began
        self.progress = replace(self.progress, seconds=seconds, **changes)


def _exchange(order: Order, job: Job) -> Exchange:
    assert isinstance(order.wire, WireRequest)
    name, document = job.builder.profile.name, order.draft.text
    return Exchange(uuid4().hex, time.time(), name, order.wire, document)
