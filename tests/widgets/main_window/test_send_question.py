"""The question floats under Send: what is asked about stays in sight, and nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from support.driver import Driver, focused, settle

ELSEWHERE = "https://collect.example/track"


def test_it_opens_under_send_and_moves_nothing(driver: Driver) -> None:
    driver.aim(ELSEWHERE, reach="ask")
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


def test_the_harmless_answer_has_the_focus_and_enter_presses_it(driver: Driver) -> None:
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


def test_a_second_ctrl_enter_never_confirms(driver: Driver) -> None:
    driver.aim(ELSEWHERE, reach="ask")
    driver.begin("keys")
    asked = driver.question
    driver.keys("Ctrl+Return")
    assert driver.question == asked
    assert not driver.sending.running
    assert driver.context.history.rowCount() == 0


def test_the_other_answer_is_reached_by_tab_or_an_arrow(driver: Driver) -> None:
    driver.aim(ELSEWHERE, reach="ask")
    card = driver.window.question
    for key in ("Tab", "Right"):
        driver.begin()
        driver.keys(key)
        assert focused() is card.yes, key
        driver.keys("Esc")
        assert driver.question == ""


def test_the_button_says_what_it_does(driver: Driver) -> None:
    driver.aim(ELSEWHERE, reach="ask")
    driver.begin()
    assert driver.window.question.yes.text() == "Send"
    assert driver.question.endswith(" Send?")
    driver.keys("Esc")
    driver.fill("Request", "pid", "")
    driver.begin()
    assert driver.window.question.yes.text() == "Send anyway"
    assert driver.question.endswith(" Send anyway?")


def test_nothing_is_asked_where_nothing_need_be(driver: Driver) -> None:
    assert driver.question == ""
