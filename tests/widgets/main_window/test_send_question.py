"""The question floats under Send: what is asked about stays in sight, and nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from support.driver import Driver, focused, settle

ELSEWHERE = "https://collect.example/track"


def test_the_question_opens_under_send_and_only_its_own_keys_confirm_it(driver: Driver) -> None:
    # Nothing is asked where nothing need be.
    assert driver.question == ""

    # The harmless answer has the focus and enter presses it.
    editor = driver.window.preview.json.editor
    editor.setFocus()
    driver.aim(ELSEWHERE, reach="ask")
    editor.setFocus()
    driver.begin("keys")
    card = driver.window.question
    assert focused() is card.no
    driver.keys("Return")
    assert not card.isVisible()
    assert not driver.sending.running
    assert focused() is editor, "the keyboard goes back to where it was"

    # A second Ctrl+Enter never confirms.
    driver.begin("keys")
    asked = driver.question
    driver.keys("Ctrl+Return")
    assert driver.question == asked
    assert not driver.sending.running
    assert driver.context.history.rowCount() == 0

    # The other answer is reached by tab or an arrow.
    driver.keys("Esc")
    card = driver.window.question
    for key in ("Tab", "Right"):
        driver.begin()
        driver.keys(key)
        assert focused() is card.yes, key
        driver.keys("Esc")
        assert driver.question == ""

    # It opens under Send and moves nothing.
    window = driver.window
    before = window.builder.geometry(), window.preview.geometry()
    driver.begin()
    settle()
    card, send = window.question, window.bar.buttons.send
    assert card.isVisible()
    assert (window.builder.geometry(), window.preview.geometry()) == before
    bottom_right = send.mapTo(window, QPoint(send.width(), send.height()))
    assert card.y() == bottom_right.y() + 8
    assert card.geometry().right() + 1 == bottom_right.x()
    assert card.label.height() >= card.label.heightForWidth(card.label.width())
    window.resize(1024, 600)
    settle()
    assert window.rect().contains(card.geometry())

    # The button says what it does.
    driver.keys("Esc")
    driver.begin()
    assert driver.window.question.yes.text() == "Send"
    assert driver.question.endswith(" Send?")
    driver.keys("Esc")
    driver.fill("Request", "pid", "")
    driver.begin()
    assert driver.window.question.yes.text() == "Send anyway"
    assert driver.question.endswith(" Send anyway?")
