"""Menus of rows by keyboard alone, by Shift+F10 and by the Menu key."""

from __future__ import annotations

import pytest

from support.hands import Hands, until

EDIT_AGAIN = 2
"""Its place in the menu of a row."""

KEYS = pytest.mark.parametrize("key", ["shift+F10", "Menu"])


def send_and_change(hands: Hands) -> None:
    """Send the draft, and change it."""
    before = hands.sends()
    hands.keys("ctrl+Return")
    until(lambda: hands.sends() > before, "it is not in the history")
    until(lambda: "Accepted" in hands.texts(), "there is no result")
    hands.keys("ctrl+1")
    hands.until_document(lambda document: len(document["ev"]) == 3)


@KEYS
@pytest.mark.parametrize("place", ["Compose", "Traffic"])
def test_a_row_has_a_menu(hands: Hands, place: str, key: str) -> None:
    send_and_change(hands)
    name = "History" if place == "Compose" else "Traffic"
    hands.keys("alt+1" if place == "Compose" else "alt+2")
    table = hands.find(name, "table")
    cell = until(
        lambda: next((node for node in hands.tree.walk(table.place)
                      if node.role == "cell" and node.name.startswith("Accepted")), None),
        "there is no row",
    )  # fmt: skip
    hands.click(cell)
    hands.keys("Down", "Up")
    hands.choose_by_key(key, EDIT_AGAIN)
    hands.until_document(lambda document: document == hands.sample)
