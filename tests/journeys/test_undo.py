"""Undo and redo are the window's, across all that edits the draft, exact to the character."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QContextMenuEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QMenu

from support.driver import Driver, button, focused, visible


def test_undo_and_redo_cover_form_json_and_method(driver: Driver) -> None:
    states = [driver.document.draft]
    driver.fill("Request", "tid", "ORDER-9")
    driver.keys("Tab")
    states.append(driver.document.draft)
    driver.paste_json(states[-1].text.replace('"spring-sale"', '"a  b"'))
    states.append(driver.document.draft)
    driver.choose_method("GET")
    states.append(driver.document.draft)
    assert len({(draft.text, draft.method) for draft in states}) == 4
    for earlier in reversed(states[:-1]):
        driver.keys("Ctrl+Z")
        assert driver.document.draft == earlier
    for later in states[1:]:
        driver.keys("Ctrl+Shift+Z")
        assert driver.document.draft == later


def test_ctrl_z_in_a_text_field_is_the_window_s(driver: Driver) -> None:
    before = driver.document.draft
    driver.fill("Request", "tid", "ORDER-9")
    line = focused()
    driver.keys("Ctrl+Z", line)
    assert driver.document.draft == before
    assert driver.line("Request", "tid").text() == "ORDER-100045"
    driver.keys("Ctrl+Y", line)
    assert driver.line("Request", "tid").text() == "ORDER-9"


def test_ctrl_z_in_the_json_editor_is_the_window_s(driver: Driver) -> None:
    driver.choose_method("GET")
    driver.turn_preview("JSON")
    editor = driver.window.preview.json.editor
    editor.setFocus()
    driver.keys("Ctrl+Z", editor)
    assert driver.document.draft.method == "POST"


def test_typing_in_one_field_is_one_step(driver: Driver) -> None:
    before = driver.document.draft
    driver.fill("Request", "cid", "123")
    driver.keys("Tab")
    driver.fill("Request", "pid", "456")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before.text.replace("10000009", "123")
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before


def test_each_word_typed_in_the_json_is_one_step(driver: Driver) -> None:
    driver.turn_preview("JSON")
    editor = driver.window.preview.json.editor
    place = editor.text().index("spring-sale")
    editor.go_to(place, place + len("spring-sale"))
    before = driver.document.draft
    driver.qtbot.keyClicks(editor, "summer sale")
    assert '"summer sale"' in driver.document.draft.text
    driver.keys("Ctrl+Z", editor)
    assert '"summer "' in driver.document.draft.text
    driver.keys("Ctrl+Z", editor)
    assert driver.document.draft == before


def test_edits_at_different_places_of_the_json_are_undone_one_by_one(driver: Driver) -> None:
    driver.turn_preview("JSON")
    editor = driver.window.preview.json.editor
    for word in ('"cid"', '"vid"'):
        place = editor.text().index(word) + 1
        editor.go_to(place, place)
        driver.qtbot.keyClicks(editor, "x")
    driver.keys("Ctrl+Z", editor)
    assert '"xcid"' in driver.document.draft.text
    assert '"vid"' in driver.document.draft.text


def test_the_next_key_goes_on_where_the_json_was_changed(driver: Driver) -> None:
    driver.turn_preview("JSON")
    editor = driver.window.preview.json.editor
    before = driver.document.draft.text
    place = before.index("10000009") + 8
    editor.go_to(place, place)
    for _ in range(4):
        driver.keys("Backspace", editor)
    driver.keys("Ctrl+Z", editor)
    driver.qtbot.keyClicks(editor, "Z")
    assert driver.document.draft.text == before.replace("10000009", "10000009Z")
    driver.keys("Ctrl+Z", editor)
    driver.qtbot.keyClicks(editor, "abc")
    driver.keys("Ctrl+Z", editor)
    driver.keys("Ctrl+Shift+Z", editor)
    driver.qtbot.keyClicks(editor, "Q")
    assert driver.document.draft.text == before.replace("10000009", "10000009abcQ")


def test_what_is_undone_in_the_json_is_in_sight_and_a_form_leaves_its_scroll(
    driver: Driver,
) -> None:
    driver.turn_preview("JSON")
    editor = driver.window.preview.json.editor
    driver.paste_json("\n" * 300 + driver.document.draft.text)
    editor.go_to(0, 0)
    driver.qtbot.keyClicks(editor, " ")
    bar = editor.verticalScrollBar()
    bar.setValue(bar.maximum())
    driver.keys("Ctrl+Z", editor)
    assert (bar.value(), editor.textCursor().position()) == (0, 0)
    driver.fill("Request", "tid", "ORDER-9")
    bar.setValue(bar.maximum() // 2)
    scroll = bar.value()
    driver.keys("Ctrl+Z", driver.line("Request", "tid"))
    assert bar.value() == scroll


def test_the_next_key_goes_on_where_a_field_was_changed(driver: Driver) -> None:
    line = driver.line("Segments", "campaign")
    line.setFocus()
    line.setCursorPosition(6)
    driver.qtbot.keyClicks(line, "X")
    driver.keys("Ctrl+Z", line)
    driver.qtbot.keyClicks(line, "Y")
    assert line.text() == "springY-sale"
    driver.keys("Ctrl+Z", line)
    driver.keys("Ctrl+Shift+Z", line)
    driver.qtbot.keyClicks(line, "Z")
    assert line.text() == "springYZ-sale"


def test_undo_works_after_a_send(driver: Driver) -> None:
    before = driver.document.draft
    driver.fill("Request", "cid", "123")
    driver.send("keys")
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before


def test_undo_from_a_menu_or_a_message_takes_the_caret_along(driver: Driver) -> None:
    editor = driver.window.preview.json.editor
    campaign = editor.text().index("spring-sale")

    def change() -> None:
        driver.context.marking.mark()
        editor.setFocus()
        editor.put_caret(0, 0)

    def caret() -> int:
        return editor.place_of(editor.textCursor().position()) - campaign

    change()
    reason = QContextMenuEvent.Reason.Keyboard
    where = editor.mapToGlobal(QPoint(5, 5))
    QApplication.sendEvent(editor, QContextMenuEvent(reason, QPoint(5, 5), where))
    [menu] = visible(driver.window, QMenu)
    undo = next(action for action in menu.actions() if action.text().startswith("Undo"))
    menu.close()
    undo.trigger()
    assert "spring-sale" in editor.text()
    assert 0 <= caret() <= len("spring-sale")

    change()
    messages, at = driver.window.message, QPointF(1, 1)
    QApplication.sendEvent(messages, QEnterEvent(at, at, at))
    undo_button = button(messages, "Undo")
    undo_button.setFocus()  # as a click does
    driver.click(undo_button)
    assert "spring-sale" in editor.text()
    assert focused() is editor, "it has the keyboard again"
    assert 0 <= caret() <= len("spring-sale")
