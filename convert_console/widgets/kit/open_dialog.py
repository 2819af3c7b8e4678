"""Opens a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def open_dialog(dialog: QDialog) -> None:
    """Show a dialog over its parent's window, and delete it once it is closed.

    It returns at once: `exec` would run an event loop of Qt's inside a task of asyncio.
    """
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
