"""Corrects the parent that PySide records for a widget that a getter returns."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

W = TypeVar("W", bound=QWidget | None)


def keep_parent(widget: W) -> W:
    """Return the given widget, the result of a getter such as `focusProxy` or `focusWidget`.

    PySide records the result of such a getter as a child of the widget that was asked. When that
    one is deleted, PySide treats the result as deleted too, with everything that Qt created in it,
    such as the line edit of a combo box.
    """
    # Setting the same parent again corrects the record and changes nothing in Qt. Not for a parent
    # that Qt created: PySide forgets it, with its children, as soon as nothing refers to it.
    parent = widget.parentWidget() if widget is not None else None
    if widget is not None and parent is not None and Shiboken.createdByPython(parent):
        widget.setParent(parent)
    return widget


def focus_again(widget: QWidget | None) -> None:
    """Give the keyboard back to the widget that had it, unless that one is deleted by now."""
    if widget is not None and Shiboken.isValid(widget):
        widget.setFocus()
