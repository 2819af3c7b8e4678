"""Menus of cards, texts and rows by keyboard alone, by Shift+F10 and by the Menu key."""

from __future__ import annotations

import pytest

from support.hands import Hands, Node, until

UNDO = DUPLICATE = 1
"""Places in the menus of a text and of a card."""

EDIT_AGAIN = 2
"""Its place in the menu of a row."""

KEYS = "shift+F10", "Menu"


def test_a_card_has_a_menu(hands: Hands) -> None:
    for key in KEYS:
        hands.open_event(1)
        until(lambda: hands.focused().startswith("1 "), "the card has the keyboard")
        hands.choose_by_key(key, DUPLICATE)
        document = hands.until_document(lambda document: len(document["ev"]) == 3)
        assert document["ev"][0] == document["ev"][1], key
        hands.keys("ctrl+z")
        hands.until_document(lambda document: document == hands.sample)


def test_the_json_has_a_menu(hands: Hands) -> None:
    for key in KEYS:
        hands.click(hands.find("Request as JSON", "text"))
        hands.keys("ctrl+3")
        hands.until_document(lambda document: len(document["ev"]) == 3)
        hands.click(hands.find("Request as JSON", "text"))
        hands.choose_by_key(key, UNDO)
        hands.until_document(lambda document: document == hands.sample)


def send_and_change(hands: Hands) -> None:
    """Send the draft, and change it."""
    before = hands.sends()
    hands.keys("ctrl+Return")
    until(lambda: hands.sends() > before, "it is not in the history")
    until(lambda: "Accepted" in hands.texts(), "there is no result")
    hands.keys("ctrl+1")
    hands.until_document(lambda document: len(document["ev"]) == 3)


def row(hands: Hands, table: Node) -> Node:
    """The verdict of the first row of a table."""
    return until(
        lambda: next((node for node in hands.tree.walk(table.place)
                      if node.role == "cell" and node.name.startswith("Accepted")), None),
        "there is no row",
    )  # fmt: skip


@pytest.mark.parametrize("place", ["Compose", "Traffic"])
def test_a_row_has_a_menu(hands: Hands, place: str) -> None:
    for key in KEYS:
        hands.keys("alt+1")
        send_and_change(hands)
        if place == "Traffic":
            hands.keys("alt+2")
        hands.click(row(hands, hands.find("History" if place == "Compose" else place, "table")))
        hands.keys("Down", "Up")
        hands.choose_by_key(key, EDIT_AGAIN)
        hands.until_document(lambda document: document == hands.sample)
