"""Requests that are marked as tests: what the preview shows is what goes out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convert_console.core.request.run_marker import marker_in
from convert_console.widgets.builder.mark_row import MarkRow
from convert_console.widgets.kit.buttons import Switch
from support.driver import Driver, button, visible


def campaign(driver: Driver) -> Any:
    """The campaign that the JSON pane shows."""
    shown = json.loads(driver.window.preview.json.editor.toPlainText())
    return shown.get("seg", {}).get("campaign")


def mark_row(driver: Driver) -> MarkRow:
    driver.turn_builder("Request")
    [row] = visible(driver.window.builder, MarkRow)
    return row


def switch(driver: Driver) -> None:
    [control] = visible(mark_row(driver), Switch)
    driver.click(control)


def send_anyway(driver: Driver) -> None:
    """Send a request without events, which is asked about."""
    driver.begin()
    driver.until(lambda: bool(driver.question) or driver.sending.running)
    if driver.question:
        driver.confirm()
    driver.wait_until_sent()


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_each_marked_send_has_a_marker_of_its_own_which_was_in_sight(
    driver: Driver, method: str
) -> None:
    driver.choose_method(method)
    switch(driver)
    shown = []
    for _ in range(3):
        marker = campaign(driver)
        assert marker_in({"seg": {"campaign": marker}})
        assert marker in mark_row(driver).marker.text()
        before = driver.wire.raw
        assert marker.encode() in before
        shown.append((marker, before))
        driver.send()
        assert driver.arrived[-1].raw == before
    assert len({marker for marker, _ in shown}) == 3
    model = driver.context.history
    markers = [row.summary.marker for n in range(3) if (row := model.row(n)) is not None]
    assert markers == [marker for marker, _ in reversed(shown)]


def test_a_result_stays_fresh_though_the_next_marker_is_there(driver: Driver) -> None:
    switch(driver)
    driver.send()
    assert driver.result == "Accepted"
    assert "changed" not in driver.window.result.sentence.text()
    driver.fill("Request", "tid", "OTHER-1")
    assert driver.window.result.sentence.text().startswith("The draft has changed since.")


def test_marking_replaces_a_campaign_by_hand_only_and_brings_it_back(driver: Driver) -> None:
    driver.fill("Segments", "campaign", "spring sale")
    text = driver.document.draft.text
    assert "campaign is spring sale" in mark_row(driver).words.text()
    row = mark_row(driver)
    switch(driver)
    assert marker_in({"seg": {"campaign": campaign(driver)}})
    assert "instead of spring sale" in row.words.text()
    assert driver.message == f"Marked as test: the campaign is {campaign(driver)}."
    switch(driver)
    assert driver.document.draft.text == text
    switch(driver)
    driver.click(button(driver.window.message, "Undo"))
    assert driver.document.draft.text == text


def test_unmarking_removes_what_marking_has_added(driver: Driver) -> None:
    driver.paste_json('{"cid": "1", "ev": [], "x": 1.10}')
    text = driver.document.draft.text
    switch(driver)
    assert text != driver.document.draft.text
    driver.click(button(mark_row(driver), "New marker"))
    switch(driver)
    assert driver.document.draft.text == text


def test_a_profile_can_mark_every_request_but_no_campaign_of_its_own(driver: Driver) -> None:
    driver.paste_json('{"cid": "1", "ev": []}')
    driver.profiles.alter(mark_tests="always")
    assert marker_in(driver.document.payload), "the draft that is there"
    driver.window.trigger("New request")
    first = campaign(driver)
    assert marker_in({"seg": {"campaign": first}})
    send_anyway(driver)
    assert campaign(driver) != first
    switch(driver)
    assert campaign(driver) is None
    send_anyway(driver)
    assert campaign(driver) is None, "switched off for this request"
    driver.profiles.alter(segments='{"campaign": "spring sale"}')
    driver.window.trigger("New request")
    assert campaign(driver) == "spring sale"
    assert driver.message == "Not marked as test: this request has the campaign spring sale."
    driver.click(button(driver.window.message, "Replace it"))
    assert marker_in({"seg": {"campaign": campaign(driver)}})


def test_edit_again_takes_another_marker_which_can_be_taken_back(driver: Driver) -> None:
    switch(driver)
    used = campaign(driver)
    driver.send()
    driver.choose_row(0)
    driver.keys("Return")
    assert campaign(driver) not in (None, used)
    driver.keys("Ctrl+Z")
    assert campaign(driver) == used


def test_what_has_no_place_for_a_marker_stays_as_it_is(driver: Driver) -> None:
    for text in ("{broken", "[1]", '{"seg": [1], "ev": []}'):
        driver.paste_json(text)
        driver.context.marking.mark()
        assert driver.document.draft.text == text
        assert not driver.context.marking.marker, text
