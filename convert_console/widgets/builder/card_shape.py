"""Where the parts of an event's card stand within its item of the list."""

from __future__ import annotations

from PySide6.QtCore import QRect

from convert_console.widgets.theme.theme import px

HEAD, GAP, SIDE = 34, 8, 12
"""Pixels at 96 dpi: the head of a card, the gap above it, the room at its sides."""


def card_rect(item: QRect) -> QRect:
    """The card inside an item of the list."""
    return item.adjusted(px(SIDE), px(GAP), -px(SIDE), 0)


def head_rect(item: QRect) -> QRect:
    """The line of words at the top of a card: it opens the card, and is what one drags."""
    card = card_rect(item)
    return QRect(card.left(), card.top(), card.width(), px(HEAD))


def menu_rect(item: QRect) -> QRect:
    """Where a click asks for the menu of a card."""
    card = card_rect(item)
    return QRect(card.right() - px(34), card.top(), px(34), px(HEAD))
