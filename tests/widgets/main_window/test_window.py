"""The window places its panes, fits a small screen, and hands keys to whom they belong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView

from convert_console.models.document.events import events_of
from convert_console.models.sending.send_controller import ANOTHER_SEND
from convert_console.widgets.builder.event_list import CardHead
from support.driver import Driver, focused, settle, visible
from support.endpoint import Endpoint, silence


def test_the_panes_have_their_places_and_fit_a_small_screen(driver: Driver) -> None:
    # Every pane has its place once the window is complete.
    window = driver.window
    assert window.history.isVisible()
    assert not window.message.isVisible(), "strips wait until there is something to say"
    assert not window.question.isVisible()

    # The history is below everything.
    window = driver.window
    tops = [
        pane.mapTo(window, pane.rect().topLeft()).y()
        for pane in (window.top, window.preview, window.history)
    ]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)

    # A new request is for the profile's project.
    driver.keys("Ctrl+N")
    payload = driver.document.payload
    assert isinstance(payload, dict)
    assert (payload["cid"], payload["pid"]) == ("10000009", "10000001")
    driver.keys("Ctrl+Z")
    assert driver.document.payload != payload

    # Tab leaves the JSON editor.
    editor = driver.window.preview.json.editor
    editor.setFocus()
    before = driver.document.draft
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert focused() is not editor
    assert driver.document.draft == before

    # Every control in sight has a name.
    nameless = []
    for page in ("Request", "Segments", "Events"):
        driver.turn_builder(page)
        for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView):
            for widget in visible(driver.window, kind):
                owned = isinstance(widget.parent(), QComboBox) or widget.objectName()
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                if not (owned or text or widget.accessibleName()):
                    nameless.append(f"{page}: {widget}")
    assert nameless == []

    # The window fits a small screen without scrolling.
    driver.window.resize(1024, 700)
    settle()
    scrolled = driver.window.arrangement.page
    assert not scrolled.horizontalScrollBar().isVisible()
    assert not scrolled.verticalScrollBar().isVisible()
    assert not driver.window.arrangement.stacked

    # At twice the size it scrolls and still fits a small screen.
    preferences = driver.context.preferences
    preferences.zoom_by(10)
    driver.window.resize(1024, 700)
    assert (driver.window.width(), driver.window.height()) == (1024, 700)
    preferences.zoom_by(0)


@pytest.mark.parametrize(
    "layout",
    ['{"layout": {"columns": "x", "rows": [1], "geometry": 7}}', '{"layout": []}', "{", "[]"],
)
def test_odd_settings_are_passed_over(
    open_console: Callable[[], Driver], home: Path, layout: str
) -> None:
    file = home / "console" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text(layout, encoding="utf-8")
    driver = open_console()
    assert driver.window.builder.isVisible()
    assert driver.window.preview.isVisible()


# The panes that follow the first paint take their places in the window.


CHANGES: dict[str, Callable[[Driver], object]] = {
    "another profile": lambda driver: driver.profiles.add("Shop"),
    "another target": lambda driver: driver.aim("http://127.0.0.1:9/track"),
    "another method": lambda driver: driver.choose_method("GET"),
    "another document": lambda driver: driver.fill("Request", "cid", "5"),
    "Esc": lambda driver: driver.keys("Esc"),
}


def test_a_refusal_stands_for_as_long_as_it_applies(driver: Driver) -> None:
    # A refusal is replaced by a question.
    driver.aim("https://shop.example/track", reach="ask")
    driver.context.pasting.take("nothing of ours")
    driver.begin()
    assert driver.question
    assert driver.message == ""
    driver.keys("Esc", focused())
    assert driver.question == ""

    # That another request is being sent is said until it has been sent.
    with Endpoint([silence]) as endpoint:
        driver.aim(endpoint.url)
        driver.begin()
        driver.fill("Request", "cid", "4")
        driver.begin("keys")
        assert driver.message == ANOTHER_SEND
        driver.sending.cancel()
        driver.wait_until_sent()
        assert driver.message == ""

    # A refusal disappears once it no longer applies.
    for name, change in CHANGES.items():
        driver.context.pasting.take("nothing of ours")
        assert driver.message, name
        change(driver)
        assert driver.message == "", name

    # What the disk refuses is kept while the user continues. It still holds, and would be said
    # again at each pause in typing.
    driver.context.autosave.failed.emit("The disk is full.")
    driver.fill("Request", "cid", "6")
    assert driver.message == "The disk is full."
    driver.keys("Esc")
    assert driver.message == ""


ENDS: dict[str, Callable[[Driver], object]] = {
    "a refused paste": lambda driver: driver.context.pasting.take("nothing of ours"),
    "a send": Driver.send,
    "a new request": lambda driver: driver.keys("Ctrl+N"),
    "another profile": lambda driver: driver.profiles.add("Shop"),
}


def test_the_note_on_a_paste_goes_by_itself_and_with_the_paste(driver: Driver) -> None:
    # The note on a paste goes by itself as every message. With an offer to use the paste's target
    # it once stayed for ever.
    text = f"curl https://shop.example/track --data-raw '{driver.document.draft.text}'"
    driver.context.pasting.take(text)
    assert "Pasted" in driver.message
    driver.window.message._timer.start(0)
    driver.until(lambda: driver.message == "")

    # The note on a paste goes with the paste.
    text = f"curl https://shop.example/track --data-raw '{driver.document.draft.text}'"
    for name, end in ENDS.items():
        driver.context.pasting.take(text)
        driver.fill("Request", "pid", "3")
        assert "Pasted" in driver.message, "an edit of it is work on it"
        driver.context.pasting.take(text)
        assert "Pasted" in driver.message, name
        end(driver)
        assert "Pasted" not in driver.message, name


@pytest.mark.parametrize("left_in", ["Compose", "Traffic"])
def test_compose_has_the_keyboard_on_the_current_event_first(
    driver: Driver, open_console: Callable[[], Driver], left_in: str
) -> None:
    for place in ("Traffic", left_in):
        driver.window.trigger(place)
    driver.window.close()
    again = open_console()
    again.window.trigger("Compose")
    assert isinstance(focused(), CardHead)


def test_a_place_left_by_mouse_gives_the_keyboard_back_to_what_had_it(driver: Driver) -> None:
    campaign = driver.line("Segments", "campaign")
    driver.click(campaign)
    driver.click(driver.window.rail.items["traffic"])
    driver.keys("Alt+1", focused())
    assert focused() is campaign
    driver.window.rail.items["orders"].toggle()  # as a screen reader does
    driver.keys("Alt+2", focused())
    assert driver.window.places.current.isAncestorOf(focused())
    driver.keys("Alt+1", focused())
    assert focused() is campaign


def test_ctrl_backspace_deletes_a_word_in_a_text_and_an_event_elsewhere(driver: Driver) -> None:
    window, events = driver.window, driver.window.builder.events
    driver.send()  # a list without rows has no filter

    # A word goes from a line; no event does, and no other place comes into sight.
    def deletes_a_word() -> bool:
        line = focused()
        driver.write(line, "alpha beta")
        driver.keys("Ctrl+Backspace")
        return isinstance(line, QLineEdit) and line.text() == "alpha " and line.hasFocus()

    for place in ("Traffic", "Compose"):
        driver.go(place)
        window.focus_filter()
        assert deletes_a_word(), place
    for page, key in (("Request", "tid"), ("Segments", "campaign")):
        driver.line(page, key).setFocus()
        assert deletes_a_word(), key
    assert len(events_of(driver.document.payload)) == 2

    # So does one from a text of several lines.
    before = driver.document.draft.text
    for view in (window.preview.url.view, window.preview.json.editor):
        view.setFocus()
        view.moveCursor(QTextCursor.MoveOperation.End)
        shown = view.toPlainText()
        driver.keys("Ctrl+Backspace")
        assert 0 < len(shown) - len(view.toPlainText()) < 50
        driver.document.write(before)

    # On a card and in a field that shows a choice there is no text to edit.
    driver.turn_builder("Events")
    for count, focus in ((1, events.list.focus_card), (0, events.form.kind.line.setFocus)):
        focus()
        driver.keys("Ctrl+Backspace")
        assert len(events_of(driver.document.payload)) == count
