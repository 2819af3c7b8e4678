"""Hands Ctrl+Z to the window, whichever field has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

TAKEN = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Text fields claim undo and redo for themselves (`ShortcutOverride`); this declines for them,
    so that one undo history serves the whole window; the history beside it has one of its own.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        app = QApplication.instance()
        assert app is not None
        # A filter in Python meets every event: 20 ms until the window is painted.
        QTimer.singleShot(0, self, lambda: app.installEventFilter(self))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if any(event.matches(key) for key in TAKEN):
            event.ignore()
            return True
        return False
