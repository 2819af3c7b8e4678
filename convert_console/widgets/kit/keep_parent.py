"""Keeps PySide's record of a widget's parent right when another widget leads to it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

W = TypeVar("W", bound=QWidget | None)


def keep_parent(widget: W) -> W:
    """The given widget, which a getter without arguments returned: a proxy or the focused widget.

    PySide takes the result of such a getter for a child of the widget that was asked. When that is
    deleted, PySide would treat the result as deleted too, with all that Qt created in it, such as
    the line of a combo. Setting the same parent again corrects this and changes nothing in Qt. The
    parent must be created by Python: PySide forgets one that Qt created as soon as nobody refers
    to it, and its children with it.
    """
    parent = widget.parentWidget() if widget is not None else None
    if widget is not None and parent is not None and Shiboken.createdByPython(parent):
        widget.setParent(parent)
    return widget
