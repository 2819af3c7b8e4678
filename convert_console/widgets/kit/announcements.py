"""Lets screen readers speak what appears without taking the focus."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Let a screen reader speak a text that a widget shows; "" says nothing. What is `urgent`
    interrupts what is being spoken.
    """
    # By attribute: importing these names takes longer, and without a screen reader they are unused.
    if not text or not QtGui.QAccessible.isActive():
        return
    spoken = QtGui.QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        spoken.setPoliteness(QtGui.QAccessible.AnnouncementPoliteness.Assertive)
    QtGui.QAccessible.updateAccessibility(spoken)
