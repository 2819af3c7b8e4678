"""The event loop that Qt and asyncio share, from the first paint until the window is closed."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from convert_console.app.composition import Composition
from convert_console.app.crash import CrashReport


def keep_going(app: QApplication, composition: Composition, crash: CrashReport) -> None:
    """Run until the window is closed, then let go of everything."""
    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
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
