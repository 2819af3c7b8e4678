"""`collector`: the local endpoint in a terminal, until it is stopped or has what is expected."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convert_console.headless.expect import expectations_of, expected
from convert_console.headless.inputs import DONE, InvalidInput

if TYPE_CHECKING:
    from convert_console.services.collector import Collector

PORT = 8765
TIMEOUT = 60.0


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
    with _listening(options.port, stopped) as collector:
        if wanted:
            return expected(collector, wanted, stopped, options)
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
def _listening(port: int, stopped: threading.Event) -> Iterator[Collector]:
    from convert_console.services.collector import Collector

    untold: list[OSError] = []

    def tell(received: Any) -> None:
        try:
            _tell(received)
        except OSError as why:  # nobody reads what is told any more, as after `| head`
            untold.append(why)
            stopped.set()

    collector = Collector(port, fallback=False)
    collector.subscribe(tell)
    try:
        url = collector.start()
    except OSError as why:
        reason = f"Port {port} cannot be had: {_reason(why)}. Choose another with --port."
        raise InvalidInput(reason) from None
    try:
        print(
            f"Listening on {url}. What came in: {url.removesuffix('/track')}/received", flush=True
        )
        yield collector
    finally:
        collector.stop()
    if untold:
        raise untold[0]


def _reason(why: OSError) -> str:
    """What the system says, without the call that asyncio and the library add to it."""
    return (why.strerror or str(why)).partition(" (while")[0]


def _tell(received: Any) -> None:
    moment = datetime.fromtimestamp(received.received_at, UTC).astimezone().strftime("%H:%M:%S")
    target = received.target if len(received.target) <= 100 else f"{received.target[:99]}…"
    print(f"{moment}  {received.verdict:8}  {received.method:4}  {target}", flush=True)
