"""Opens a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def open_dialog(dialog: QDialog, *, modal: bool = True) -> None:
    """Show a dialog, and delete it once it is closed. It returns at once: `exec` would run an event
    loop of Qt's inside a task of asyncio.

    A modal one covers its parent's window until it is closed; another one is brought to the front.
    """
    dialog.finished.connect(dialog.deleteLater)
    if modal:
        dialog.open()
    else:
        dialog.show()
        bring_to_front(dialog)


def bring_to_front(dialog: QDialog) -> None:
    """Give the keyboard to an open dialog."""
    dialog.raise_()
    dialog.activateWindow()
