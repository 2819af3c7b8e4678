"""Events as cards: by mouse, and by keyboard alone. A new one takes the focus, and complains once
its fields were left empty.
"""

from __future__ import annotations

from support.hands import Box, Hands, until

GOAL = "Goal (goals)"
PURCHASE = "100300301"
TINT = "#eef3ff"
"""The colour of the lines of the edited event, in the light theme."""

LINE = 18
"""The height of a line of JSON in pixels."""

COMPLAINT = "Choose the goal that was reached."


def card(hands: Hands, number: int) -> str:
    """What a card says for screen readers."""
    return hands.find(str(number), "push button").name


def test_cards_name_their_events(hands: Hands) -> None:
    hands.click(hands.find("Events", "page tab"))
    assert card(hands, 1) == "1 Goal reached Purchase · Green button"
    assert card(hands, 2) == "2 Transaction Purchase · 123.20 · 2 products"


def test_a_card_is_dragged_to_another_place(hands: Hands) -> None:
    hands.open_event(2)
    first, second = hands.find("1", "push button"), hands.find("2", "push button")
    hands.drag(second, (second.box.center[0], first.box.y + 2))
    document = hands.until_document(lambda document: document["ev"][0]["evt"] == "tr")
    assert document["ev"] == hands.sample["ev"][::-1]
    until(lambda: card(hands, 1).startswith("1 Transaction"), "the cards stay")
    hands.keys("ctrl+z")
    hands.until_document(lambda document: document == hands.sample)


def test_arrows_move_between_cards_and_enter_opens_one(hands: Hands) -> None:
    hands.open_event(1)
    until(lambda: hands.focused().startswith("1 "), "the card has the keyboard")
    hands.keys("Down")
    until(lambda: hands.focused().startswith("2 "), "the next card has the keyboard")
    assert not hands.look_for("Amount (r)", "text"), "the first card is still open"
    hands.keys("Return")
    amount = hands.find("Amount (r)", "text")
    hands.keys("alt+Up")
    hands.until_document(lambda document: document["ev"][0]["evt"] == "tr")
    hands.keys("Delete")
    document = hands.until_document(lambda document: len(document["ev"]) == 1)
    assert document["ev"][0]["evt"] == "hitGoal"
    until(lambda: not hands.look_for("Amount (r)", "text"), "its form is gone")
    assert amount.box.width > 100


def test_an_order_is_built_from_nothing_by_keyboard(hands: Hands) -> None:
    hands.command("New request")
    hands.until_document(lambda document: document["ev"] == [])
    hands.keys("ctrl+2")
    until(lambda: hands.focused() == "experience 1", "the first empty field has the keyboard")
    for name in ("checkout", "green", "purchase"):
        hands.type(name)
        hands.keys("Tab")
    pair = {"exps": ["100400101"], "vars": ["1004200201"]}
    goal = hands.until_document(lambda document: document["ev"][0]["goals"] == [PURCHASE])
    assert {key: goal["ev"][0][key] for key in pair} == pair
    hands.keys("ctrl+3")
    until(lambda: hands.focused() == "Amount (r)", "the amount is the first empty field")
    hands.type("99.50")
    hands.keys("Tab")
    hands.type("3")
    document = hands.until_document(lambda document: document["ev"][1].get("prc") == 3)
    sale = {"evt": "tr", "goals": [PURCHASE], **pair, "r": 99.5, "prc": 3}
    assert document["ev"][1] == sale
    assert '"r": 99.50' in hands.draft()
    until(lambda: card(hands, 2) == "2 Transaction Purchase · 99.50 · 3 products", "as said")


def test_another_goal_is_added_and_left(hands: Hands) -> None:
    hands.open_event(1)
    hands.click(hands.find("Add goal", "push button"))
    until(lambda: hands.focused() == "Goals (goals)", "the chips have the keyboard")
    hands.type("add to")
    hands.keys("Return")
    hands.until_document(lambda document: document["ev"][0]["goals"] == [PURCHASE, "100300302"])
    hands.keys("BackSpace")
    hands.until_document(lambda document: document["ev"][0]["goals"] == [PURCHASE])
    hands.keys("Tab")
    hands.find(GOAL, "text")


def test_a_new_visitor_and_a_new_order_number_are_one_press_away(hands: Hands) -> None:
    hands.click(hands.find("Request", "page tab"))
    hands.click(hands.find("New visitor", "push button"))
    made = hands.until_document(lambda document: document["vid"] != hands.sample["vid"])
    assert hands.find("Made just now, not sent yet")
    hands.click(hands.find("New order number", "push button"))
    ordered = hands.until_document(lambda document: document["tid"] != made["tid"])
    assert len(ordered["tid"]) == len(made["tid"])
    assert ordered["tid"].startswith("ORDER-")


def test_a_new_visitor_with_a_new_order_is_one_step(hands: Hands) -> None:
    hands.click(hands.find("Request", "page tab"))
    before = hands.document()
    hands.choose_in_menu(hands.find("New visitor and order number"), 1)
    hands.until_document(
        lambda document: document["vid"] != before["vid"] and document["tid"] != before["tid"]
    )
    hands.keys("ctrl+z")
    hands.until_document(lambda document: document == before)


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
