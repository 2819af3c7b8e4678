"""Messages float over the lower edge: nothing moves, and each goes or stays as its kind needs."""

from __future__ import annotations

from PySide6.QtCore import Qt

from convert_console.widgets.main_window.messages import MessageAction, Toast
from support.driver import Driver, button, focused, settle


def toast_of(driver: Driver) -> Toast:
    return driver.window.message.latest


def test_messages_float_over_the_window_and_stand_above_each_other(driver: Driver) -> None:
    # A message is plain text, and can be closed.
    messages = driver.window.message
    messages.show_error("<b>one</b>")
    messages.show_error("<b>two</b>")
    assert driver.message == "<b>two</b>"
    assert messages.latest.label.textFormat() is Qt.TextFormat.PlainText
    driver.click(messages.latest.close_button)
    assert driver.message == ""

    # A pinned error is above later messages until it is closed.
    messages = driver.window.message
    messages.pin("The history is new.")
    messages.pin("The disk is full.")
    messages.pin("The history is new.")
    messages.show_info("Copied.")
    assert driver.message == "The history is new.\nThe disk is full.\nCopied."
    driver.click(messages.lasting.close_button)
    assert driver.message == "Copied."
    messages.show_error("Later")
    assert driver.message == "Later"

    # A held error remains over later messages until it is released.
    messages = driver.window.message
    messages.hold("The draft is not on disk.")
    messages.pin("The history is new.")
    messages.clear()
    assert driver.message == "The draft is not on disk."
    messages.show_info("Copied.")
    assert driver.message == "The draft is not on disk.\nCopied."
    messages.release()
    assert driver.message == "Copied."
    messages.dismiss()
    messages.show_info("Copied again.")
    messages.release()
    assert driver.message == "Copied again."

    # A message without an action offers none.
    messages = driver.window.message
    messages.show_info("Deleted.", "Undo", lambda: messages.show_info("Back."))
    driver.click(button(messages, "Undo"))
    assert driver.message == "Back."
    assert messages.latest.buttons == []

    # A long message wraps within the window and nothing is cut.
    driver.window.message.offer(
        "word " * 90, MessageAction("Open", str), MessageAction("Copy", str)
    )
    settle()
    toast = toast_of(driver)
    assert toast.geometry().right() < driver.window.width()
    assert toast.label.height() >= toast.label.heightForWidth(toast.label.width())
    for part in toast.buttons:
        assert part.visibleRegion().boundingRect() == part.rect()

    # Nothing moves, and the message floats over the lower left corner.
    driver.window.message.dismiss()
    window = driver.window
    before = window.history.geometry(), window.builder.geometry(), window.preview.geometry()
    window.message.show_info("Copied.")
    settle()
    assert before == (
        window.history.geometry(), window.builder.geometry(), window.preview.geometry(),
    )  # fmt: skip
    messages = window.message
    corner = messages.mapTo(window, messages.rect().bottomLeft())
    assert corner.x() == window.rail.width() + 12
    assert corner.y() + 1 == window.height() - 8
    window.resize(window.width(), window.height() - 40)
    settle()
    corner = messages.mapTo(window, messages.rect().bottomLeft())
    assert corner.y() + 1 == window.height() - 8


def test_messages_go_or_stay_and_the_keyboard_reaches_their_actions(driver: Driver) -> None:
    # What was done goes by itself and what failed stays.
    messages = driver.window.message
    messages.show_info("Copied.")
    assert messages._timer.isActive()
    messages._timer.start(0)
    driver.until(lambda: driver.message == "")
    messages.show_error("The disk is full.")
    assert not messages._timer.isActive()
    assert messages.latest.close_button.isVisible()

    # A message stays while it has the focus.
    messages.dismiss()
    messages = driver.window.message
    messages.show_info("Deleted.", "Undo", lambda: None)
    driver.keys("F6")
    assert focused() is toast_of(driver).buttons[0]
    messages._timer.timeout.emit()
    assert driver.message == "Deleted."
    before = driver.window.preview.json.editor
    before.setFocus()
    messages._timer.timeout.emit()
    assert driver.message == ""

    # Esc closes it and gives the keyboard back.
    editor = driver.window.preview.json.editor
    editor.setFocus()
    driver.window.message.show_info("Deleted.", "Undo", lambda: None)
    driver.keys("F6")
    driver.keys("Esc")
    assert driver.message == ""
    assert focused() is editor

    # Enter presses its action and gives the keyboard back.
    editor = driver.window.preview.json.editor
    editor.setFocus()
    done: list[str] = []
    driver.window.message.show_info("Deleted.", "Undo", lambda: done.append("undo"))
    driver.keys("F6")
    driver.keys("Return")
    assert done == ["undo"]
    assert driver.message == ""
    assert focused() is editor


def test_changes_of_events_can_be_taken_back_and_a_send_hides_an_error(driver: Driver) -> None:
    # An added and a deleted event can be taken back until the next change.
    before = driver.document.draft
    driver.keys("Ctrl+1")
    assert driver.message == "Event 3 added"
    driver.click(button(driver.window.message, "Undo"))
    assert driver.document.draft == before
    assert driver.message == ""
    driver.window.trigger("Delete event")
    assert driver.message == "Event 2 deleted"
    driver.fill("Request", "cid", "77")
    assert driver.message == "", "Undo would take back the typing"
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before
    assert driver.message == "", "going back is no news"

    # The next send hides an error.
    driver.window.message.show_error("Something")
    driver.send()
    assert driver.message == ""


def test_a_deleted_profile_is_named_and_comes_back_with_its_draft(driver: Driver) -> None:
    first = driver.profiles.current
    driver.fill("Request", "cid", "77")
    driver.profiles.add("Shop")
    driver.profiles.choose(first.id)
    driver.profiles.delete()
    assert driver.message == (
        f"Profile “{first.name}” deleted, with its draft, project names and secrets. Its history "
        "and saved requests stay."
    )
    assert driver.profiles.current.name == "Shop"
    driver.fill("Request", "cid", "5")
    driver.click(button(driver.window.message, "Undo"))
    assert driver.profiles.current == first
    assert driver.line("Request", "cid").text() == "77"
    assert driver.message == ""
    driver.line("Request", "cid").setFocus()
    driver.keys("Ctrl+Z")
    assert driver.line("Request", "cid").text() == "10000009", "its undo history is there too"


def test_the_draft_of_a_profile_that_is_gone_for_good_is_gone_too(driver: Driver) -> None:
    """It was once left behind, where nothing ever read it again."""
    first = driver.profiles.current
    driver.fill("Request", "cid", "77")
    driver.context.autosave.flush()
    (kept,) = driver.context.folders.drafts.glob(f"{first.id}.draft")
    driver.profiles.add("Shop")
    driver.profiles.choose(first.id)
    driver.profiles.delete()
    assert kept.exists(), "it may come back"
    driver.profiles.purge_deleted()
    assert not kept.exists()
