"""Numbers, undo, shortcuts, the mark of a test and the method, by keyboard and mouse."""

from __future__ import annotations

from functools import partial
from typing import Any

from convert_console.core.request.run_marker import marker_in
from support.hands import Box, Hands, until

UNDO, REDO = 1, 2
"""Entries of the menu of a field."""


def amount(hands: Hands) -> Box:
    """Open the transaction, and focus its amount."""
    hands.open_event(2)
    box = hands.field("Amount (r)")
    hands.click(box)
    return box


def test_a_decimal_comma_is_mended_by_its_fix(hands: Hands) -> None:
    amount(hands)
    hands.keys("ctrl+a")
    hands.type("168,70")
    hands.until_document(lambda document: document["ev"][1]["r"] == "168,70")
    hands.keys("Tab")
    hands.click(hands.find("Use 168.70", "push button"))
    hands.until_document(lambda document: document["ev"][1]["r"] == 168.7)
    assert '"r": 168.70,' in hands.draft()


def test_text_becomes_a_number_as_soon_as_it_is_one(hands: Hands) -> None:
    amount(hands)
    hands.keys("ctrl+a")
    hands.type("168,70")
    hands.until_document(lambda document: document["ev"][1]["r"] == "168,70")
    hands.keys("ctrl+a")
    hands.type("168.70")
    hands.until_document(lambda document: document["ev"][1]["r"] == 168.7)
    assert '"r": 168.70,' in hands.draft()


def test_a_number_that_is_cleared_and_typed_again_keeps_its_place(hands: Hands) -> None:
    before = list(hands.sample["ev"][1])
    amount(hands)
    hands.keys("ctrl+a", "Delete")
    hands.until_document(lambda document: "r" not in document["ev"][1])
    hands.keys("Tab")
    amount(hands)
    hands.type("9.90")
    document = hands.until_document(lambda document: document["ev"][1].get("r") == 9.9)
    assert list(document["ev"][1]) == before
    assert '"r": 9.90,' in hands.draft()


def test_a_field_has_the_keys_of_text_editing_and_the_window_its_commands(hands: Hands) -> None:
    # Ctrl+Backspace is the key of "Delete event" where there is no text.
    hands.click(hands.segment("Campaign (campaign)"))
    hands.keys("End")
    hands.type(" two")
    hands.until_document(lambda document: document["seg"]["campaign"] == "spring-sale two")
    hands.keys("ctrl+BackSpace")
    document = hands.until_document(lambda now: now["seg"]["campaign"] == "spring-sale ")
    assert len(document["ev"]) == 2

    # X gives Ctrl+Alt+1 and Ctrl+Alt+0, which group the history, the text of the digit.
    hands.click(hands.segment("Country (ctry)"))
    hands.keys("Escape", "ctrl+alt+1", "ctrl+alt+0")
    hands.mark()
    assert hands.document()["seg"] == document["seg"]


def test_undo_from_inside_a_field_goes_back_in_the_document(hands: Hands) -> None:
    hands.click(hands.segment("Country (ctry)"))
    hands.type("ger")
    hands.keys("Return")
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")
    hands.click(hands.segment("Campaign (campaign)"))
    hands.keys("ctrl+a")
    hands.type("summer")
    hands.until_document(lambda document: document["seg"]["campaign"] == "summer")
    hands.keys("ctrl+z")
    hands.until_document(lambda document: document["seg"]["campaign"] == "spring-sale")
    hands.keys("ctrl+z")
    hands.until_document(lambda document: document == hands.sample)
    hands.keys("ctrl+shift+z")
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")


def test_undo_in_the_menu_of_a_field_is_that_of_the_document(hands: Hands) -> None:
    hands.click(hands.segment("Country (ctry)"))
    hands.type("ger")
    hands.keys("Return")
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")
    hands.choose_in_menu(hands.segment("Campaign (campaign)"), UNDO, button=3)
    hands.until_document(lambda document: document == hands.sample)
    hands.choose_in_menu(hands.segment("Browser (browser)"), REDO, button=3)
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")


def test_ctrl_z_closes_an_open_list_and_undoes_nothing(hands: Hands) -> None:
    hands.click(hands.segment("Country (ctry)"))
    hands.type("ger")
    hands.keys("Return")
    hands.until_document(lambda document: document["seg"]["ctry"] == "DE")
    hands.type("fra")
    until(hands.choices, "the list does not open")
    hands.keys("ctrl+z")
    until(lambda: not hands.choices(), "the list stays open")
    hands.mark()
    assert hands.document()["seg"]["ctry"] == "DE"


def test_shortcuts_of_the_window_work_from_inside_a_field(hands: Hands) -> None:
    hands.keys("ctrl+Return")
    hands.find("Filter the history", "text")  # it is there as soon as there is a row
    hands.click(hands.find("Request", "page tab"))
    hands.click(hands.find("Transaction id (tid)", "text"))
    hands.keys("ctrl+m")
    until(lambda: hands.method() == "GET", "it is sent by POST")
    hands.keys("ctrl+3")
    hands.until_document(lambda document: [e["evt"] for e in document["ev"]][2:] == ["tr"])
    hands.keys("ctrl+d")
    hands.until_document(lambda document: len(document["ev"]) == 4)
    hands.keys("ctrl+f")
    until(lambda: hands.focused().startswith("Filter the history"), "the filter has the keyboard")


def test_ctrl_enter_sends_what_was_typed_into_an_open_list(hands: Hands) -> None:
    before = hands.sends()
    hands.click(hands.find("User-Agent", "text"))
    hands.type("ConvertAgent/9.9")
    until(hands.choices, "the list does not open")
    hands.keys("ctrl+Return")
    until(lambda: hands.profile()["user_agent"] == "ConvertAgent/9.9", "it is not kept")
    until(lambda: hands.sends() == before + 1, "nothing is sent")


def marker(document: Any) -> str:
    return marker_in(document)


def test_the_switch_marks_the_draft_and_a_send_takes_another_marker(hands: Hands) -> None:
    hands.click(hands.find("Request", "page tab"))
    hands.click(hands.find("Mark as test", "check box"))
    first = marker(hands.until_document(lambda document: bool(marker(document))))
    until(lambda: first in hands.texts(), "the row does not show the marker")
    hands.keys("ctrl+Return")
    hands.until_document(lambda document: marker(document) not in ("", first))
    hands.click(hands.find("New marker", "push button"))
    hands.keys("ctrl+z", "ctrl+z", "ctrl+z")
    hands.until_document(lambda document: document == hands.sample)


def test_post_and_get_are_radio_buttons_for_the_arrow_keys(hands: Hands) -> None:
    hands.click(hands.find("POST", "radio button"))
    for key, method in (("Right", "GET"), ("Left", "POST"), ("Right", "GET")):
        hands.keys(key)
        until(partial(is_sent_by, hands, method), f"{key} does not choose {method}")
    hands.keys("ctrl+z")
    until(partial(is_sent_by, hands, "POST"), "it is not undone")


def is_sent_by(hands: Hands, method: str) -> bool:
    return hands.method() == method
