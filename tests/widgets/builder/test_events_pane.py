"""One event is chosen whenever there is one; commands act on it, each one undo step."""

from __future__ import annotations

from convert_console.core.document.payload import Payload
from convert_console.models.document.events import events_of
from convert_console.widgets.fields.field import TextField
from support.driver import Driver, focused, words


def kinds(driver: Driver) -> list[Payload]:
    return [e["evt"] for e in events_of(driver.document.payload) if isinstance(e, dict)]


def test_commands_act_on_the_chosen_event_and_follow_it(driver: Driver) -> None:
    # The first event is chosen at the start.
    assert driver.window.builder.events.row == 0

    # Moving past the end changes nothing.
    first = driver.document.draft
    driver.keys("Alt+Up")
    assert driver.document.draft == first

    # Commands act on the chosen event and follow it.
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


def test_the_keyboard_is_on_the_card_where_its_field_is_gone(driver: Driver) -> None:
    driver.keys("Ctrl+1")
    driver.keys("Ctrl+2")
    assert focused().accessibleName() == "Goal (goals)"
    driver.keys("Ctrl+Z")
    assert focused() is driver.window.builder.events.list.focused_head()
    assert driver.window.builder.events.row == 2
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Backspace")
    driver.keys("Ctrl+Backspace")
    assert focused() is driver.window.builder.events.add_buttons[0]


def test_the_form_follows_to_another_event_or_to_none(driver: Driver) -> None:
    # After the last event is undone the form shows the one before.
    pane = driver.window.builder.events
    for keys in ("Ctrl+1", "Ctrl+2", "Ctrl+3"):
        pane.choose(0)
        driver.keys(keys)
        driver.keys("Ctrl+Z")
        kind = pane.form.kind.line
        assert pane.list.open_row == 1, keys
        assert (kind.shown_text(), kind.isEnabled()) == ("Transaction", True), keys
        assert not pane.form.rows["prc"].isHidden(), keys

    # The form follows to a shorter document.
    pane = driver.window.builder.events
    pane.choose(1)
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["77"]}]}')
    assert pane.list.open_row == 0
    assert pane.form.kind.line.isEnabled()
    assert not pane.form.rows["goals"].isHidden()
    assert pane.form.rows["prc"].isHidden()

    # Events that are no list are named.
    pane = driver.window.builder.events
    driver.paste_json('{"ev": {"evt": "tr"}}')
    assert words(pane)[-2:] == ["The events are not a list", "ev: {…} – edit in JSON"]
    driver.paste_json('{"ev": []}')
    assert "No events yet" in words(pane)
    for text in ("[1]", '{"ev": '):
        driver.paste_json(text)
        assert words(pane)[-1] == "Events can be added once the JSON is a valid object.", text


def test_the_current_event_goes_with_a_move_and_with_its_undo(driver: Driver) -> None:
    pane = driver.window.builder.events
    driver.keys("Ctrl+1")
    pane.choose(1)
    before = kinds(driver)
    driver.keys("Alt+Up")
    for keys, row in (("Ctrl+Z", 1), ("Ctrl+Shift+Z", 0), ("Ctrl+Z", 1)):
        driver.keys(keys)
        assert (pane.row, pane.list.open_row) == (row, row), keys
        assert pane.form.kind.line.shown_text() == "Transaction", keys
    driver.keys("Ctrl+D")
    assert kinds(driver) == [before[0], "tr", "tr", before[2]], "it is what commands act on"
    driver.keys("Ctrl+Z")

    # So it does when another event was dragged past it, and there and back.
    pane.list.moved.emit(0, 2)
    assert pane.row == 2
    pane.choose(0)
    driver.keys("Ctrl+Z")
    assert (pane.row, kinds(driver)) == (1, before)


def test_the_caret_stays_in_its_field_while_its_event_is_moved(driver: Driver) -> None:
    pane = driver.window.builder.events
    driver.keys("Ctrl+1")
    pane.choose(1)
    amount = pane.form.fields["r"]
    assert isinstance(amount, TextField)
    driver.write(amount.line, "12.50")
    for keys, row in (("Alt+Up", 0), ("Alt+Down", 1), ("Alt+Down", 2), ("Ctrl+Z", 1)):
        driver.keys(keys)
        assert (pane.row, focused()) == (row, amount.line), keys
        assert amount.line.text() == "12.50", keys
    pane.list.focus_card()
    driver.keys("Alt+Up")
    assert focused() is pane.list.focused_head()
    assert pane.row == 0
