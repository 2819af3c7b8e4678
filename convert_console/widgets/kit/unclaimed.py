"""Leaves widgets that others lead to with their own parents, whatever PySide makes of it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

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
