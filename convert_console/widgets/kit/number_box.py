"""Gives the text of number boxes the room at its left that other fields have."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox

from convert_console.widgets.theme.theme import px


def inset(box: QAbstractSpinBox) -> None:
    """Move a box's text off its frame, which a style sheet cannot: its padding is the box's, and
    the line of text inside lies over it.
    """
    box.lineEdit().setTextMargins(px(6), 0, 0, 0)
