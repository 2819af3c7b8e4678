"""Words are found in the JSON by the keyboard: one after the other, around, and back."""

from __future__ import annotations

import pytest

from convert_console.widgets.preview.find_bar import FindBar
from support.driver import Driver, focused

TEXT = '{"cid": "😀", "vid": "Abc",\n "ev": [{"evt": "abc", "abc": 1}]}'


@pytest.fixture
def bar(driver: Driver) -> FindBar:
    """Opened by Ctrl+F in the editor, over `TEXT`."""
    driver.document.write(TEXT)
    driver.window.preview.json.editor.setFocus()
    driver.keys("Ctrl+F")
    return driver.window.preview.json.find_bar


def selected(driver: Driver) -> tuple[str, int]:
    cursor = driver.window.preview.json.editor.textCursor()
    return cursor.selectedText(), cursor.selectionStart()


def test_ctrl_f_in_the_editor_opens_it_and_elsewhere_filters_the_history(
    driver: Driver, bar: FindBar
) -> None:
    assert focused() is bar.line
    driver.document.undo_group.undo()
    driver.send()
    driver.until(driver.window.history.filter.isVisible)
    driver.window.bar.target.setFocus()
    driver.keys("Ctrl+F")
    assert focused() is driver.window.history.filter


def test_words_are_found_by_the_keyboard_and_nothing_is_edited(
    driver: Driver, bar: FindBar
) -> None:
    # Enter and F3 find the next match, and with Shift the previous one.
    places = [selected(driver)[1]]
    driver.write(bar.line, "abc")
    assert bar.count.text() == "1 of 3"
    assert selected(driver)[0] == "Abc"
    places = [selected(driver)[1]]
    for keys in ("Return", "F3", "Return"):
        driver.keys(keys)
        places.append(selected(driver)[1])
    assert places[0] < places[1] < places[2]
    assert places[3] == places[0]
    driver.keys("Shift+F3")
    assert bar.count.text() == "3 of 3"
    driver.keys("Shift+Return")
    assert bar.count.text() == "2 of 3"
    assert selected(driver)[0] == "abc"

    # Missing words are reported.
    driver.write(bar.line, "zzz")
    assert bar.count.text() == "No matches"
    driver.keys("Return")
    assert bar.count.text() == "No matches"

    # Finding edits nothing.
    driver.write(bar.line, "abc")
    driver.keys("Return")
    assert driver.document.draft.text == TEXT

    # Selected words are looked for at once.
    driver.keys("Escape")
    driver.window.preview.json.go_to(("ev", 0, "evt"))
    driver.keys("Ctrl+F")
    assert bar.line.text() == '"abc"'
    assert bar.count.text() == "2 of 3"

    # Escape closes it and leaves the match selected.
    driver.write(bar.line, "abc")
    match = selected(driver)
    assert match[0].lower() == "abc"
    driver.keys("Escape")
    assert bar.isHidden()
    assert focused() is driver.window.preview.json.editor
    assert selected(driver) == match

    # The command opens the JSON from anywhere.
    driver.keys("Ctrl+F")
    driver.keys("Escape")
    driver.turn_preview("Wire")
    driver.keys("Ctrl+Shift+L", driver.window)
    assert focused() is bar.line
