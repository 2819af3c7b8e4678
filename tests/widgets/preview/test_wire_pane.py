"""The bytes on screen are the bytes of the request."""

from __future__ import annotations

from convert_console.core.request.profile import NO_PROJECT
from convert_console.core.request.wire import WireRequest
from convert_console.widgets.preview.wire_pane import wire_text
from support.driver import Driver, words


def test_the_very_request_is_shown_or_why_it_cannot_be_sent(driver: Driver) -> None:
    # The very request is shown.
    driver.turn_preview("Wire")
    assert driver.window.preview.wire.view.text() == wire_text(driver.wire)
    driver.choose_method("GET")
    assert driver.window.preview.wire.view.text().startswith("GET /track?cid=10000009&")

    # What cannot be sent says why.
    driver.turn_preview("Wire")
    driver.profiles.alter(target="convert", project="")
    assert driver.window.preview.wire.view.text() == ""
    assert words(driver.window.preview.wire) == [NO_PROJECT]


def test_bytes_that_are_not_utf_8_are_shown_as_such() -> None:
    wire = WireRequest("POST", "http://localhost/", (), b"\xff")
    assert wire_text(wire).endswith("\n\n�")
