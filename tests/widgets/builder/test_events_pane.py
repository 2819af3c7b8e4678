"""One event is chosen whenever there is one; commands act on it, each one undo step."""

from __future__ import annotations

import pytest

from convert_console.core.document.payload import Payload
from convert_console.models.document.events import events_of
from support.driver import Driver, words


def kinds(driver: Driver) -> list[Payload]:
    return [e["evt"] for e in events_of(driver.document.payload) if isinstance(e, dict)]


def test_the_first_is_chosen_at_the_start(driver: Driver) -> None:
    assert driver.window.builder.events.row == 0


def test_commands_act_on_the_chosen_and_follow_it(driver: Driver) -> None:
    pane = driver.window.builder.events
    before = driver.document.draft.text
    driver.keys("Alt+Down")
    assert (kinds(driver), pane.row) == (["tr", "hitGoal"], 1)
    driver.keys("Alt+Up")
    assert (driver.document.draft.text, pane.row) == (before, 0)
    driver.keys("Ctrl+D")
    assert (kinds(driver), pane.row) == (["hitGoal", "hitGoal", "tr"], 1)
    driver.keys("Ctrl+Backspace")
    assert driver.document.draft.text == before
    driver.keys("Ctrl+Z")
    assert kinds(driver) == ["hitGoal", "hitGoal", "tr"]


def test_the_last_can_be_deleted_and_then_the_pane_says_how_to_begin(driver: Driver) -> None:
    driver.keys("Ctrl+Backspace")
    driver.keys("Ctrl+Backspace")
    assert driver.window.builder.events.row == -1
    assert "No events yet" in words(driver.window.builder.events)
    driver.keys("Ctrl+1")
    assert kinds(driver) == ["viewExp"]
    assert driver.window.builder.events.row == 0


def test_moving_past_the_end_changes_nothing(driver: Driver) -> None:
    before = driver.document.draft
    driver.keys("Alt+Up")
    assert driver.document.draft == before


def test_events_that_are_no_list_are_named(driver: Driver) -> None:
    pane = driver.window.builder.events
    driver.paste_json('{"ev": {"evt": "tr"}}')
    assert words(pane)[-2:] == ["The events are not a list", "ev: {…} – edit in JSON"]
    driver.paste_json('{"ev": []}')
    assert "No events yet" in words(pane)


@pytest.mark.parametrize("keys", ["Ctrl+1", "Ctrl+2", "Ctrl+3"])
def test_after_the_last_event_is_undone_the_form_shows_the_one_before(
    driver: Driver, keys: str
) -> None:
    pane = driver.window.builder.events
    driver.keys(keys)
    driver.keys("Ctrl+Z")
    assert pane.list.open_row == 1
    assert (pane.form.kind.line.shown_text(), pane.form.kind.line.isEnabled()) == (
        "Transaction",
        True,
    )
    assert not pane.form.rows["prc"].isHidden()


def test_the_form_follows_to_a_shorter_document(driver: Driver) -> None:
    pane = driver.window.builder.events
    pane.choose(1)
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["77"]}]}')
    assert pane.list.open_row == 0
    assert pane.form.kind.line.isEnabled()
    assert not pane.form.rows["goals"].isHidden()
    assert pane.form.rows["prc"].isHidden()
