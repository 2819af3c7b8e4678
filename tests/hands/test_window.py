"""Everything is in sight at a first start; problems and results, by keyboard and as they look;
what the window tells the desktop."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial

import pytest

from convert_console.resources import APPLICATION_ID
from support.hands import Box, Hands, until

ACCEPTED, CHANGED = "#e2f4ea", "#f6f7f9"
"""Colours of a result that fits the draft, and of one that does not, in the light theme."""

SCREENS = {
    "1024x700": ((1024, 700), 1.0),
    "1280x800": ((1280, 800), 1.0),
    "1366x768 at 1.25": ((1366, 768), 1.25),
    "1920x1080": ((1920, 1080), 1.0),
}

CHOSEN = "#e0e9ff"
"""The colour of a chosen row, in the light theme."""

PANES = {
    "Send": "push button",
    "POST": "radio button",
    "Events": "page tab",
    "Request as JSON": "text",
    "GET URL": "text",
    "Paste": "push button",
    "Result": "",
}


@pytest.mark.parametrize("name", SCREENS)
def test_everything_is_in_sight_at_a_first_start(
    open_program: Callable[..., Hands], name: str
) -> None:
    size, scale = SCREENS[name]
    hands = open_program(size, scale, scheme="light")
    screen = Box(0, 0, *size)
    boxes = {pane: hands.find(pane, role).box for pane, role in PANES.items()}
    for pane, box in boxes.items():
        assert screen.holds(box), f"{pane} at {box}"
    json, url, result = boxes["Request as JSON"], boxes["GET URL"], boxes["Result"]
    assert json.height > 100
    assert json.bottom <= url.y < url.bottom <= result.y, "nothing covers the other"
    history = hands.find("History").box
    assert result.bottom <= history.y
    assert screen.holds(history)
    assert hands.find_color(boxes["Send"], "#2455d6")


def test_problems_are_gone_through_by_keyboard(hands: Hands) -> None:
    editor = hands.find("Request as JSON", "text").box
    hands.click(editor)
    hands.keys("ctrl+a")
    hands.type('{"pid": "2", "vid": "mine", "ev": []}')
    hands.until_document(lambda document: document["vid"] == "mine")
    until(lambda: "2 errors" in hands.texts(), "the problems are not counted")

    def is_chosen(row: int) -> bool:
        """Whether this one of the first two problems has the colour of the selection."""
        items = [node.box for node in hands.nodes() if node.role == "list item"]
        picture = hands.screen.settled()
        colors = [picture.pixelColor(box.x + 8, box.center[1]).name() for box in items[:2]]
        return [color == CHOSEN for color in colors] == [row == 0, row == 1]

    for keys, row in (("F8", 0), ("F8", 1), ("shift+F8", 0)):
        hands.keys(keys)
        until(partial(is_chosen, row), f"{keys} does not choose problem {row + 1}")
    hands.keys("Escape")
    until(lambda: not hands.look_for("All problems", "panel"), "the list stays open")
    hands.type(" ")
    until(lambda: hands.draft().endswith("} "), "the caret is not back in the JSON")


def test_a_result_fades_after_an_edit_and_comes_back_with_undo(hands: Hands) -> None:
    """It is sent by a double click, which once cancelled the request or sent it twice."""
    sends = hands.sends()
    hands.double_click(hands.find("Send", "push button"))
    until(lambda: "Accepted" in hands.texts(), "there is no result")
    assert hands.sends() == sends + 1
    box = hands.find("Result").box

    def shows(color: str) -> bool:
        picture = hands.screen.picture()
        return bool(picture.pixelColor(box.x + 4, box.bottom - 4).name() == color)

    until(lambda: shows(ACCEPTED), "it has not the colour of its verdict")
    hands.keys("ctrl+1")
    until(lambda: shows(CHANGED), "it does not fade")
    assert "The draft has changed since." in hands.texts()
    hands.keys("ctrl+z")
    until(lambda: shows(ACCEPTED), "it does not come back")


def test_titles_name_the_program_once_and_with_one_dash(hands: Hands) -> None:
    """Qt once added “ — Convert Console” to the title of each dialog."""
    main = hands.title()
    assert main.startswith("Sample shop – ")
    assert main.endswith(" – Convert Console")
    assert "—" not in main
    hands.keys("ctrl+comma")
    until(lambda: hands.title() == "Profile settings", f"the title is {hands.title()!r}")
    hands.keys("Escape")
    until(lambda: hands.title() == main, "the settings stay open")


def properties(hands: Hands) -> dict[str, str]:
    """What the window tells the window manager, as xprop prints it."""
    env = hands.screen.env
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--pid", str(hands.process.pid), "--name", "."],
        env=env, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    window = found.stdout.split()[0]
    names = ("WM_CLASS", "_NET_WM_ICON", "_KDE_NET_WM_DESKTOP_FILE")
    said = subprocess.run(
        ["xprop", "-len", "40", "-id", window, *names],
        env=env, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = (line for line in said.stdout.splitlines() if line[:1] not in ("\t", ""))
    return dict(line.partition("(")[::2] for line in lines)


def test_a_desktop_finds_the_icon_and_the_menu_entry_of_the_window(hands: Hands) -> None:
    found = properties(hands)
    assert found["WM_CLASS"].endswith('"convert-console"')
    assert "not found" not in found["_NET_WM_ICON"]
    assert APPLICATION_ID in found["_KDE_NET_WM_DESKTOP_FILE"]
