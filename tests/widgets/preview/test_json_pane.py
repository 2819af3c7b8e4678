"""The JSON is the draft's own text, and the caret stays whoever edits."""

from __future__ import annotations

from support.driver import Driver, words


def test_what_is_typed_is_the_draft(driver: Driver) -> None:
    driver.paste_json('{ "cid" : "1" }')
    assert driver.document.draft.text == '{ "cid" : "1" }'
    assert driver.line("Request", "cid").text() == "1"


def test_an_edit_by_form_leaves_the_caret(driver: Driver) -> None:
    editor = driver.window.preview.json.editor
    cursor = editor.textCursor()
    cursor.setPosition(5)
    editor.setTextCursor(cursor)
    driver.fill("Request", "tid", "ORDER-1")
    assert editor.textCursor().position() == 5
    assert editor.text() == driver.document.draft.text


def test_a_fault_is_reported_with_its_place_until_it_is_corrected(driver: Driver) -> None:
    pane = driver.window.preview.json
    driver.paste_json('{\n "cid": }')
    assert any(text.startswith("Line 2, column 9") for text in words(pane))
    driver.paste_json('{\n "cid": 1}')
    assert words(pane) == []


def test_the_link_of_a_fault_leads_to_its_place(driver: Driver) -> None:
    driver.paste_json('{\r\n "cid": "1"\r\n "pid": "2"}')
    driver.turn_preview("Wire")
    driver.context.problems.check()
    problem = next(p for p in driver.context.problems.all if p.rule == "json-syntax")
    driver.window.go_to(problem)
    editor = driver.window.preview.json.editor
    assert editor.textCursor().selectedText() == '"pid"'
    assert editor.sentence_at(editor.text().index('"pid"')) != ""
    assert editor.sentence_at(editor.text().index('"2"')) == ""
