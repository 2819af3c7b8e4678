"""What leads people: the guided conversion, the question, the palette, messages, drops and keys."""

from __future__ import annotations

import sys
from pathlib import Path

from support.hands import PATIENCE, Box, Hands, until

DRAGGED = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class Source(QLabel):
    def mousePressEvent(self, event):
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

app = QApplication([])
source = Source("drag me")
source.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
source.setGeometry(4, 700, 60, 60)
source.setStyleSheet("background: " + sys.argv[2])
source.show()
app.exec()
"""
"""Another program from which a file can be dragged, with the color that it has."""

DRAG_COLOR = "#c020c0"


def said(hands: Hands, text: str) -> None:
    """Wait until something in the window says this."""
    until(lambda: text in hands.texts(), f"nothing says {text!r}")


def silent(hands: Hands, text: str) -> None:
    """Wait until nothing in the window says this."""
    until(lambda: text not in hands.texts(), f"something says {text!r}")


def test_a_conversion_is_verified_by_names_in_eight_actions(hands: Hands) -> None:
    hands.keys("ctrl+g")  # 1
    said(hands, "Verify a conversion")
    goal = hands.find("Goal", "text")
    hands.click(goal)  # 2
    hands.type("purch")  # 3
    until(lambda: "Purchase" in hands.texts(), "no match")
    hands.keys("Return")  # 4
    hands.click(hands.find("Variation", "text"))  # 5
    hands.type("orig")  # 6
    hands.keys("Return")  # 7
    said(hands, "A new visitor in Original reaches Purchase and pays 123.20 for 2 products.")
    said(hands, "Stays on this machine and counts nowhere.")
    hands.keys("ctrl+Return")  # 8
    said(hands, "Send another")
    said(hands, "The program on this machine answered 200.")
    hands.keys("Escape")
    silent(hands, "Send another")
    assert hands.document() == hands.sample, "the draft stays as it is"


def test_two_keys_verify_the_conversion_of_the_draft(hands: Hands) -> None:
    hands.keys("ctrl+g")
    said(hands, "Verify a conversion")
    hands.keys("ctrl+Return")
    said(hands, "The program on this machine answered 200.")  # until then Esc stops the send
    said(hands, "Send another")
    hands.keys("Escape")
    silent(hands, "Send another")


def test_the_question_is_never_answered_by_accident(hands: Hands) -> None:
    before = hands.sends()
    hands.keys("ctrl+n")
    hands.until_document(lambda document: document["ev"] == [])
    hands.keys("ctrl+Return")
    said(hands, "Send anyway?")
    hands.keys("ctrl+Return", "ctrl+Return")
    until(lambda: hands.focused() == "Don't send", "the harmless answer has the focus")
    hands.keys("Return")
    silent(hands, "Send anyway?")
    for key in ("Tab", "Right"):
        hands.keys("ctrl+Return")
        said(hands, "Send anyway?")
        hands.keys(key)
        until(lambda: hands.focused() == "Send anyway", "the other answer has the focus")
        hands.keys("Escape")
        silent(hands, "Send anyway?")
    assert hands.sends() == before, "nothing was sent"
    hands.keys("ctrl+Return", "Tab", "Return")
    until(lambda: hands.sends() == before + 1, "it is not sent")


def test_alt_s_sends_in_spite_of_the_question(hands: Hands) -> None:
    hands.keys("ctrl+n")
    hands.until_document(lambda document: document["ev"] == [])
    hands.keys("ctrl+2")  # no goal yet, which is another error than none at all
    hands.until_document(lambda document: len(document["ev"]) == 1)
    hands.keys("Escape", "ctrl+Return")
    said(hands, "Send anyway?")
    before = hands.sends()
    hands.keys("alt+s")
    silent(hands, "Send anyway?")
    until(lambda: hands.sends() == before + 1, "it is not sent")


def test_the_palette_finds_a_goal_a_profile_and_a_row_of_the_history(hands: Hands) -> None:
    hands.keys("ctrl+Return")
    said(hands, "Accepted")
    for typed, found in (
        ("add to", "Add to cart Goal 100300302"),
        ("profile 10000001", "Profile 10000001"),
        ("order-100045", "Accepted, Purchase 123.20 History"),
    ):
        hands.keys("ctrl+k")
        hands.type(typed)
        said(hands, found)
        hands.keys("Escape")
        silent(hands, found)


def test_the_palette_adds_a_goal(hands: Hands) -> None:
    hands.keys("ctrl+k")
    hands.type("add to cart")
    said(hands, "Add to cart Goal 100300302")
    hands.keys("Tab")
    said(hands, "Add hitGoal")
    hands.keys("Return")
    document = hands.until_document(lambda document: document["ev"][2]["evt"] == "hitGoal")
    assert document["ev"][2]["goals"] == ["100300302"]


def test_an_added_event_is_taken_back_from_its_message(hands: Hands) -> None:
    hands.keys("ctrl+1", "F6")
    until(lambda: hands.focused() == "Undo", "the message has no focus")
    hands.until_document(lambda document: len(document["ev"]) == 3)
    hands.keys("Return")
    hands.until_document(lambda document: document == hands.sample)


def test_a_file_is_dropped_on_the_json(hands: Hands, tmp_path: Path) -> None:
    file = tmp_path / "copied.txt"
    file.write_text('curl https://shop.example/track --data-raw \'{"cid":"77"}\'')
    source = hands.screen.start([sys.executable, "-c", DRAGGED, str(file), DRAG_COLOR])
    try:
        hands.find_color(Box(4, 700, 60, 60), DRAG_COLOR)
        hands.drag_from_program((30, 730), hands.find("Request as JSON", "text").box.center)
        hands.until_document(lambda document: document["cid"] == "77")
    finally:
        source.terminate()
        source.wait(PATIENCE)


def test_a_text_that_is_dragged_out_of_the_json_changes_nothing(hands: Hands) -> None:
    editor, before = hands.find("Request as JSON", "text"), hands.draft()
    start = (editor.box.x + 90, editor.box.y + 30)
    for name, role in (
        ("User-Agent", "text"),
        ("Add a tr event", "push button"),
        ("GET URL", "text"),
    ):
        hands.click(editor)
        hands.keys("ctrl+a")
        hands.drag_from_program(start, hands.find(name, role).box.center)
        hands.mark()
        assert hands.draft() == before, f"dropped on {name}"


def test_tab_leaves_the_json_and_ctrl_tab_indents(hands: Hands) -> None:
    hands.click(hands.find("Request as JSON", "text"))
    hands.keys("ctrl+Home", "Tab")
    hands.mark()
    assert hands.draft().startswith("{"), "Tab left the field"
    hands.click(hands.find("Request as JSON", "text"))
    hands.keys("ctrl+Home", "ctrl+Tab")
    until(lambda: hands.draft().startswith("  {"), "Ctrl+Tab does not indent")


PLACES = {
    "Request as JSON": "text",
    "GET URL": "text",
    "Filter the history": "text",
    "User-Agent": "text",
    "Target": "text",
    "POST": "radio button",
    "Wire": "page tab",
    "Export": "",
    "Copy as": "",
    "Events": "page tab",
}
"""Widgets of all kinds that can have the focus."""

WITH_MENU = {"Export", "Copy as"}


def test_ctrl_z_takes_an_event_back_wherever_the_focus_is(hands: Hands) -> None:
    hands.keys("ctrl+Return")  # a history that has a row has all its buttons
    said(hands, "Accepted")
    before = hands.document()
    for name, role in PLACES.items():
        node = hands.find(name, role)
        hands.keys("ctrl+1")
        hands.until_document(lambda document: len(document["ev"]) == 3)
        if name in WITH_MENU:
            hands.open_and_close_menu(node)
        else:
            hands.click(node)
            hands.keys("Escape")  # an open list has its own Ctrl+Z
        hands.keys("ctrl+z")
        until(lambda: hands.document() == before, f"it is not taken back from {name}")
