"""A message stays until it is closed, replaced, or the next send begins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.main_window.messages import WindowMessages
from support.driver import Driver, button, buttons


def test_it_shows_plain_text_and_can_be_closed(driver: Driver) -> None:
    bar = driver.window.message
    bar.show_error("<b>one</b>")
    bar.show_error("<b>two</b>")
    assert driver.message == "<b>two</b>"
    assert bar.label.textFormat() is Qt.TextFormat.PlainText
    driver.click(buttons(bar)[0])
    assert driver.message == ""


def test_the_next_send_hides_it(driver: Driver) -> None:
    driver.window.message.show_error("Something")
    driver.send()
    assert driver.message == ""


def test_a_pinned_error_is_above_later_messages_until_the_bar_is_hidden(
    driver: Driver,
) -> None:
    bar = driver.window.message
    bar.pin("The history is new.")
    bar.pin("The disk is full.")
    bar.pin("The history is new.")
    bar.show_info("Copied.")
    assert driver.message == "The history is new.\nThe disk is full.\nCopied."
    driver.click(buttons(bar)[0])
    bar.show_error("Later")
    assert driver.message == "Later"


def test_a_pinned_error_remains_over_later_messages_until_it_is_released(qtbot: QtBot) -> None:
    bar = WindowMessages()
    qtbot.addWidget(bar)
    bar.hold("The draft is not on disk.")
    bar.pin("The history is new.")
    bar.clear()
    assert bar.label.text() == "The draft is not on disk."
    bar.show_info("Copied.")
    assert bar.label.text() == "The draft is not on disk.\nCopied."
    bar.release()
    assert bar.isHidden()
    bar.show_info("Copied again.")
    bar.release()
    assert bar.label.text() == "Copied again."


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
    bar = driver.window.message
    bar.show_info("Deleted.", "Undo", lambda: bar.show_info("Back."))
    driver.click(button(bar, "Undo"))
    assert driver.message == "Back."
    assert not bar.action.isVisible()
