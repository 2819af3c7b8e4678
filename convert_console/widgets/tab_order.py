"""Gives fields that are made late their turn for the Tab key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

TAB = Qt.FocusPolicy.TabFocus


def take_turn(owner: QWidget) -> None:
    """Let Tab reach what lies in `owner` at the owner's own place in its window.

    Qt appends a new field to the end of its window's chain, wherever it stands. A field made of
    several goes along: left at the end, it would take the focus in place of the window's first.
    """
    before: QWidget | None = owner
    while before is not None and not before.focusPolicy() & TAB:
        before = before.previousInFocusChain()
    if before is None:
        return
    for field in owner.findChildren(QWidget):
        proxy = field.focusProxy()
        listed = field.isAncestorOf(proxy) if proxy is not None else field.focusPolicy() & TAB
        if listed and field.window() is owner.window():  # a list that pops up is a window too
            QWidget.setTabOrder(before, field)
            before = field
