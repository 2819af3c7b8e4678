"""Waits until a window has been painted, so that what takes time can come after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

PATIENCE_MS = 500
"""A window that opens minimised is not painted; then all goes on without."""


def wait_for_paint(window: QWidget) -> None:
    """Handle events until the window is painted, for half a second at most."""
    waiting = QEventLoop()
    painted = _Painted(waiting)
    window.installEventFilter(painted)
    QTimer.singleShot(PATIENCE_MS, waiting, waiting.quit)
    waiting.exec()
    window.removeEventFilter(painted)


class _Painted(QObject):
    """Ends a waiting once the window, and so all within, has been painted."""

    def __init__(self, waiting: QEventLoop) -> None:
        super().__init__()
        self._waiting = waiting

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._waiting, self._waiting.quit)
        return False
