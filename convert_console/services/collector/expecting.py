"""Waits until the requests that are expected have come to a collector."""

from __future__ import annotations

import queue
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


def wait_for(
    collector: Collector,
    watches: Watches,
    stopped: threading.Event,
    seconds: float,
    finishing: threading.Event | None = None,
) -> float:
    """Wait until all is settled, `stopped` is set or time is up; returns the seconds it took.

    What the collector has kept already counts as well. Once `finishing` is set, all has been sent:
    it only waits for what may be on its way, as long as requests still come.
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
    finished: float | None = None
    while not watches.settled and not stopped.is_set():
        now = time.monotonic()
        left = began + seconds - now
        if finished is None and finishing is not None and finishing.is_set():
            finished = now
        if finished is not None and _is_quiet(watches, now - last, now - finished):
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


def _is_quiet(watches: Watches, since_last: float, since_finished: float) -> bool:
    """Whether nothing more is to be expected, after the last request and the last step of a job."""
    if watches.reached:
        return since_last >= QUIET_SECONDS
    return min(since_last, since_finished) >= MISSING_SECONDS


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
