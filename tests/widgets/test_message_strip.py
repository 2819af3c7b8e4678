"""A message stays until it is closed, replaced, or the next send begins."""

from __future__ import annotations

from PySide6.QtCore import Qt

from support.driver import Driver, buttons


def test_it_shows_plain_text_and_can_be_closed(driver: Driver) -> None:
    strip = driver.window.message
    strip.say("<b>one</b>")
    strip.say("<b>two</b>")
    assert driver.message == "<b>two</b>"
    assert strip.label.textFormat() is Qt.TextFormat.PlainText
    driver.click(buttons(strip)[0])
    assert driver.message == ""


def test_a_send_puts_it_away(driver: Driver) -> None:
    driver.window.message.say("Something")
    driver.send()
    assert driver.message == ""
