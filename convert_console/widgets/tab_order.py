"""Gives fields that are made late their turn for the Tab key."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

TAB = Qt.FocusPolicy.TabFocus


def take_turn(owner: QWidget, parts: Iterable[QWidget] = ()) -> None:
    """Let Tab reach what lies in `owner` at the owner's own place in its window; part after part,
    where parts are named, else in the order in which it was made.

    Qt appends a new field to the end of its window's chain, wherever it stands.
    """
    before: QWidget | None = owner
    while before is not None and not before.focusPolicy() & TAB:
        before = before.previousInFocusChain()
    if before is None:
        return
    for field in (field for part in parts or (owner,) for field in part.findChildren(QWidget)):
        listed = field.focusPolicy() & TAB and field.focusProxy() is None
        if listed and field.window() is owner.window():  # a list that pops up is a window too
            QWidget.setTabOrder(before, field)
            before = field
