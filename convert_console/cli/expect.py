"""Waits at the collector until what is expected has arrived, and writes down what did not."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convert_console.cli.inputs import DONE, NOT_DELIVERED, InvalidInput, text_of
from convert_console.core.export.junit import Case, write_junit
from convert_console.core.text import one_line
from convert_console.core.traffic.expectations import (
    Expectation,
    ExpectationFault,
    Watch,
    read_expectations,
)
from convert_console.services.collector.received import Received

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector

SUITE = "convert-console collector"
LOOK_EVERY = 0.2
"""Seconds after which a wish to stop is noticed."""


def expectations_of(file: str) -> tuple[Expectation, ...]:
    """The expectations of a file, or of standard input for `-`."""
    found = read_expectations(text_of(file))
    if isinstance(found, ExpectationFault):
        raise InvalidInput(found.sentence)
    return found


def settle(
    collector: Collector, watches: Sequence[Watch], stopped: threading.Event, seconds: float
) -> float:
    """Wait until all is settled, `stopped` is set or so many seconds are over; those it took."""
    began = time.monotonic()
    waiting: queue.SimpleQueue[Received] = queue.SimpleQueue()
    unsubscribe = collector.subscribe(waiting.put)
    # What came between the start and the subscription is not lost, and nothing counts twice.
    known = 0
    for received in collector.received():
        known = max(known, received.number)
        _add(watches, received)
    while not all(watch.settled for watch in watches) and not stopped.is_set():
        left = began + seconds - time.monotonic()
        try:
            received = waiting.get(timeout=min(max(left, 0.0), LOOK_EVERY))
        except queue.Empty:
            if left <= 0:
                break
            continue
        if received.number > known:
            _add(watches, received)
    unsubscribe()
    return time.monotonic() - began


def told(watches: Sequence[Watch], took: float, junit: str | None) -> int:
    """Print what arrived and what did not, and write it to a file; the exit code.

    Raises `OSError` where the result cannot be written, though its folder was there at the start.
    """
    cases = [Case(watch.expectation.name, watch.failure) for watch in watches]
    for case in cases:
        print(f"{'missing' if case.failure else 'met':8}  {one_line(case.name)}", flush=True)
        if case.failure:
            print("\n".join(f"          {line}" for line in case.failure.splitlines()), flush=True)
    if junit:
        _write(junit, write_junit(SUITE, cases, took))
    return NOT_DELIVERED if any(case.failure for case in cases) else DONE


def _add(watches: Sequence[Watch], received: Received) -> None:
    arrived = received.arrived
    for watch in watches:
        watch.add(arrived, received.verdict)


def _write(file: str, data: bytes) -> None:
    try:
        Path(file).write_bytes(data)
    except OSError as why:
        why.filename = file  # a full disk shows only after the file was opened by its name
        raise
