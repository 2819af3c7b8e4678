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


def test_what_is_pinned_stands_above_later_sentences_until_the_strip_is_hidden(
    driver: Driver,
) -> None:
    strip = driver.window.message
    strip.pin("The history is new.")
    strip.tell("Copied.")
    assert driver.message == "The history is new.\nCopied."
    driver.click(buttons(strip)[0])
    strip.say("Later")
    assert driver.message == "Later"
