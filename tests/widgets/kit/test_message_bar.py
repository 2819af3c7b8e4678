"""A message stays until it is closed, replaced, or the next send begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.message_bar import HistoryStrip, MessageStrip, Notice
from support.driver import Driver, button, buttons


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
    strip.pin("The disk is full.")
    strip.pin("The history is new.")
    strip.tell("Copied.")
    assert driver.message == "The history is new.\nThe disk is full.\nCopied."
    driver.click(buttons(strip)[0])
    strip.say("Later")
    assert driver.message == "Later"


def test_what_is_held_outlives_what_comes_after_until_it_is_released(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.hold("The draft is not on disk.")
    strip.pin("The history is new.")
    strip.move_on()
    assert strip.label.text() == "The draft is not on disk."
    strip.tell("Copied.")
    assert strip.label.text() == "The draft is not on disk.\nCopied."
    strip.release()
    assert strip.isHidden()
    strip.tell("Copied again.")
    strip.release()
    assert strip.label.text() == "Copied again."


def test_a_deleted_profile_is_named_and_comes_back_with_its_draft(driver: Driver) -> None:
    first = driver.profiles.current
    driver.fill("Request", "cid", "77")
    driver.profiles.add("Shop")
    driver.profiles.choose(first.id)
    driver.profiles.delete()
    assert driver.message == f"Profile “{first.name}” deleted."
    assert driver.profiles.current.name == "Shop"
    driver.fill("Request", "cid", "5")
    driver.click(button(driver.window.message, "Undo"))
    assert driver.profiles.current == first
    assert driver.line("Request", "cid").text() == "77"
    assert driver.message == ""
    driver.line("Request", "cid").setFocus()
    driver.keys("Ctrl+Z")
    assert driver.line("Request", "cid").text() == "10000009", "its undo history is there too"


def test_a_message_without_an_action_offers_none(driver: Driver) -> None:
    strip = driver.window.message
    strip.tell("Deleted.", "Undo", lambda: strip.tell("Back."))
    driver.click(button(strip, "Undo"))
    assert driver.message == "Back."
    assert not strip.action.isVisible()


# The strip of the history.


def test_it_says_one_thing_with_one_action_and_can_be_closed(qtbot: QtBot) -> None:
    strip = HistoryStrip()
    qtbot.addWidget(strip)
    strip.say("3 rows deleted", "Undo")
    assert (strip.label.text(), strip.action.text()) == ("3 rows deleted", "Undo")
    with qtbot.waitSignal(strip.acted):
        strip.action.click()
    strip.say("Copied.")
    assert not strip.action.isVisible()
    with qtbot.waitSignal(strip.closed):
        strip.findChildren(QToolButton)[0].click()
    assert not strip.isVisible()
    strip.say("")
    assert not strip.isVisible()


# A notice is there as long as it has something to say.


def test_it_shows_a_sentence_and_is_gone_without_one(qtbot: QtBot) -> None:
    notice = Notice("warn")
    qtbot.addWidget(notice)
    notice.set_text("<b>As it stands.</b>")
    assert not notice.isHidden()
    assert notice.label.text() == "<b>As it stands.</b>"
    notice.set_text("")
    assert notice.isHidden()
