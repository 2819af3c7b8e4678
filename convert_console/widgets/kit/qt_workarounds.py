"""Gives a scroll area a viewport that Python knows."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def know_viewport(area: QAbstractScrollArea) -> QWidget:
    """Put a viewport of ours in the place of Qt's.

    PySide would look for the class of Qt's among all classes of widgets, and make each of them to
    look: 10 ms of the start. A field for text sets the cursor of its viewport by itself.
    """
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    area.setViewport(viewport)
    return viewport
