"""Gives a scroll area a viewport that Python knows."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import Shiboken


def know_viewport(area: QAbstractScrollArea) -> QWidget:
    """Put a viewport of ours in the place of Qt's.

    PySide would look for the class of Qt's among all classes of widgets, and make each of them to
    look: 10 ms of the start. A field for text sets the cursor of its viewport by itself.
    """
    viewport = QWidget()
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    area.setViewport(viewport)
    return viewport


# Leaves widgets that others lead to with their own parents, whatever PySide makes of it.

W = TypeVar("W", bound=QWidget | None)


def unclaimed(found: W) -> W:
    """The widget that a getter without arguments gave: a proxy, or the focused one.

    PySide takes what such a getter gives for a child of the widget that was asked. Deleting that
    one then makes PySide call the other gone too, and all that Qt itself made in it, such as the
    line of a combo; a form with that line failed at its next refresh. Naming the parent again
    moves nothing in Qt, and puts PySide's record right. It must be a parent made by Python: what
    PySide knows of one of Qt's own ends with the line that asked for it, and its children with it.
    """
    parent = found.parentWidget() if found is not None else None
    if found is not None and parent is not None and Shiboken.createdByPython(parent):
        found.setParent(parent)
    return found
