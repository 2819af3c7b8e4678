"""Waits until the requests that are expected have come to a collector."""

from __future__ import annotations

import queue
import signal
import threading
import time
from typing import TYPE_CHECKING

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.request.profile import LOCAL_ENDPOINT
from convert_console.core.traffic.expectations import Watches
from convert_console.core.traffic.reading import problems_of
from convert_console.services.collector.received import Received

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector

POLL_SECONDS = 0.2
"""Seconds after which a request to stop is noticed."""

QUIET_SECONDS = 1.0
"""After the last step of a job, for so long nothing must come before the collector ends."""

MISSING_SECONDS = 10.0
"""The same where something is missing, which may be on its way."""


class LastStep:
    """That all has been sent, as a job says by a signal; Windows has none for it."""

    def __init__(self) -> None:
        self._said = threading.Event()
        self._noticed = 0.0

    def listen(self) -> None:
        """Wait for the signal, in the main thread."""
        if hasattr(signal, "SIGUSR1"):
            signal.signal(signal.SIGUSR1, lambda *_: self._said.set())

    def ignore(self) -> None:
        """Keep a signal that comes late from ending a report."""
        if hasattr(signal, "SIGUSR1"):
            signal.signal(signal.SIGUSR1, signal.SIG_IGN)

    def nothing_follows(self, watches: Watches, last: float) -> bool:
        """Whether nothing more is to be expected; `last` is when the last request came, by the
        monotonic clock.
        """
        if not self._said.is_set():
            return False
        now = time.monotonic()
        if watches.reached:
            return now - last >= QUIET_SECONDS
        self._noticed = self._noticed or now
        return now - max(last, self._noticed) >= MISSING_SECONDS


def wait_for(
    collector: Collector,
    watches: Watches,
    stopped: threading.Event,
    seconds: float,
    last_step: LastStep | None = None,
) -> float:
    """Wait until all is settled, `stopped` is set or time is up; returns the seconds it took.

    What the collector has kept already counts as well. After the `last_step` of a job it only waits
    for what may be on its way.
    """
    began = time.monotonic()
    # Not a SimpleQueue: before Python 3.13, a signal just before the time of its `get` is up leaves
    # it waiting for ever.
    waiting: queue.Queue[Received] = queue.Queue()
    unsubscribe = collector.subscribe(waiting.put)
    # What came between the start and the subscription counts too, and nothing counts twice.
    known = 0
    for received in collector.everything():
        known = max(known, received.number)
        _add_to_all(watches, received, collector.catalog)
    last = time.monotonic()
    while not watches.settled and not stopped.is_set():
        left = began + seconds - time.monotonic()
        if last_step and last_step.nothing_follows(watches, last):
            break
        try:
            received = waiting.get(timeout=min(max(left, 0.0), POLL_SECONDS))
        except queue.Empty:
            if left <= 0:
                break
            continue
        if received.number > known:
            known, last = received.number, time.monotonic()
            _add_to_all(watches, received, collector.catalog)
    unsubscribe()
    # Nor is anything left out that came just before the end, and is not passed on yet.
    for received in collector.everything():
        if received.number > known:
            _add_to_all(watches, received, collector.catalog)
    return time.monotonic() - began


def problems_in(received: Received, catalog: Catalog | None) -> tuple[Problem, ...]:
    """What is wrong with a request that came in, judged when it came."""
    return problems_of(received.arrived, LOCAL_ENDPOINT, Situation(received.received_at, catalog))


def _add_to_all(watches: Watches, received: Received, catalog: Catalog | None) -> None:
    if not received.is_tracking:
        if received.reason:
            watches.add_not_taken(f"{received.method or 'a request'}: {received.reason}")
        return
    problems: tuple[Problem, ...] = ()
    if watches.judges_problems:
        problems = problems_in(received, catalog)
    watches.add(received.arrived, received.verdict, problems)
