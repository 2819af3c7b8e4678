"""Sends the orders of a CSV file: asks, follows the run, resumes it, and hands out its result."""

from __future__ import annotations

import threading
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from convert_console.core.orders.csv_dialect import Form
from convert_console.core.orders.dry_run import Judge, Order
from convert_console.core.orders.mapping import Visitors
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.sending.confirmation import additions
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.history.unsaved_row import begun_record, ended_record, record_of
from convert_console.models.orders.orders import Orders
from convert_console.models.profiles.profiles import Profiles
from convert_console.models.tasks import Tasks
from convert_console.services.history.store import HistoryStore, Record
from convert_console.services.http.route import authorised_route
from convert_console.services.orders.csv_file import read_rows
from convert_console.services.orders.journal import Known, Past, header_of, past_of, put_away
from convert_console.services.orders.run import Job, OrderRun, Pace, Progress
from convert_console.services.storage.files import StoreFailed

# What a run of orders is given: the rows, how they are made, and the way they go.


@dataclass(frozen=True, slots=True)
class About:
    """What is sent if the question is answered with yes; `began` is in Unix seconds."""

    pace: Pace
    judge: Judge
    began: float


async def job_of(about: About, past: Past, orders: Orders, profiles: Profiles) -> Job | Unsendable:
    """The job of a file, with the secrets and the route of the profile in use."""
    path, form, target = orders.path, orders.form, about.judge.profile
    assert path is not None
    route = await authorised_route(profiles.current, target.url, target.headers, profiles.secrets)
    if isinstance(route, Unsendable):
        return route
    header = header_of(path, about.began, orders.mapping)
    return Job(lambda: read_rows(path, form), about.judge, past.journal, header, about.pace, route)


# What is said about a run of orders: the question before it, and how it stands.


def barred_from(first: Order, profile: Profile) -> str:
    """Why nothing can be sent, judged by the first row; "" where something can."""
    if isinstance(first.wire, Unsendable):
        return first.wire.reason
    return profile.block_reason(first.wire.url)


def asked_before(first: Order, orders: Orders, past: Past) -> str:
    """What to ask before rows leave this machine, or go out by another mapping than those before;
    "" where nothing need be asked.
    """
    assert isinstance(first.wire, WireRequest)
    parts = []
    if past.mapping is not None and past.mapping != orders.mapping:
        parts.append("The rows sent before were sent by another mapping.")
    profile, where = orders.judge().profile, destination_kind(first.wire.url)
    if where != "loopback" and profile.reach != "free":
        host = host_of(first.wire.url)
        to = f"project {host.partition('.')[0]}" if where == "convert" else host
        live = "the live statistics of " if where == "convert" else ""
        parts.append(f"This sends {past.total - past.settled:,} rows to {live}{to}.")
        parts.append(f"The first row holds {additions(first.draft.payload)}.")
        if orders.dry is not None and not orders.checking:
            parts.append(f"All rows without errors hold revenue {orders.dry.revenue:f}.")
    return " ".join(parts)


def still_due(past: Past | None, *, faulty: bool, unknown: bool) -> int:
    """How many rows a run would send, or leave out for errors."""
    if past is None:
        return 0
    again = (past.left_out if faulty else 0) + (past.unknown if unknown else 0)
    return max(past.total - past.settled, 0) + again


def past_words(past: Past | None) -> str:
    """What was sent of a file before."""
    if past is None:
        return "Looking whether rows of this file were sent before…"
    if not past.began:
        return f"{past.total:,} rows. None of this file was sent with this profile before."
    said = f"{past.total:,} rows. Sent before: {past.accepted:,} accepted"
    other = past.settled - past.accepted - past.left_out - past.unknown
    for count, words in (
        (other, "answered otherwise"),
        (past.left_out, "left out"),
        (past.unknown, "with an unknown outcome – they may have arrived, and are not sent again"),
    ):
        said += f", {count:,} {words}" if count > 0 else ""
    return f"{said}. Still to send: {max(past.total - past.settled, 0):,}."


def progress_words(progress: Progress, total: int) -> str:
    """How a run stands, with the time that is left at its speed so far."""
    before = f", {progress.before:,} of them before" if progress.before else ""
    said = (
        f"{progress.settled:,} of {total:,} rows settled{before} · {progress.accepted:,} accepted"
    )
    refused = progress.sent - progress.accepted - progress.unknown
    for count, words in (
        (refused, "not accepted"),
        (progress.left_out, "left out for errors"),
        (progress.unknown, "of unknown outcome"),
    ):
        said += f" · {count:,} {words}" if count > 0 else ""
    left = total - progress.settled
    if progress.ended or not progress.sent or left <= 0:
        return said
    return f"{said} · about {span_words(left * progress.seconds / progress.sent)} left"


