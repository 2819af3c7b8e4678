"""The window places its panes, fits a small screen, and hands keys to whom they belong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView

from support.driver import Driver, focused, settle, visible


def test_it_fits_a_small_screen_without_scrolling(driver: Driver) -> None:
    driver.window.resize(1024, 700)
    settle()
    page = driver.window.arrangement.page
    assert not page.horizontalScrollBar().isVisible()
    assert not page.verticalScrollBar().isVisible()
    assert not driver.window.arrangement.stacked


def test_at_twice_the_size_it_scrolls_and_still_fits_a_small_screen(driver: Driver) -> None:
    preferences = driver.context.preferences
    preferences.zoom_by(10)
    driver.window.resize(1024, 700)
    assert (driver.window.width(), driver.window.height()) == (1024, 700)
    preferences.zoom_by(0)


def test_every_control_in_sight_has_a_name(driver: Driver) -> None:
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


def test_tab_leaves_the_json_editor(driver: Driver) -> None:
    editor = driver.window.preview.json.editor
    editor.setFocus()
    before = driver.document.draft
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert focused() is not editor
    assert driver.document.draft == before


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


def test_a_new_request_is_for_the_profile_s_project(driver: Driver) -> None:
    driver.keys("Ctrl+N")
    payload = driver.document.payload
    assert isinstance(payload, dict)
    assert (payload["cid"], payload["pid"]) == ("10000009", "10000001")
    driver.keys("Ctrl+Z")
    assert driver.document.payload != payload


# The panes that follow the first paint take their places in the window.


def test_every_pane_has_its_place_once_the_window_is_complete(driver: Driver) -> None:
    window = driver.window
    assert window.history.isVisible()
    assert not window.message.isVisible(), "strips wait until there is something to say"
    assert not window.question.isVisible()


def test_the_history_is_below_everything(driver: Driver) -> None:
    window = driver.window
    tops = [
        pane.mapTo(window, pane.rect().topLeft()).y()
        for pane in (window.top, window.preview, window.history)
    ]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)


CHANGES: dict[str, Callable[[Driver], object]] = {
    "another profile": lambda driver: driver.profiles.add("Shop"),
    "another target": lambda driver: driver.aim("http://127.0.0.1:9/track"),
    "another method": lambda driver: driver.choose_method("GET"),
    "another document": lambda driver: driver.fill("Request", "cid", "5"),
    "Esc": lambda driver: driver.keys("Esc"),
}


def test_a_refusal_disappears_once_it_no_longer_applies(driver: Driver) -> None:
    for name, change in CHANGES.items():
        driver.context.pasting.take("nothing of ours")
        assert driver.message, name
        change(driver)
        assert driver.message == "", name


def test_a_refusal_is_replaced_by_a_question(driver: Driver) -> None:
    driver.aim("https://shop.example/track", reach="ask")
    driver.context.pasting.take("nothing of ours")
    driver.begin()
    assert driver.question
    assert driver.message == ""
    driver.keys("Esc", focused())
    assert driver.question == ""


def test_what_the_disk_refuses_is_kept_while_the_user_continues(driver: Driver) -> None:
    """It still holds, and would be said again at each pause in typing."""
    driver.context.autosave.failed.emit("The disk is full.")
    driver.fill("Request", "cid", "5")
    assert driver.message == "The disk is full."
    driver.keys("Esc")
    assert driver.message == ""


ENDS: dict[str, Callable[[Driver], object]] = {
    "a refused paste": lambda driver: driver.context.pasting.take("nothing of ours"),
    "a send": Driver.send,
    "a new request": lambda driver: driver.keys("Ctrl+N"),
    "another profile": lambda driver: driver.profiles.add("Shop"),
}


def test_the_note_on_a_paste_goes_by_itself_as_every_message(driver: Driver) -> None:
    """With an offer to use the paste's target it once stayed for ever."""
    text = f"curl https://shop.example/track --data-raw '{driver.document.draft.text}'"
    driver.context.pasting.take(text)
    assert "Pasted" in driver.message
    driver.window.message._timer.start(0)
    driver.until(lambda: driver.message == "")


def test_the_note_on_a_paste_goes_with_the_paste(driver: Driver) -> None:
    text = f"curl https://shop.example/track --data-raw '{driver.document.draft.text}'"
    for name, end in ENDS.items():
        driver.context.pasting.take(text)
        driver.fill("Request", "pid", "3")
        assert "Pasted" in driver.message, "an edit of it is work on it"
        driver.context.pasting.take(text)
        assert "Pasted" in driver.message, name
        end(driver)
        assert "Pasted" not in driver.message, name
