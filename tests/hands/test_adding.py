"""A new event takes the focus, and complains once its fields were left empty."""

from __future__ import annotations

from support.hands import Hands, until

COMPLAINT = "Choose the goal that was reached."


def test_the_caret_is_in_the_first_empty_field(hands: Hands) -> None:
    hands.keys("ctrl+2")
    until(lambda: hands.has_caret(hands.event_field(2)), "the goals have the caret")
    document = hands.until_document(lambda document: len(document["ev"]) == 3)
    added = {"evt": "hitGoal", "goals": [], "exps": ["100400101"], "vars": ["1004200201"]}
    assert document["ev"][2] == added, "its pair is copied, its goal is not"
    hands.type("100300309")
    hands.keys("Return")
    hands.until_document(lambda document: document["ev"][2]["goals"] == ["100300309"])


def test_the_caret_of_a_second_transaction_is_in_its_goals(hands: Hands) -> None:
    hands.click(hands.find("Add a tr event", "push button"))
    until(lambda: hands.has_caret(hands.event_field(2)), "the goals have the caret")
    hands.type("purchase")
    hands.keys("Tab")
    hands.until_document(lambda document: document["ev"][2]["goals"])
    hands.keys("Tab", "Tab", "Tab", "Tab")  # over the pair and its two buttons
    hands.type("12.50")
    document = hands.until_document(lambda document: document["ev"][2].get("r") == 12.5)
    assert document["ev"][2]["goals"] == ["100300301"]


def test_a_field_complains_once_it_was_left_empty(hands: Hands) -> None:
    hands.open_event(1)
    hands.keys("ctrl+2")
    until(lambda: hands.has_caret(hands.event_field(2)), "the goals have the caret")
    box = hands.event_field(2)
    hands.until_document(lambda document: len(document["ev"]) == 3)
    until(lambda: COMPLAINT in hands.texts(), "it is in the list of problems")
    quiet = hands.screen.settled().copy(box.x, box.bottom, 300, 20)
    hands.keys("Tab")
    until(
        lambda: hands.screen.settled().copy(box.x, box.bottom, 300, 20) != quiet,
        "the field does not complain",
    )


def test_the_new_event_is_in_sight_in_the_form_and_in_the_json(hands: Hands) -> None:
    for _ in range(6):
        hands.keys("ctrl+1")
    hands.until_document(lambda document: len(document["ev"]) == 8)
    hands.keys("ctrl+3")
    until(lambda: hands.has_caret(hands.event_field(2)), "the goals have the caret")
    cards = hands.find("Events", "list")
    assert cards.box.holds(hands.event_field(2))
    hands.until_document(lambda document: len(document["ev"]) == 9)
    json_text = hands.find("Request as JSON", "text")
    lines = hands.draft().splitlines()
    start = len(lines) - 1 - lines[::-1].index("    {")
    assert hands.tree.caret(json_text.place) == len("\n".join([*lines[:start], ""])) + 4
