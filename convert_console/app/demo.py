"""The window at work without anyone: the article's samples, sent to the local collector."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from convert_console.app.compose import Composition
from convert_console.app.run import application
from convert_console.models.console import Console
from convert_console.protocol.verdict import verdict
from convert_console.protocol.wire import WireRequest
from convert_console.services.folders import Folders
from convert_console.widgets.result_strip import milliseconds

PATIENCE = 30.0
"""Seconds until a send that does not end fails the demo."""


def demo() -> int:
    """Send both samples through the window; 1 if a byte arrived differently than shown."""
    qInstallMessageHandler(_without_offscreen_remarks)
    app = application()
    with (
        tempfile.TemporaryDirectory(prefix="convert-console-") as folder,
        asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner,
    ):
        return runner.run(_demonstrate(app, Path(folder)))


def _without_offscreen_remarks(_kind: object, _context: object, message: str) -> None:
    """The offscreen platform remarks on every window that it has no window manager."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


async def _demonstrate(app: QApplication, folder: Path) -> int:
    async with _opened(app, folder) as composition:
        same = [
            await _send(composition, "The article's POST sample"),
            await _send(composition, "The article's GET sample"),
        ]
        picture = Path(tempfile.gettempdir()) / "convert-console-demo.png"
        composition.window.grab().save(str(picture))
    print(f"Screenshot: {picture}")
    print("What arrived is what was shown." if all(same) else "What arrived differs.")
    return 0 if all(same) else 1


@asynccontextmanager
async def _opened(app: QApplication, folder: Path) -> AsyncIterator[Composition]:
    composition = Composition(app, Folders(folder))
    composition.window.show()
    composition.complete()
    composition.after_first_paint()
    try:
        yield composition
    finally:
        composition.window.close()
        await composition.close()


async def _send(composition: Composition, sample: str) -> bool:
    """Load a sample and send it, all by the window's own actions."""
    window, console = composition.window, composition.console
    window.trigger(sample)
    window.preview.turn_to(window.preview.WIRE)
    shown = console.wire
    assert isinstance(shown, WireRequest)
    window.trigger("Send")
    if console.question is not None:  # the samples' placeholder ids are asked about
        window.question.yes.click()
    async with asyncio.timeout(PATIENCE):
        await _ended(console)
    arrived = composition.collector.received()[-1].raw
    window.preview.turn_to(window.preview.JSON)
    _tell(composition, shown)
    return arrived == shown.raw


async def _ended(console: Console) -> None:
    ended = asyncio.Event()
    console.sending_changed.connect(ended.set)
    if console.sending:
        await ended.wait()


def _tell(composition: Composition, shown: WireRequest) -> None:
    exchange = composition.console.exchange
    assert exchange is not None
    judged = verdict(exchange)
    print(f"{shown.method} {shown.target} HTTP/1.1")
    print(f"{len(shown.raw):,} bytes sent:")
    for line in shown.raw.decode("utf-8").splitlines():
        print(f"  | {line}")
    took = milliseconds(exchange.timings.total)
    print(f"{judged.word} after {took}: {judged.sentence} {judged.next_step}".rstrip())
    print()
    sys.stdout.flush()
