"""`collector`: runs the local endpoint until it is stopped or has received what is expected."""

from __future__ import annotations

import argparse
import json
import queue
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from convert_console.cli.command import (
    DONE,
    NOT_DELIVERED,
    Command,
    InvalidInput,
    plan_in,
    text_of,
    whole_number,
)
from convert_console.core.catalog.catalog import CatalogFault, read_catalog
from convert_console.core.export.exported import sent_to
from convert_console.core.export.junit import Case, write_junit
from convert_console.core.request.destination import COLLECTOR_PORT
from convert_console.core.text import one_line
from convert_console.core.traffic.expectations import Watches
from convert_console.core.traffic.mitmproxy_addon import mitmproxy_addon
from convert_console.services.collector.expecting import POLL_SECONDS, LastStep, wait_for
from convert_console.services.collector.faults import FAULTS, Fault, read_fault
from convert_console.services.collector.received import Received
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders

if TYPE_CHECKING:
    from convert_console.services.collector.server import Collector

TIMEOUT = 60.0
SUITE = "convert-console collector"

MAX_LINES = 10_000
"""Lines that wait to be printed at most."""

LAST_LINES_SECONDS = 2.0
"""Seconds that printing the last lines may take at the end."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=whole_number(0, 65_535),
        default=COLLECTOR_PORT,
        metavar="N",
        help=f"the port to listen on; 0 chooses a free one (default: {COLLECTOR_PORT})",
    )
    parser.add_argument(
        "--tls-port",
        type=whole_number(0, 65_535),
        metavar="N",
        help="also listen for https on this port; 0 chooses a free one. The certificate is for "
        "127.0.0.1, ::1 and localhost",
    )
    parser.add_argument(
        "--ca-file",
        metavar="PATH",
        help="with --tls-port: where to write the certificate of the authority that clients have "
        "to trust (default: in the folder of the console's data)",
    )
    parser.add_argument(
        "--catalog",
        metavar="FILE",
        help="a project's configuration: given to SDKs that ask for one, and checked against",
    )
    parser.add_argument(
        "--fault",
        type=_fault,
        metavar="KIND",
        help="answer every request with a fault: "
        + "; ".join(f"{name} – {kind.description}" for name, kind in FAULTS.items())
        + ". With options: 'kind=slow&seconds=9&times=1'",
    )
    parser.add_argument(
        "--mitmproxy",
        metavar="PATH",
        help="write an addon for mitmproxy, which mirrors what phones and servers send to Convert "
        "to this collector",
    )
    add_expect_arguments(parser, "arrived")


def add_expect_arguments(parser: argparse.ArgumentParser, done: str) -> None:
    """The options for CI; `done` says what requests have done that are expected."""
    parser.add_argument(
        "--expect",
        metavar="FILE",
        help=f"end when all that this tracking plan expects has {done}, and exit with 1 if it has "
        "not, or not as it should: YAML, or JSON such as "
        '[{"name": …, "document": {…}, "method": …, "verdict": …, "count": …, "problems": …}, …]',
    )
    parser.add_argument(
        "--junit", metavar="FILE", help="with --expect: write the result as JUnit XML"
    )
    parser.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help=f"end after as many seconds (default: {TIMEOUT:.0f} with --expect, otherwise never)",
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if 0 < seconds < threading.TIMEOUT_MAX:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")


def _fault(text: str) -> Fault:
    try:
        return read_fault(b"", text if "=" in text else f"kind={text}")
    except ValueError as why:
        raise argparse.ArgumentTypeError(str(why)) from None


def _collect(options: argparse.Namespace) -> int:
    if options.junit and not options.expect:
        raise InvalidInput("--junit needs --expect FILE.")
    if options.ca_file and options.tls_port is None:
        raise InvalidInput("--ca-file needs --tls-port N.")
    for file in (options.junit, options.ca_file, options.mitmproxy):
        check_writable(file)
    configuration = configuration_in(options.catalog) if options.catalog else ""
    plan = plan_in(options.expect) if options.expect else None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    last_step = LastStep()
    last_step.listen()
    with _listening(options, configuration, stopped) as (collector, printer):
        if plan:
            watches = Watches(plan.expectations)
            limit = options.timeout or TIMEOUT
            took = wait_for(collector, watches, stopped, limit, last_step)
            last_step.ignore()
            printer.finish()  # print the requests before the results
            return report(watches, took, options.junit, SUITE)
        end = time.monotonic() + (options.timeout or threading.TIMEOUT_MAX)
        while (left := end - time.monotonic()) > 0:
            # On Windows a wait without a timeout ignores Ctrl+C.
            if stopped.wait(min(left, 0.5)):
                break
        return DONE


def check_writable(file: str | None) -> None:
    """Refuse a file that cannot be written before the wait, not after it."""
    if file is None:
        return
    if Path(file).is_dir():
        raise InvalidInput(f"{file} cannot be written: it is a folder. Give the name of a file.")
    if not Path(file).absolute().parent.is_dir():
        raise InvalidInput(f"{file} cannot be written: its folder does not exist. Create it first.")


@contextmanager
def _listening(
    options: argparse.Namespace, configuration: str, stopped: threading.Event
) -> Iterator[tuple[Collector, LinePrinter]]:
    from convert_console.services.collector.server import Collector, PortUnusable, Secure

    printer = LinePrinter(stopped)
    port = options.port
    secure = None
    if options.tls_port is not None:
        ca_file = Path(options.ca_file) if options.ca_file else Folders.default().collector_ca
        secure = Secure(options.tls_port, ca_file.absolute())
    collector = Collector(port, fallback=False, secure=secure)
    collector.fault = options.fault
    collector.use_configuration(configuration)
    collector.subscribe(printer.print_received)
    try:
        url = collector.start()
    except OSError as why:
        used = why.port if isinstance(why, PortUnusable) else port
        option = "--port" if used == port else "--tls-port"
        reason = f"Port {used} cannot be used: {_reason(why)}. Choose another with {option}."
        raise InvalidInput(reason) from None
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None
    try:
        print(
            f"Listening on {url}. What came in: {url.removesuffix('/track')}/received", flush=True
        )
        if secure:
            print(f"Listening on {collector.secure_url}. To trust it: {secure.ca_file}", flush=True)
        if collector.not_reached:
            print(collector.not_reached, file=sys.stderr, flush=True)
        if options.mitmproxy:
            _write(options.mitmproxy, mitmproxy_addon(url).encode())
            print(f"For phones and servers: mitmdump -s {options.mitmproxy}", flush=True)
        printer.start()
        yield collector, printer
    finally:
        collector.stop()
        printer.finish()
    if printer.fault:
        raise printer.fault


def configuration_in(file: str) -> str:
    """The text of a project's configuration, which is one."""
    text = text_of(file)
    catalog = read_catalog(text)
    if isinstance(catalog, CatalogFault):
        raise InvalidInput(catalog.sentence)
    return text


