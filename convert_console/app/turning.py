"""Notices when a person turns to a window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget


class Turning(QObject):
    """Calls a function each time the focus comes to a window; it lives as long as that does."""

    def __init__(self, app: QGuiApplication, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then = then
        app.focusWindowChanged.connect(self._turned)

    def _turned(self, focused: QWindow | None) -> None:
        if focused is not None and focused is self._window.windowHandle():
            self._then()
