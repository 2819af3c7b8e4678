"""Gives the text of number boxes the inset that other fields have."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractSpinBox,
)

from convert_console.widgets.theme.theme import px


def inset_text(box: QAbstractSpinBox) -> None:
    """Move the text of a box off its frame."""
    # A style sheet cannot: its padding belongs to the box, and the line inside covers it.
    box.lineEdit().setTextMargins(px(6), 0, 0, 0)
