"""The wheel scrolls; over a closed control it changes nothing, in the window and its dialogs."""

from __future__ import annotations

from collections.abc import Callable

from support.hands import Hands, until

CONTROLS = (
    "text",
    "combo box",
    "spin button",
    "slider",
    "page tab",
    "page tab list",
    "check box",
    "radio button",
    "push button",
    "button menu",
    "list item",
)


def turn_over_everything(hands: Hands) -> int:
    """Turn the wheel up and down over every control in sight; how many there were."""
    controls = [node for node in hands.nodes() if node.role in CONTROLS]
    for node in controls:
        hands.wheel(node, 1)
        hands.wheel(node, -1)
    return len(controls)


def test_the_wheel_over_the_window_changes_nothing(hands: Hands) -> None:
    """One notch over the profile once switched from local to live."""
    profile, count = hands.profile(), 0
    for page in ("Request", "Segments", "Events", "Saved"):
        hands.click(hands.find(page, "page tab"))
        count += turn_over_everything(hands)
        hands.mark()
        assert hands.document() == hands.sample
        assert hands.profile() == profile
        assert hands.find(page, "page tab").name.startswith(page)
    assert count > 60


def test_the_wheel_over_the_profile_leaves_the_other_one(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program()
    hands.keys("ctrl+p")
    hands.keys("Up", "Up", "Return")  # the commands are last: Duplicate profile
    until(lambda: hands.value("Profile") != "Sample shop", "there is no second profile")
    shown = hands.value("Profile")
    field = hands.find("Profile", "text")
    for notches in (3, -3):
        hands.wheel(field, notches)
    hands.mark()
    assert hands.value("Profile") == shown


def test_the_wheel_over_a_dialog_changes_nothing(hands: Hands) -> None:
    profile = hands.profile()
    hands.keys("ctrl+comma")
    until(lambda: hands.look_for("Profile settings"), "the dialog does not open")
    assert turn_over_everything(hands) > 30
    hands.keys("Escape")
    hands.mark()
    assert hands.profile() == profile


def test_the_wheel_over_the_sheet_of_a_conversion_changes_nothing(hands: Hands) -> None:
    hands.keys("ctrl+g")
    until(lambda: hands.look_for("Order number", "text"), "the sheet does not open")
    names = ("Goal", "Variation", "Amount", "Products", "Order number", "Visitor")
    before = [hands.value(name) for name in names]
    assert turn_over_everything(hands) > 10
    assert [hands.value(name) for name in names] == before
    hands.keys("Escape")
    hands.mark()
    assert hands.document() == hands.sample


def test_the_wheel_scrolls_an_open_list(hands: Hands) -> None:
    hands.click(hands.find("Segments", "page tab"))
    hands.wheel(hands.find("Browser (browser)", "text"), 20)  # Country is the last field
    hands.screen.settled()
    hands.click(hands.find("Country (ctry)", "text"))
    before = until(hands.list_entries, "the list does not open")
    hands.wheel(before[2], 5)
    until(lambda: hands.choices() and hands.choices() != [e.name for e in before], "it stays")
    hands.keys("Escape")
    hands.mark()
    assert hands.document() == hands.sample
