"""Menus of cards and texts by keyboard alone, by Shift+F10 and by the Menu key."""

from __future__ import annotations

import pytest

from support.hands import Hands, until

UNDO = DUPLICATE = 1
"""Places in the menus of a text and of a card."""

KEYS = pytest.mark.parametrize("key", ["shift+F10", "Menu"])


@KEYS
def test_a_card_has_a_menu(hands: Hands, key: str) -> None:
    hands.open_event(1)
    until(lambda: hands.focused().startswith("1 "), "the card has the keyboard")
    hands.choose_by_key(key, DUPLICATE)
    document = hands.until_document(lambda document: len(document["ev"]) == 3)
    assert document["ev"][0] == document["ev"][1]


@KEYS
def test_the_json_has_a_menu(hands: Hands, key: str) -> None:
    hands.click(hands.find("Request as JSON", "text"))
    hands.keys("ctrl+3")
    hands.until_document(lambda document: len(document["ev"]) == 3)
    hands.click(hands.find("Request as JSON", "text"))
    hands.choose_by_key(key, UNDO)
    hands.until_document(lambda document: document == hands.sample)
