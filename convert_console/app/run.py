"""Opens the window and keeps it going until it is closed."""

from __future__ import annotations

import asyncio
import os
import sys
from time import monotonic

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QSize,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop as QEventLoop_qasync

from convert_console.app.composition import Composition
from convert_console.app.crash import CrashReport
from convert_console.app.system import explain_abort
from convert_console.services.storage.folders import Folders
from convert_console.widgets.theme.icons import app_icon

# Waits until a window has been painted, so that what takes time can come after.

PATIENCE = 0.5
"""Seconds; a window that opens minimised is not painted, and then all goes on without."""

# There is no loop for tasks yet, and timers start some: they wait until there is.
_WITHOUT_TIMERS = QEventLoop.ProcessEventsFlag.X11ExcludeTimers


def wait_for_paint(window: QWidget) -> None:
    """Handle events until the window is painted or closed, for half a second at most."""
    painted = _Painted()
    window.installEventFilter(painted)
    until = monotonic() + PATIENCE
    while window.isVisible() and not painted.seen and monotonic() < until:
        QCoreApplication.processEvents(_WITHOUT_TIMERS)
    window.removeEventFilter(painted)


class _Painted(QObject):
    """Notes that the window, and in the same breath all within, is painted."""

    seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen |= event.type() == QEvent.Type.Paint
        return False


# The event loop that Qt and asyncio share, from the first paint until the window is closed.


def keep_going(app: QApplication, composition: Composition, crash: CrashReport) -> None:
    """Run until the window is closed, then let go of everything."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop_qasync(app)) as runner:
        runner.run(_until_closed(composition, crash))


async def _until_closed(composition: Composition, crash: CrashReport) -> None:
    crash.listen(asyncio.get_running_loop())
    closed = asyncio.Event()
    composition.window.closed.connect(closed.set)
    composition.after_first_paint()
    composition.garbage.spare_what_stays()
    try:
        if composition.window.isVisible():  # else it was closed before the loop began
            await closed.wait()
    finally:
        await composition.close()


TITLE_BAR = 40
"""Height that a window manager may put above a window; Qt knows it only once that is shown."""


def run() -> int:
    """Open the window; the exit code once it is closed."""
    qInstallMessageHandler(_to_stderr)
    app = application()
    composition = Composition(app, Folders.default())
    crash = CrashReport(composition.window)
    fit_screen(composition.window)
    composition.window.show()
    wait_for_paint(composition.window)
    composition.complete()
    wait_for_paint(composition.window)
    # Imported here, since asyncio takes 30 ms, and the window is to be seen before.

    keep_going(app, composition, crash)
    qInstallMessageHandler(None)
    return 0


def fit_screen(window: QWidget) -> None:
    """Make a window no larger than its screen, where Send would be out of sight."""
    room = window.screen().availableSize() - QSize(0, TITLE_BAR)
    if not window.isMaximized() and not window.isFullScreen():
        window.resize(window.size().boundedTo(room))


def _to_stderr(_kind: object, _context: object, message: str) -> None:
    """Qt by itself writes past Python, and so past what escapes foreign text."""
    print(message, file=sys.stderr)


def application() -> QApplication:
    """The one QApplication; without a display on Linux it paints offscreen."""
    without_display = not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform == "linux" and without_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QApplication.setApplicationName("convert-console")
    QApplication.setApplicationDisplayName("Convert Console")
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        said.append(message)
        if kind == QtMsgType.QtFatalMsg:  # Qt aborts, and leaves a core dump, when this returns
            sentence, code = explain_abort(said, os.environ)
            print(f"convert-console: {sentence}", file=sys.stderr, flush=True)
            os._exit(code)

    before = qInstallMessageHandler(hear)
    # As an argument, since a call answers the style, and its class with 13 enums takes 5 ms.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    qInstallMessageHandler(before)
    for message in said:
        print(message, file=sys.stderr)
    app.setDesktopFileName("convert-console")
    app.setWindowIcon(app_icon())
    app.setQuitOnLastWindowClosed(False)
    return app
