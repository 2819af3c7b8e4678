"""Opens the window and keeps it going until it is closed."""

from __future__ import annotations

import asyncio
import os
import sys

from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from convert_console.app.compose import Composition
from convert_console.app.crash import CrashReport
from convert_console.services.folders import Folders
from convert_console.widgets.icons import app_icon


def run() -> int:
    """Open the window; the exit code once it is closed."""
    app = application()
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        runner.run(_until_closed(app))
    return 0


def application() -> QApplication:
    """The one QApplication; without a display on Linux it paints offscreen."""
    without_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and without_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        qInstallMessageHandler(_say_unless_offscreen_says_it)
    QApplication.setApplicationName("convert-console")
    QApplication.setApplicationDisplayName("Convert Console")
    app = QApplication(sys.argv[:1])
    app.setDesktopFileName("convert-console")
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)
    return app


def _say_unless_offscreen_says_it(_kind: object, _context: object, message: str) -> None:
    """The offscreen platform remarks on every window that it has no window manager."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


async def _until_closed(app: QApplication) -> None:
    composition = Composition(app, Folders.default())
    CrashReport(composition.window).install(asyncio.get_running_loop())
    closed = asyncio.Event()
    composition.window.closed.connect(closed.set)
    composition.window.show()
    QTimer.singleShot(0, composition.after_first_paint)
    try:
        await closed.wait()
    finally:
        await composition.close()
