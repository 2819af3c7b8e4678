"""The demo: opens the window and sends the article's samples to the local collector."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, qInstallMessageHandler
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.garbage import EventLoop
from convert_console.app.run import application
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.models.sending.send_controller import SendController
from convert_console.services.storage.folders import Folders
from convert_console.widgets.main_window.result_bar import milliseconds

PATIENCE = 30.0
"""Seconds until a send that does not end fails the demo."""

PICTURE = (1280, 800)
"""Width and height of the window in the picture."""

WIDTH = 72
"""Characters of a request line in the summary; all of it is among the bytes."""


def demo(*, verbose: bool = False) -> int:
    """Send both samples through the window; 1 if a byte arrived differently than shown."""
    qInstallMessageHandler(_without_offscreen_remarks)
    if sys.platform == "linux":  # also if DISPLAY names a screen that does not answer
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    try:
        home = tempfile.TemporaryDirectory(prefix="convert-console-")
    except OSError as why:
        print(f"The demo needs a folder for temporary files: {why}", file=sys.stderr)
        return 1
    with home as folder, asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        try:
            return runner.run(_demonstrate(app, Path(folder), verbose=verbose))
        except TimeoutError:
            print(f"A request did not end within {PATIENCE:.0f} seconds.", file=sys.stderr)
            return 1


def _without_offscreen_remarks(_kind: object, _context: object, message: str) -> None:
    """Drop the message of the offscreen platform that it has no window manager."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


async def _demonstrate(app: QApplication, folder: Path, *, verbose: bool = False) -> int:
    async with _opened(app, folder) as composition:
        sent = [
            await _send(composition, "The article's POST sample"),
            await _send(composition, "The article's GET sample"),
        ]
        picture = composition.window.grab()
    same = all(result.shown.raw == result.arrived for result in sent)
    print("What arrived is what was shown." if same else "What arrived is different.")
    for result in sent:
        print()
        _print_result(result, verbose=verbose)
    print()
    print(_saved(picture))
    sys.stdout.flush()
    return 0 if same else 1


def _saved(picture: QPixmap) -> str:
    """Save a picture in a new file of the temporary folder; a sentence about it.

    The name is random: another user could have put a link at a predictable path.
    """
    encoded = QBuffer()
    if not picture.save(encoded, "PNG"):
        return "No screenshot was saved: Qt cannot encode it."
    name = ""
    try:
        number, name = tempfile.mkstemp(prefix="convert-console-demo-", suffix=".png")
        with os.fdopen(number, "wb") as file:
            file.write(encoded.data().data())
    except OSError as why:
        if name:
            Path(name).unlink(missing_ok=True)
        return f"No screenshot was saved: {why}"
    return f"Screenshot: {name}"


@asynccontextmanager
async def _opened(app: QApplication, folder: Path) -> AsyncIterator[Composition]:
    composition = Composition(app, build_context(Folders(folder)))
    composition.window.resize(*PICTURE)
    composition.window.show()
    composition.start()
    try:
        yield composition
    finally:
        composition.window.close()
        await composition.close()


@dataclass(frozen=True)
class Sent:
    """What the preview showed, what the collector received, and the outcome."""

    shown: WireRequest
    arrived: bytes
    exchange: Exchange


async def _send(composition: Composition, sample: str) -> Sent:
    """Load a sample and send it, by the window's own actions."""
    window, context = composition.window, composition.context
    sending = context.sending
    window.trigger(sample)
    window.preview.turn_to(window.preview.WIRE)
    shown = context.request.wire
    assert isinstance(shown, WireRequest)
    window.trigger("Send")
    if sending.question is not None:  # the samples have placeholder ids
        window.question.yes.click()
    async with asyncio.timeout(PATIENCE):
        await _ended(sending)
    received = composition.collector.received()
    window.preview.turn_to(window.preview.JSON)
    assert sending.exchange is not None
    return Sent(shown, received[-1].raw if received else b"", sending.exchange)


async def _ended(sending: SendController) -> None:
    ended = asyncio.Event()
    sending.running_changed.connect(ended.set)
    if sending.running:
        await ended.wait()


def _print_result(sent: Sent, *, verbose: bool) -> None:
    judged = verdict(sent.exchange)
    took = milliseconds(sent.exchange.timings.total)
    line = f"{sent.shown.method} {sent.shown.target} HTTP/1.1"
    print(line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…")
    print(f"{judged.word} after {took}: {judged.sentence} {judged.next_step}".rstrip())
    print(f"{len(sent.shown.raw):,} bytes sent{':' if verbose else '.'}")
    if verbose:
        for line in sent.shown.raw.decode("utf-8").splitlines():
            print(f"  | {line}")
