"""`collector`: the local endpoint in a terminal, until it is stopped or has what is expected."""

from __future__ import annotations

import argparse
import queue
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convert_console.cli.expect import LOOK_EVERY, expectations_of, settle, told
from convert_console.cli.inputs import DONE, InvalidInput
from convert_console.core.text import one_line
from convert_console.core.traffic.expectations import Watch
from convert_console.services.collector.received import Received, Refusal

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector

PORT = 8765
TIMEOUT = 60.0

LINES = 10_000
"""Lines that wait to be printed at most."""

LAST_LINES = 2.0
"""Seconds that the last lines may take at the end."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    collector = commands.add_parser(
        "collector", help="run the local endpoint until Ctrl+C; it listens on 127.0.0.1 only"
    )
    collector.add_argument("--port", type=_port, default=PORT, metavar="N")
    collector.add_argument(
        "--expect",
        metavar="FILE",
        help="end once all that this JSON list describes has arrived; exit 1 if it does not: "
        '[{"name": …, "document": {…}, "method": …, "verdict": …, "count": …}, …]',
    )
    collector.add_argument("--junit", metavar="FILE", help="write the result as JUnit XML")
    collector.add_argument(
        "--timeout",
        type=_seconds,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"how long to wait for what is expected; default {TIMEOUT:.0f}",
    )
    collector.set_defaults(run=_collect)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds < threading.TIMEOUT_MAX:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def _collect(options: argparse.Namespace) -> int:
    if options.junit and not options.expect:
        raise InvalidInput("--junit says whether what is expected arrived: add --expect FILE.")
    _refuse_unwritable(options.junit)
    wanted = expectations_of(options.expect) if options.expect else ()
    stopped = threading.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: stopped.set())
    with _listening(options.port, stopped) as (collector, teller):
        if wanted:
            watches = [Watch(one) for one in wanted]
            took = settle(collector, watches, stopped, options.timeout)
            teller.finish()  # the results come after what they speak of
            return told(watches, took, options.junit)
        while not stopped.wait(0.5):  # on Windows a wait without an end hears no Ctrl+C
            pass
        return DONE


def _refuse_unwritable(file: str | None) -> None:
    """Say before the wait, and not after it, that the result would find no folder."""
    if file is None:
        return
    if Path(file).is_dir():
        raise InvalidInput(f"{file} cannot be written: it is a folder. Name a file in it.")
    if not Path(file).absolute().parent.is_dir():
        raise InvalidInput(f"{file} cannot be written: its folder is not there. Make it first.")


@contextmanager
def _listening(port: int, stopped: threading.Event) -> Iterator[tuple[Collector, Teller]]:
    from convert_console.services.collector.server import Collector

    teller = Teller(stopped)
    collector = Collector(port, fallback=False)
    collector.subscribe(teller.came)
    collector.subscribe_refusals(teller.refused)
    try:
        url = collector.start()
    except OSError as why:
        reason = f"Port {port} cannot be had: {_reason(why)}. Choose another with --port."
        raise InvalidInput(reason) from None
    try:
        print(
            f"Listening on {url}. What came in: {url.removesuffix('/track')}/received", flush=True
        )
        teller.start()
        yield collector, teller
    finally:
        collector.stop()
        teller.finish()
    if teller.fault:
        raise teller.fault


class Teller(threading.Thread):
    """Prints a line for each request that comes in, and for each that is refused.

    In a thread of its own: a pager that waits, or a terminal that was stopped with Ctrl+S, takes
    no line for as long as it likes, and neither the collector nor Ctrl+C may wait for that.
    """

    def __init__(self, stopped: threading.Event) -> None:
        super().__init__(name="teller", daemon=True)
        self.fault: OSError | None = None
        self._stopped = stopped
        self._given_up = threading.Event()
        self._lines: queue.Queue[str | None] = queue.Queue(LINES)
        self._untold = 0

    def came(self, received: Received) -> None:
        """Tell of a request; returns at once."""
        target = received.target if len(received.target) <= 100 else f"{received.target[:99]}…"
        told = f"{received.verdict:8}  {received.method:4}  {target}"
        self._tell(f"{_time(received.received_at)}  {told}")

    def refused(self, refusal: Refusal) -> None:
        """Tell of a request that did not arrive; returns at once."""
        begin = f"  {one_line(refusal.begin[:60])}" if refusal.begin else ""
        told = f"refused   {refusal.status or 'gone':<4}  {one_line(refusal.reason)}{begin}"
        self._tell(f"{_time(refusal.refused_at)}  {told}")

    def finish(self) -> None:
        """Have what waits printed, as long as somebody reads it; safe to repeat."""
        if self.is_alive():
            with suppress(queue.Full):
                self._lines.put(None, timeout=LAST_LINES)
            self.join(LAST_LINES)
            self._given_up.set()
            self.join(LAST_LINES)

    def run(self) -> None:
        """Print until `finish`, or until nobody reads it any more, as after `| head`."""
        try:
            while (line := self._lines.get()) is not None and self._may_print():
                print(line, flush=True)
                if self._lines.empty():
                    self._tell_untold()
            self._tell_untold()
        except OSError as why:
            self.fault = why
            self._stopped.set()

    def _tell_untold(self) -> None:
        if self._untold and self._may_print():
            untold, self._untold = self._untold, 0
            print(f"          {untold:,} more came than could be told", flush=True)

    def _may_print(self) -> bool:
        """Wait until a line can be written without waiting; whether that came to be.

        A thread that waits within a write holds the lock of standard output, and the program could
        not end. A pipe that can be written to has room for 4,096 bytes (POSIX), more than a line.
        """
        number = _descriptor()
        while number is not None and not select.select([], [number], [], LOOK_EVERY)[1]:
            if self._given_up.is_set():
                return False
        return True

    def _tell(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._untold += 1


def _reason(why: OSError) -> str:
    """What the system says, without the call that asyncio and the library add to it."""
    return (why.strerror or str(why)).partition(" (while")[0]


def _descriptor() -> int | None:
    """Standard output as the system knows it; Windows can wait for sockets alone."""
    try:
        return None if sys.platform == "win32" else sys.stdout.fileno()
    except OSError:
        return None


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%H:%M:%S")
