"""What a screen reader learns of the window: names, roles, sizes, and what it speaks by itself."""

from __future__ import annotations

import re
from functools import partial

from support.hands import PRESSED_ROLES, Hands, Node, until

LEAST = 24
"""Pixels of a target, as WCAG 2.2 demands."""

IN_FIELDS = {"Filter", "Clear"}
"""Buttons inside a text field, for which there is a key: Enter, or Esc."""

KNOWN_ROLES = PRESSED_ROLES | {
    "cell", "filler", "label", "list", "list item", "page tab list", "panel", "scroll bar",
    "table", "tree", "tree item", "tree table",
}  # fmt: skip
"""Qt calls a widget that scrolls, or a group of controls, a filler."""

CELLS = {"cell", "tree item"}
"""What may be empty."""

PLACES = {"Compose": "alt+1", "Traffic": "alt+2", "Orders": "alt+3", "Journeys": "alt+4",
          "Results": "alt+5"}  # fmt: skip

DIALOGS = (
    "Profile settings", "New profile", "Project names", "History limits", "Shortcuts",
    "What each place is for", "Where data lies", "Licences", "About Convert Console",
    "Verify a conversion",
)  # fmt: skip


def faults(nodes: list[Node]) -> list[str]:
    """What a person with a screen reader or an unsteady hand would miss of these controls."""
    found = []
    for node in nodes:
        said = f"{node.role} {node.name!r} at {tuple(node.box)}"
        if not node.name.strip() and node.role not in CELLS:
            found.append(f"without a name: {said}")
        if node.role not in KNOWN_ROLES:
            found.append(f"of an unknown role: {said}")
        # Of a check box Qt tells the place of its text; it is larger (see below).
        small = min(node.box.width, node.box.height) < (20 if node.role == "check box" else LEAST)
        if small and node.role in PRESSED_ROLES and node.name not in IN_FIELDS:
            found.append(f"under {LEAST} pixels: {said}")
    return found


def all_faults(hands: Hands) -> list[str]:
    hands.screen.settled()
    return faults(hands.tree.controls(hands.root))


def test_every_control_of_a_place_has_a_name_a_role_and_room(hands: Hands) -> None:
    hands.keys("ctrl+Return")  # so that there is a result, and a row
    until(lambda: "Accepted" in hands.texts(), "there is no result")
    for place, key in PLACES.items():
        hands.keys(key)
        until(partial(is_open, hands, place), f"{place} is not open")
        assert all_faults(hands) == [], place
    hands.keys(PLACES["Compose"])
    until(partial(is_open, hands, "Compose"), "Compose is not open")
    for page in ("Request", "Segments", "Saved", "Wire", "Answer", "Events", "JSON"):
        hands.click(hands.find(page, "page tab"))
        assert all_faults(hands) == [], page


def is_open(hands: Hands, place: str) -> bool:
    return hands.tree.is_checked(hands.find(place, "radio button").place)


def test_every_control_of_a_dialog_has_a_name_a_role_and_room(hands: Hands) -> None:
    before = windows(hands)
    for dialog in DIALOGS:
        hands.command(dialog)
        until(lambda: windows(hands) > before, f"{dialog} does not open")
        assert all_faults(hands) == [], dialog
        hands.keys("Escape")
        until(lambda: windows(hands) == before, f"{dialog} does not close")


def windows(hands: Hands) -> int:
    """How many windows there are, with those that are hidden."""
    return len(hands.tree.children(hands.root))


def test_the_methods_are_a_group_of_radio_buttons(hands: Hands) -> None:
    group = hands.find("Method", "filler")
    choices = hands.tree.controls(group.place)
    assert [(node.name, node.role) for node in choices] == [
        ("POST", "radio button"),
        ("GET", "radio button"),
    ]
    assert [hands.tree.is_checked(node.place) for node in choices] == [True, False]
    hands.keys("ctrl+m")
    until(lambda: hands.tree.is_checked(choices[1].place), "GET is not checked")
    hands.keys("ctrl+m")


def test_a_result_is_spoken_and_send_keeps_the_focus(hands: Hands) -> None:
    with hands.tree.listening() as heard:
        hands.click(hands.find("Send", "push button"))

        def results() -> int:
            return sum(text.startswith("Accepted") for text in heard())

        until(results, "it is not spoken")
        until(lambda: hands.focused().startswith("Send"), "Send has lost the focus")
        hands.click(hands.find("Request as JSON", "text"))
        hands.keys("ctrl+Return")
        until(lambda: results() == 2, f"the second one is not spoken: {heard()}")
        until(lambda: hands.focused() == "Request as JSON", "the field has lost the focus")


def test_a_question_and_a_message_are_spoken(hands: Hands) -> None:
    with hands.tree.listening() as heard:
        hands.keys("ctrl+1")
        until(lambda: "Event 3 added" in heard(), f"the message is not spoken: {heard()}")
        hands.click(hands.find("Request as JSON", "text"))
        hands.keys("ctrl+a")
        hands.type('{"pid": "2", "ev": []}')
        until(lambda: hands.draft().endswith("[]}"), "it is not kept")
        until(
            lambda: any(re.match(r"\d+ errors?\b", text) for text in heard()),
            f"the error is not spoken: {heard()}",
        )
        hands.keys("ctrl+Return")
        until(
            lambda: any("Send anyway" in text for text in heard()),
            f"the question is not spoken: {heard()}",
        )
        hands.keys("Escape")


def test_a_field_with_a_problem_is_described_by_it(hands: Hands) -> None:
    hands.click(hands.find("Request", "page tab"))
    field = hands.find("Visitor", "text")
    hands.click(field)
    hands.keys("ctrl+a", "BackSpace", "Tab")
    until(
        lambda: hands.tree.description(field.place).startswith(("Error: ", "Warning: ")),
        "its description does not name the problem",
    )
    hands.keys("ctrl+z")
    until(
        lambda: not hands.tree.description(field.place).startswith(("Error: ", "Warning: ")),
        "the problem stays in the description",
    )


def test_a_check_box_takes_a_click_above_its_text(hands: Hands) -> None:
    hands.keys("alt+2")
    box = hands.find("Collector on", "check box")
    assert hands.tree.is_checked(box.place)
    middle = box.box.center
    hands.click((middle[0], middle[1] - LEAST // 2 + 1))
    until(lambda: not hands.tree.is_checked(box.place), "it is still checked")
    hands.click((middle[0], middle[1] + LEAST // 2 - 1))
    until(lambda: hands.tree.is_checked(box.place), "it is not checked again")
    hands.keys("alt+1")