def span_words(seconds: float) -> str:
    """A span, roughly.

    >>> span_words(42), span_words(600), span_words(9000)
    ('42 s', '10 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


TELL_EVERY_MS = 100


class OrderSending(QObject):
    """At most one run at a time. What was sent of a file before is known by the file's content.

    Signals:
        changed: `past`, `progress`, `question` or `sentence` is another one.
    """

    changed = Signal()

    def __init__(
        self,
        orders: Orders,
        profiles: Profiles,
        store: HistoryStore,
        folder: Path,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self._orders, self._profiles, self._store = orders, profiles, store
        self._folder, self._clock = folder, clock
        self._tasks = Tasks()
        self._looked = threading.Event()
        self._about: About | None = None
        self._beginning: About | None = None  # what was confirmed, until it runs
        self._run: OrderRun | None = None
        self._begun: dict[str, Record] = {}
        self._telling = QTimer(self, interval=TELL_EVERY_MS)
        self._telling.timeout.connect(self._follow)
        self.watchers: list[Callable[[Exchange], object]] = []
        """Who hears of each row before it is sent, in the run's thread: no Qt objects."""
        self.past: Past | None = None
        self.question = self.sentence = ""
        self.progress = Progress()
        orders.opened.connect(self.look)
        orders.changed.connect(self._withdraw)

    @property
    def known(self) -> Known:
        """What the history knows of rows without an outcome; to be asked off the UI thread."""
        return self._store.outcomes

    @property
    def going(self) -> bool:
        """Whether rows are being sent."""
        return self._run is not None

    def look(self) -> None:
        """Find out what was sent of the file before; `past` is `None` until that is known."""
        self._looked.set()
        self._looked = threading.Event()
        self.past, self.sentence, self.progress = None, "", Progress()
        self.changed.emit()
        if self._orders.path is not None and self._orders.columns:
            self._spawn(self._look(self._orders.path, self._looked))

    def start(
        self, per_second: float, lanes: int, *, faulty: bool = False, unknown: bool = False
    ) -> None:
        """Send what is still to be sent at a pace (0 rows a second for no limit), after a question
        where one is due; rows with errors and those of unknown outcome only if asked to.
        """
        pace = Pace(per_second, lanes, faulty, unknown)
        first, past = self._orders.preview, self.past
        if self.going or first is None or past is None:
            return
        began = past.began or self._clock()
        judge = self._orders.judge(Visitors(began, past.key))
        self.sentence = barred_from(first, judge.profile)
        if not self.sentence:
            self._about = About(pace, judge, began)
            self.question = asked_before(first, self._orders, past)
            if not self.question:
                self.confirm()
        self.changed.emit()

    def confirm(self) -> None:
        """Answer the question with yes."""
        about, self._about, self.question = self._about, None, ""
        if about is not None and not self.going:
            self._beginning = about
            self._spawn(self._begin(about))

    def cancel(self) -> None:
        """Answer the question with no, or send no further rows; those under way are waited for."""
        self._beginning = None
        self._withdraw()
        if self._run is not None:
            self._run.cancel()

    def start_over(self) -> None:
        """Put away what is known of earlier sends, so that every row is sent (again)."""
        if self.past is not None and not self.going:
            self._spawn(self._forget(self.past))

    async def finish(self) -> None:
        """End a run; rows under way have a moment left. Called when the window closes."""
        self._beginning = None
        self._looked.set()
        self._telling.stop()
        if self._run is not None:
            await to_thread(self._run.finish)
        await self._tasks.settle()

    async def _look(self, path: Path, stop: threading.Event) -> None:
        place = self._folder, self._profiles.current.id
        past = await _known_of(path, self._orders.form, place, stop, self._store.outcomes)
        if past is not None:
            self.past = past
            self.changed.emit()

    async def _begin(self, about: About) -> None:
        past = self.past
        if past is None or self._orders.path is None or self.going:
            return
        job = await job_of(about, past, self._orders, self._profiles)
        if isinstance(job, Unsendable):
            self.sentence = job.reason
        elif self._run is None and self._beginning is about:  # else cancelled, or closed, meanwhile
            self.progress, self.sentence = Progress(), ""
            job = replace(job, begin=self._keep_begun, keep=self._keep, known=self.known)
            self._run = OrderRun(replace(job, hear=partial(_tell, self.watchers)))
            self._run.start()
            self._telling.start()
        self.changed.emit()

    def _keep_begun(self, exchange: Exchange) -> Future[str]:
        """Keep that an exchange is about to be sent; called in the run's thread."""
        record = self._begun[exchange.id] = begun_record(exchange, self._orders.catalog)
        return self._store.begin(record).safe

    def _keep(self, exchange: Exchange) -> Future[str]:
        """Keep what became of an exchange; called in the run's thread."""
        begun = self._begun.pop(exchange.id, None)
        record = ended_record(begun, exchange) if begun else record_of(exchange)
        return self._store.keep(record).safe

    def _follow(self) -> None:
        if self._run is not None and self._run.progress is not self.progress:
            self.progress = self._run.progress
            if self.progress.ended:
                self._telling.stop()
                self._run, self.sentence = None, self.progress.sentence
                self._spawn(self._look_again())
            self.changed.emit()

    async def _forget(self, past: Past) -> None:
        put_away(past.journal)
        self.look()

    async def _look_again(self) -> None:
        if self._orders.path is not None:
            await self._look(self._orders.path, self._looked)

    def _withdraw(self) -> None:
        if self._about is not None:
            self._about, self.question = None, ""
            self.changed.emit()

    def _spawn(self, work: Awaitable[None]) -> None:
        self._tasks.spawn(self._said(work), "orders")

    async def _said(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except StoreFailed as why:
            self.sentence = str(why)
            self.changed.emit()


async def _known_of(
    path: Path, form: Form, place: tuple[Path, str], stop: threading.Event, known: Known
) -> Past | None:
    """What was sent of a file; `None`, and no word, where another one was chosen meanwhile."""
    try:
        past = await to_thread(past_of, path, form, place, stop.is_set, known)
    except StoreFailed:
        if not stop.is_set():
            raise
        return None
    return None if stop.is_set() else past


def _tell(watchers: Sequence[Callable[[Exchange], object]], exchange: Exchange) -> None:
    for watcher in tuple(watchers):
        watcher(exchange)
