"""A new event takes the focus, and complains once its fields were left empty."""

from __future__ import annotations

from support.hands import Box, Hands, until

GOAL = "Goal (goals)"
TINT = "#eef3ff"
"""The colour of the lines of the edited event, in the light theme."""

LINE = 18
"""The height of a line of JSON in pixels."""

COMPLAINT = "Choose the goal that was reached."


def test_the_caret_is_in_the_first_empty_field(hands: Hands) -> None:
    hands.keys("ctrl+2")
    until(lambda: hands.has_caret(hands.field(GOAL)), "the goals have the caret")
    document = hands.until_document(lambda document: len(document["ev"]) == 3)
    added = {"evt": "hitGoal", "goals": [], "exps": ["100400101"], "vars": ["1004200201"]}
    assert document["ev"][2] == added, "its pair is copied, its goal is not"
    hands.type("100300309")
    hands.keys("Return")
    hands.until_document(lambda document: document["ev"][2]["goals"] == ["100300309"])


def test_the_caret_of_a_second_transaction_is_in_its_goals(hands: Hands) -> None:
    hands.click(hands.find("Add a tr event", "push button"))
    until(lambda: hands.has_caret(hands.field(GOAL)), "the goals have the caret")
    hands.type("purchase")
    hands.keys("Tab")
    hands.until_document(lambda document: document["ev"][2]["goals"])
    hands.type("12.50")
    document = hands.until_document(lambda document: document["ev"][2].get("r") == 12.5)
    assert document["ev"][2]["goals"] == ["100300301"]


def test_a_field_complains_once_it_was_left_empty(hands: Hands) -> None:
    hands.open_event(1)
    hands.keys("ctrl+2")
    until(lambda: hands.has_caret(hands.field(GOAL)), "the goals have the caret")
    box = hands.field(GOAL)
    hands.until_document(lambda document: len(document["ev"]) == 3)
    hands.mark()
    assert COMPLAINT not in hands.texts(), "neither the field nor a list complains"
    hands.keys("Tab")
    complaint = until(lambda: hands.look_for(COMPLAINT), "the field does not complain")
    assert box.x < complaint.box.x < box.right


def test_the_new_event_is_in_sight_in_the_form_and_in_the_json(hands: Hands) -> None:
    for _ in range(6):
        hands.keys("ctrl+1")
    hands.until_document(lambda document: len(document["ev"]) == 8)
    hands.keys("ctrl+3")
    until(lambda: hands.has_caret(hands.field(GOAL)), "the goals have the caret")
    assert hands.field(GOAL).bottom < hands.find("Add a viewExp event", "push button").box.y
    hands.until_document(lambda document: len(document["ev"]) == 9)
    box = hands.find("Request as JSON", "text").box
    count = len(hands.document()["ev"][-1]) + 2  # a line for each key, and the brackets
    until(lambda: tinted_height(hands, box) == count * LINE, "the event is not tinted in the JSON")


def tinted_height(hands: Hands, box: Box) -> int:
    """How many rows of pixels are tinted at the right of an area."""
    picture = hands.screen.picture()
    column = (picture.pixelColor(box.right - 20, y).name() for y in range(box.y, box.bottom))
    return sum(color == TINT for color in column)
