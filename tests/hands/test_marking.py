"""A request is marked as a test by mouse and keyboard, and each send has a marker of its own."""

from __future__ import annotations

from typing import Any

from convert_console.core.request.run_marker import marker_in
from support.hands import Hands, until


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