def report(
    watches: Watches,
    took: float,
    junit: str | None,
    suite: str,
    *,
    rehearsal: bool = True,
    as_json: bool = False,
) -> int:
    """Print what arrived and what did not, and write it to a file; returns the exit code.

    `rehearsal` is whether all of it stayed on this machine. Raises `OSError` where the result
    cannot be written.
    """
    cases = [Case(watch.expectation.name, watch.failure) for watch in watches.all]
    for case in cases if as_json else ():
        found = {"expectation": case.name, "met": not case.failure, "failure": case.failure}
        print(json.dumps(found), flush=True)
    for watch in () if as_json else watches.all:
        print(f"{watch.word:8}  {one_line(watch.expectation.name)}", flush=True)
        for line in watch.failure.splitlines():
            print(f"          {line}", flush=True)
    if junit:
        properties = {"sent_to": sent_to(rehearsal=rehearsal)}
        _write(junit, write_junit(suite, cases, took, properties))
    return NOT_DELIVERED if any(case.failure for case in cases) else DONE


def _write(file: str, data: bytes) -> None:
    try:
        Path(file).write_bytes(data)
    except OSError as why:
        why.filename = file  # a full disk shows only after the file was opened by its name
        raise


class LinePrinter(threading.Thread):
    """Prints a line for each request that comes in, with the reason if it was not taken.

    In its own thread: a pager, or a terminal that was stopped with Ctrl+S, may block for any time,
    and neither the collector nor Ctrl+C may wait for that.
    """

    def __init__(self, stopped: threading.Event, *, as_json: bool = False) -> None:
        super().__init__(name="printer", daemon=True)
        self._as_json = as_json
        self.fault: OSError | None = None
        self._stopped = stopped
        self._given_up = threading.Event()
        self._lines: queue.Queue[str | None] = queue.Queue(MAX_LINES)
        self._dropped = 0

    def print_received(self, received: Received) -> None:
        """Print a request; returns at once."""
        target = received.target if len(received.target) <= 100 else f"{received.target[:99]}…"
        line = f"{received.verdict:8}  {received.method:4}  {target}"
        if received.reason:
            begin = f"  {one_line(received.begin[:60])}" if received.begin else ""
            status = received.status or "gone"
            line = f"{received.verdict:8}  {status:<4}  {one_line(received.reason)}{begin}"
        self.add_line(f"{time_of_day(received.received_at)}  {line}")

    def finish(self) -> None:
        """Print what waits, as long as it is read; safe to repeat."""
        if self.is_alive():
            with suppress(queue.Full):
                self._lines.put(None, timeout=LAST_LINES_SECONDS)
            self.join(LAST_LINES_SECONDS)
            self._given_up.set()
            self.join(LAST_LINES_SECONDS)

    def run(self) -> None:
        """Print until `finish`, or until nobody reads any more, as after `| head`."""
        try:
            while (line := self._lines.get()) is not None and self._may_print():
                print(line, flush=True)
                if self._lines.empty():
                    self._print_dropped()
            self._print_dropped()
        except OSError as why:
            self.fault = why
            self._stopped.set()

    def _print_dropped(self) -> None:
        if self._dropped and self._may_print():
            dropped, self._dropped = self._dropped, 0
            line = f"          {dropped:,} more requests arrived, too fast to be printed"
            print(f'{{"dropped": {dropped}}}' if self._as_json else line, flush=True)

    def _may_print(self) -> bool:
        """Wait until a line can be written without blocking; returns whether it can.

        A thread that blocks in a write holds the lock of standard output, and the program could not
        end. A pipe that can be written to has room for 4,096 bytes (POSIX), more than a line.
        """
        number = _descriptor()
        while number is not None and not select.select([], [number], [], POLL_SECONDS)[1]:
            if self._given_up.is_set():
                return False
        return True

    def add_line(self, line: str) -> None:
        """Print a line; returns at once."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1


def _reason(why: OSError) -> str:
    """The system's reason, without the call that asyncio adds to it."""
    return (why.strerror or str(why)).partition(" (while")[0]


def _descriptor() -> int | None:
    """The descriptor of standard output; Windows can only wait for sockets."""
    try:
        return None if sys.platform == "win32" else sys.stdout.fileno()
    except OSError:
        return None


def time_of_day(moment: float) -> str:
    """A moment in Unix seconds as local time."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%H:%M:%S")


COLLECTOR = Command(
    "collector",
    "run the local collector on this machine until Ctrl+C, and print the requests it receives",
    _arguments,
    _collect,
    ("collector --port 8765", "collector --expect expected.json --junit result.xml"),
)
