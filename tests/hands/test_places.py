"""The five places of the window, by mouse and keyboard."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

import pytest

from support.hands import Hands, until

PLACES = ("Compose", "Traffic", "Orders", "Journeys", "Results")

BODY = {"cid": "1", "pid": "2", "vid": "another-shop", "ev": [{"evt": "viewExp"}]}


def is_open(hands: Hands, place: str) -> bool:
    found = hands.look_for(place, "radio button")
    return found is not None and hands.tree.is_checked(found.place)


def until_open(hands: Hands, place: str) -> None:
    until(lambda: is_open(hands, place), f"{place} is not open")


def send_from_elsewhere(hands: Hands) -> None:
    """Let another program send to the collector."""
    url = str(hands.value("Target"))
    body = json.dumps(BODY).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=60) as answer:
        assert answer.status == 200


@pytest.fixture(autouse=True)
def compose(hands: Hands) -> None:
    hands.keys("alt+1")
    until_open(hands, "Compose")


def test_alt_and_a_digit_open_a_place(hands: Hands) -> None:
    for digit, place in reversed(list(enumerate(PLACES, 1))):
        hands.keys(f"alt+{digit}")
        until_open(hands, place)
        assert [other for other in PLACES if is_open(hands, other)] == [place]


def test_a_click_on_the_rail_opens_a_place(hands: Hands) -> None:
    hands.click(hands.find("Orders", "radio button"))
    until_open(hands, "Orders")
    assert hands.find("Choose a CSV file…", "push button")
    hands.click(hands.find("Compose", "radio button"))
    until_open(hands, "Compose")
    assert hands.find("Send", "push button")


def test_arrow_keys_go_along_the_rail(hands: Hands) -> None:
    hands.click(hands.find("Traffic", "radio button"))
    until_open(hands, "Traffic")
    for key, place in (("Down", "Orders"), ("End", "Results"), ("Up", "Journeys"),
                       ("Home", "Compose")):  # fmt: skip
        hands.keys(key)
        until_open(hands, place)
        until(lambda: hands.focused().startswith(place), "the rail has lost the keyboard")  # noqa: B023


def test_former_shortcuts_lead_to_the_places(hands: Hands) -> None:
    for keys, place in (
        ("ctrl+shift+i", "Traffic"),
        ("ctrl+shift+o", "Orders"),
        ("ctrl+e", "Results"),
        ("ctrl+shift+j", "Journeys"),
    ):
        hands.keys(keys)
        until_open(hands, place)


def test_a_place_gives_the_keyboard_back_to_what_had_it(hands: Hands) -> None:
    hands.click(hands.find("Request as JSON", "text"))
    until(lambda: hands.focused() == "Request as JSON", "the JSON does not have the keyboard")
    by_mouse = hands.find("Journeys", "radio button")
    for leave in (lambda: hands.click(by_mouse), lambda: hands.keys("alt+4")):
        leave()
        until_open(hands, "Journeys")
        until(lambda: hands.focused() not in ("", "Request as JSON"), "nothing has the keyboard")
        hands.keys("alt+1")
        until(lambda: hands.focused() == "Request as JSON", "the JSON has lost the keyboard")


def test_a_command_for_compose_leads_there(hands: Hands) -> None:
    before = hands.sends()
    hands.keys("ctrl+Return")  # without a row there is nothing to filter
    until(lambda: hands.sends() == before + 1, "it is not sent")
    hands.keys("alt+3")
    until_open(hands, "Orders")
    hands.keys("ctrl+l")
    until_open(hands, "Compose")
    hands.keys("alt+5")
    until_open(hands, "Results")
    hands.command("Filter history")
    until_open(hands, "Compose")
    until(lambda: hands.focused().startswith("Filter"), "the filter does not have the keyboard")


def test_the_rail_counts_what_arrives_until_it_is_seen(hands: Hands) -> None:
    send_from_elsewhere(hands)
    send_from_elsewhere(hands)
    until(lambda: hands.look_for("Traffic 2 new", "radio button"), "two are not counted")
    box = hands.find("Traffic", "radio button").box
    hands.find_color(box, "#2455d6")  # the badge
    hands.keys("alt+2")
    until_open(hands, "Traffic")
    until(lambda: not hands.look_for("Traffic 2 new"), "they stay new")
    until(lambda: "viewExp" in hands.texts(), "they are not listed")
    hands.keys("alt+1")
    until_open(hands, "Compose")
    send_from_elsewhere(hands)
    until(lambda: hands.look_for("Traffic 1 new", "radio button"), "the third is not counted")
    hands.keys("alt+2")


def test_ctrl_enter_sends_in_compose_only(hands: Hands) -> None:
    before = hands.sends()
    hands.keys("alt+5")
    until_open(hands, "Results")
    hands.keys("ctrl+Return")
    until(lambda: "There is nothing to send here." in hands.texts(), "it does not say so")
    hands.keys("F6", "Return")  # Go to Compose
    until_open(hands, "Compose")
    assert hands.sends() == before
    hands.keys("ctrl+Return")
    until(lambda: hands.sends() == before + 1, "it does not send")


def test_the_title_names_profile_and_project(hands: Hands) -> None:
    until(
        lambda: hands.title() == "Sample shop – Example shop – Convert Console",
        f"the title is {hands.title()}",
    )


def test_the_window_opens_in_the_place_where_it_was_closed(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program(scheme="light")
    for number, place in enumerate(PLACES[1:], 2):
        hands.keys(f"alt+{number}")
        until_open(hands, place)
        hands.restart()
        until_open(hands, place)
    hands.keys("alt+1")
    until_open(hands, "Compose")


def test_at_200_percent_every_place_is_reached_without_words(
    open_program: Callable[..., Hands],
) -> None:
    hands = open_program((1280, 800), scheme="light", zoom=2.0)
    names = {place: hands.find(place, "radio button") for place in PLACES}
    assert names["Compose"].box.width < 110, "the words are gone"
    assert all(node.box.height >= 24 for node in names.values())
    for place in (*PLACES[1:], "Compose"):
        hands.click(hands.find(place, "radio button"))
        until_open(hands, place)
    for pane, role in (("Send", "push button"), ("Target", "text"), ("User-Agent", "text")):
        assert hands.find(pane, role).box.right <= 1280
    before = hands.sends()
    hands.click(hands.find("Send", "push button"))
    until(lambda: hands.sends() == before + 1, "Send cannot be clicked")
