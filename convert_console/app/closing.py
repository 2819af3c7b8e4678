"""Closes the history with the window, and says why when that takes long."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from convert_console.services.history.store import HistoryStore

PATIENCE = 0.5
"""Seconds until a dialog says why closing takes long."""

ASK_AGAIN_MS = 5_000
"""Milliseconds until the dialog opens again after the person chose to wait."""

WHY = (
    "The history cannot be written just now: its disk is full, or another program holds it. "
    "Convert Console closes as soon as everything that was sent and changed is saved."
)


async def close_history(store: HistoryStore) -> None:
    """Close the store off the UI thread. If that takes long, a dialog says why, and lets the person
    close without saving the rest.
    """
    closed = asyncio.ensure_future(asyncio.to_thread(store.close, waits=True))
    done, _ = await asyncio.wait([closed], timeout=PATIENCE)
    if not done:
        box = QMessageBox(QMessageBox.Icon.Warning, "Closing waits for the history", WHY)
        # Two buttons: Enter and Esc press the only button of a box, and neither key may lose data.
        leave = box.addButton("Close and lose it", QMessageBox.ButtonRole.DestructiveRole)
        wait = box.addButton("Keep waiting", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(wait)
        box.setEscapeButton(wait)
        again = QTimer(box, singleShot=True, interval=ASK_AGAIN_MS)
        leave.clicked.connect(store.leave)
        box.rejected.connect(again.start)
        again.timeout.connect(box.open)
        box.open()
        await asyncio.wait([closed])
        box.close()
        box.deleteLater()  # and the timer with it
    await closed
