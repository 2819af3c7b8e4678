"""Opens the window and runs it until it is closed."""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import NoReturn

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from convert_console.app.composition import Composition
from convert_console.app.context import build_context
from convert_console.app.crash import CrashReport
from convert_console.app.garbage import EventLoop
from convert_console.app.system import explain_abort
from convert_console.resources import APPLICATION_ID
from convert_console.services.history.store import HistoryStore
from convert_console.services.storage.folders import Folders
from convert_console.widgets.main_window.layout import free_size
from convert_console.widgets.theme.icons import app_icon
from convert_console.widgets.theme.theme import theme_of

PATIENCE = 0.5
"""Seconds until a start goes on with a window that is not painted, such as one opened minimised."""


def run(folders: Folders, history: tuple[HistoryStore, str], files: Sequence[str] = ()) -> NoReturn:
    """Open the window, and end the process once it is closed; files are taken as if dropped.
    `history` is what `open_or_stand_in` gives.
    """
    qInstallMessageHandler(_to_stderr)
    app = application()
    context = build_context(folders, history)
    composition = Composition(app, context)
    crash = CrashReport(composition.window)
    fit_screen(composition.window)
    composition.window.show()
    run_until_closed(app, composition, crash, files)
    qInstallMessageHandler(None)
    theme_of(app).end()
    _leave()


def _leave() -> NoReturn:
    """End the process. Everything is saved and closed by now, and to take the window and the
    interpreter apart would keep the process for another second.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program without a terminal on Windows has none
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(0)


def run_until_closed(
    app: QApplication, composition: Composition, crash: CrashReport, files: Sequence[str] = ()
) -> None:
    """Run the event loop of Qt and asyncio until the window is closed, then end everything."""
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        runner.run(_until_closed(composition, crash, files))


async def _until_closed(composition: Composition, crash: CrashReport, files: Sequence[str]) -> None:
    crash.listen(asyncio.get_running_loop())
    window = composition.window
    closed = asyncio.Event()
    window.closed.connect(closed.set)
    await _painted(window)
    composition.start()
    if files:
        window.take_files(list(files))
    try:
        if window.isVisible():  # otherwise it was closed before the loop began
            await closed.wait()
    finally:
        await composition.close()


async def _painted(window: QWidget) -> None:
    """Wait until the window is painted, so that slow work starts afterwards."""
    until = monotonic() + PATIENCE
    while window.isVisible() and monotonic() < until:
        if window.windowHandle().isExposed():  # Qt paints as soon as it is
            return
        await asyncio.sleep(0.005)


def fit_screen(window: QWidget) -> None:
    """Shrink a window to its screen, so that Send is visible."""
    if not window.isMaximized() and not window.isFullScreen():
        window.resize(window.size().boundedTo(free_size(window)))


def _to_stderr(_kind: object, _context: object, message: str) -> None:
    """Print messages of Qt through Python, which escapes foreign text."""
    print(message, file=sys.stderr)


def application() -> QApplication:
    """The one QApplication; without a display on Linux it paints offscreen."""
    without_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and without_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QApplication.setApplicationName("convert-console")
    messages: list[str] = []

    def on_message(kind: QtMsgType, _context: object, message: str) -> None:
        messages.append(message)
        if kind == QtMsgType.QtFatalMsg:  # Qt aborts, and leaves a core dump, when this returns
            sentence, code = explain_abort(messages, os.environ)
            print(f"convert-console: {sentence}", file=sys.stderr, flush=True)
            os._exit(code)

    before = qInstallMessageHandler(on_message)
    # As an argument: setStyle returns the style, and loading its class takes 5 ms.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    qInstallMessageHandler(before)
    for message in messages:
        print(message, file=sys.stderr)
    app.setDesktopFileName(APPLICATION_ID)
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)
    return app
