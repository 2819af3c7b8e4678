"""Waits until a window has been painted, so that what takes time can come after."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QWidget

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
