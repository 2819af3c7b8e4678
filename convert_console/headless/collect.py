"""`collector`: the local endpoint in a terminal, a line for each request it takes in."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import UTC, datetime
from typing import Any

from convert_console.headless.inputs import DONE, InvalidInput

PORT = 8765


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    collector = commands.add_parser(
        "collector", help="run the local endpoint until Ctrl+C; it listens on 127.0.0.1 only"
    )
    collector.add_argument("--port", type=_port, default=PORT, metavar="N")
    collector.set_defaults(run=_collect)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")


def _collect(options: argparse.Namespace) -> int:
    from convert_console.services.collector import Collector

    collector = Collector(options.port, fallback=False)
    collector.subscribe(_tell)
    stopped = threading.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: stopped.set())
    try:
        url = collector.start()
    except OSError as why:
        reason = f"Port {options.port} cannot be had: {why.strerror or why}. Choose another one."
        raise InvalidInput(reason) from None
    print(f"Listening on {url}. What came in: {url.removesuffix('/track')}/received", flush=True)
    while not stopped.wait(0.5):  # on Windows a wait without an end hears no Ctrl+C
        pass
    collector.stop()
    return DONE


def _tell(received: Any) -> None:
    moment = datetime.fromtimestamp(received.received_at, UTC).astimezone().strftime("%H:%M:%S")
    target = received.target if len(received.target) <= 100 else f"{received.target[:99]}…"
    print(f"{moment}  {received.verdict:8}  {received.method:4}  {target}", flush=True)
