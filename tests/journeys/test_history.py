"""What was sent is chosen again: sent once more, byte for byte, or taken back to edit."""

from __future__ import annotations

from convert_console.core.history.columns import Column
from support.driver import Driver, words


def test_resend_sends_the_same_bytes_whatever_is_on_screen_now(driver: Driver) -> None:
    driver.send()
    driver.fill("Request", "cid", "999")
    driver.choose_method("GET")
    driver.choose_row(0)
    driver.keys("Ctrl+Shift+Return")
    driver.wait_until_sent()
    first, second = driver.arrived
    assert first.raw == second.raw
    assert driver.history(Column.METHOD) == ["POST", "POST"]


def test_a_row_comes_back_to_edit_with_its_very_text_and_method(driver: Driver) -> None:
    driver.choose_method("GET")
    driver.paste_json('{ "cid":"1",\t"ev":[ {"evt":"hitGoal"} ] }')
    sent = driver.document.draft
    driver.begin()
    driver.confirm()
    driver.keys("Ctrl+N")
    driver.choose_row(0)
    driver.keys("Return", driver.window.history.table)
    assert driver.document.draft == sent
    driver.window.preview.json.editor.setFocus()  # in the history Ctrl+Z is the history's
    driver.keys("Ctrl+Z")
    assert driver.document.draft != sent


def test_choosing_a_row_shows_its_result(driver: Driver) -> None:
    driver.write(driver.window.top.agent.combo.line, "curl/8")
    driver.begin()
    driver.confirm()
    driver.profiles.alter(user_agent="ConvertAgent/1.0")
    driver.send()
    driver.choose_row(1)
    assert driver.result == "Discarded as bot"
    driver.choose_row(0)
    assert driver.result == "Accepted"


def test_the_filter_finds_by_words_and_says_when_nothing_is_found(driver: Driver) -> None:
    driver.send()
    driver.keys("Ctrl+F")
    pane = driver.window.history
    driver.write(pane.filter, "nowhere")
    driver.until(lambda: driver.context.history.rowCount() == 0)
    assert "nowhere" in " ".join(words(pane))
    driver.write(pane.filter, "100300301")
    driver.until(lambda: driver.context.history.rowCount() == 1)
