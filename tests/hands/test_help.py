"""The menu Help by keyboard alone, as it is read aloud."""

from __future__ import annotations

from functools import partial

from support.hands import Hands, Node, until

PAGES = {
    "What each place is for": (4, "Open Traffic", "push button"),
    "Where data lies": (3, "Where data lies", "table"),
    "Licences": (2, "Search licences", "text"),
    "About Convert Console": (1, "Versions", "text"),
}
"""Steps upwards from the head of the menu, and a control of the page with its role."""


def test_a_page_of_help_is_opened_by_its_letter_read_and_left(hands: Hands) -> None:
    for page, (steps, control, role) in PAGES.items():
        hands.click(hands.find("Request as JSON", "text"))
        open_help(hands, steps)
        node = hands.find(control, role)
        if page == "What each place is for":
            assert "send to the collector on this machine" in hands.tree.description(node.place)
            assert hands.focused() == "Open Compose"
        elif page == "Where data lies":
            path = str(hands.home / "history.sqlite3")
            until(partial(is_said, hands, path), "there is no path")
            assert "keyring" in hands.texts()
            assert hands.look_for("Show in folder", "push button")
            assert hands.look_for("Copy path", "push button")
        elif page == "Licences":
            hands.type("jetbrains")
            text = hands.find("Licence", "text")
            until(partial(is_font_licence, hands, text), "it is not shown")
        else:
            assert "PySide6" in hands.tree.text(node.place)
            assert hands.focused() == "Copy details"
        hands.keys("Escape")
        until(partial(is_gone, hands, control, role), f"{page} does not close")
        until(lambda: hands.focused() == "Request as JSON", f"{page}: the editor lost the focus")


def test_f10_opens_the_menu_as_on_other_desktops(hands: Hands) -> None:
    hands.click(hands.find("Request as JSON", "text"))
    open_help(hands, 1, key="F10")
    hands.find("Versions", "text")
    hands.keys("Escape")
    until(partial(is_gone, hands, "Versions", "text"), "it does not close")


def open_help(hands: Hands, steps: int, key: str = "alt+m") -> None:
    """Open a page of the menu Help by keys."""
    before = hands.screen.settled()
    hands.keys(key)
    until(lambda: hands.screen.picture() != before, "the menu does not open")
    opened = hands.screen.settled()
    hands.keys("l")
    until(lambda: hands.screen.picture() != opened, "Help does not open")
    hands.screen.settled()
    hands.keys(*["Up"] * steps, "Return")


def is_said(hands: Hands, text: str) -> bool:
    return text in hands.texts()


def is_font_licence(hands: Hands, text: Node) -> bool:
    return "SIL OPEN FONT LICENSE" in hands.tree.text(text.place)


def is_gone(hands: Hands, name: str, role: str) -> bool:
    return hands.look_for(name, role) is None
