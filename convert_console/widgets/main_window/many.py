"""Opens the dialogs that send more than one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from convert_console.widgets.main_window.window import Window


def open_journey(window: Window) -> None:
    """Open the journeys of the current profile."""
    from convert_console.widgets.journeys.dialog import JourneyDialog

    models = window.models
    _open(JourneyDialog(models.document, models.journeys, models.journey, window))


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
