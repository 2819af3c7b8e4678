"""The menu Help by keyboard alone, as it is read aloud."""

from __future__ import annotations

import pytest

from support.hands import Hands, until

PAGES = {
    "What each place is for": (4, "Open Traffic", "push button"),
    "Where data lies": (3, "Where data lies", "table"),
    "Licences": (2, "Search licences", "text"),
    "About Convert Console": (1, "Versions", "text"),
}
"""Steps upwards from the head of the menu, and a control of the page with its role."""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_help_is_opened_by_its_letter_read_and_left(hands: Hands, page: str) -> None:
    steps, control, role = PAGES[page]
    hands.click(hands.find("Request as JSON", "text"))
    before = hands.screen.settled()
    hands.keys("alt+m")
    until(lambda: hands.screen.picture() != before, "the menu does not open")
    before = hands.screen.settled()
    hands.keys("l")
    until(lambda: hands.screen.picture() != before, "Help does not open")
    hands.screen.settled()
    hands.keys(*["Up"] * steps, "Return")
    node = hands.find(control, role)
    if page == "What each place is for":
        assert "send to the collector on this machine" in hands.tree.description(node.place)
        assert hands.focused() == "Open Compose"
    elif page == "Where data lies":
        until(lambda: str(hands.home / "history.sqlite3") in hands.texts(), "there is no path")
        assert "keyring" in hands.texts()
        assert hands.look_for("Show in folder", "push button")
        assert hands.look_for("Copy path", "push button")
    elif page == "Licences":
        hands.type("jetbrains")
        text = hands.find("Licence", "text")
        until(lambda: "SIL OPEN FONT LICENSE" in hands.tree.text(text.place), "it is not shown")
    else:
        assert "PySide6" in hands.tree.text(node.place)
        assert hands.focused() == "Copy details"
    hands.keys("Escape")
    until(lambda: hands.look_for(control, role) is None, "it does not close")
    until(lambda: hands.focused() == "Request as JSON", "the editor has lost the focus")
