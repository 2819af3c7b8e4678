"""The JSON is the draft's own text, and the caret stays whoever edits."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QApplication

from convert_console.widgets.editor.folding import visible_line_range
from support.driver import Driver, settle


def test_the_json_is_the_draft_and_its_faults_have_their_places(driver: Driver) -> None:
    # An edit by form leaves the caret.
    editor = driver.window.preview.json.editor
    cursor = editor.textCursor()
    cursor.setPosition(5)
    editor.setTextCursor(cursor)
    driver.fill("Request", "tid", "ORDER-1")
    assert editor.textCursor().position() == 5
    assert editor.text() == driver.document.draft.text

    # What is typed is the draft.
    driver.paste_json('{ "cid" : "1" }')
    assert driver.document.draft.text == '{ "cid" : "1" }'
    assert driver.line("Request", "cid").text() == "1"

    # A fault is reported with its place until it is corrected.
    first = driver.window.problems.first
    height = driver.window.preview.json.editor.height()
    driver.paste_json('{\n "cid": }')
    driver.context.problems.check()
    assert first.text().startswith("Line 2, column 9")
    assert driver.window.preview.json.editor.height() == height, "nothing moves"
    driver.paste_json('{\n "cid": 1}')
    driver.context.problems.check()
    assert "Line" not in first.text()

    # The link of a fault leads to its place.
    driver.paste_json('{\r\n "cid": "1"\r\n "pid": "2"}')
    driver.turn_preview("Wire")
    driver.context.problems.check()
    problem = next(p for p in driver.context.problems.all if p.rule == "json-syntax")
    driver.window.go_to(problem)
    editor = driver.window.preview.json.editor
    assert editor.textCursor().selectedText() == '"pid"'
    assert editor.sentence_at(editor.text().index('"pid"')) != ""
    assert editor.sentence_at(editor.text().index('"2"')) == ""


# What is edited in the forms is tinted, and comes into sight; the caret and the person stay.


def tinted(driver: Driver) -> str:
    """The text of the tinted lines."""
    editor = driver.window.preview.json.editor
    lines = editor.text().split("\n")
    return "\n".join(lines[number] for number in editor.tinted_lines())


def in_sight(driver: Driver) -> bool:
    editor = driver.window.preview.json.editor
    shown = visible_line_range(editor)
    return all(line in shown for line in editor.tinted_lines())


def test_what_is_edited_is_tinted_and_in_sight(driver: Driver) -> None:
    # The segments and the focused key are tinted.
    driver.turn_builder("Segments")
    assert tinted(driver).strip().startswith('"seg": {')
    driver.line("Request", "vid").setFocus()
    settle()
    assert tinted(driver).strip().startswith('"vid": ')
    driver.turn_builder("Saved")
    assert tinted(driver) == ""

    # The edited event is tinted and scrolled to.
    driver.turn_builder("Events")
    for kind in ("viewExp", "tr", "hitGoal"):
        driver.window.builder.add_event(kind)
        settle()
        assert f'"evt": "{kind}"' in tinted(driver)
        assert tinted(driver).count('"evt"') == 1
        assert in_sight(driver)
    editor = driver.window.preview.json.editor
    assert editor.textCursor().position() == 0
    driver.window.builder.events.choose(0)
    assert '"evt": "hitGoal"' in tinted(driver)
    assert in_sight(driver)

    # The tint follows what is typed and does not scroll.
    driver.window.builder.add_event("tr")
    settle()
    bar = driver.window.preview.json.editor.verticalScrollBar()
    bar.setValue(0)
    driver.fill_event("r", "12.50")
    assert '"r": 12.50' in tinted(driver)
    assert bar.value() == 0, "a person who scrolls stays where they are"

    # The tint is right at once after a paste and after undo. It once kept its old lines until the
    # rules were checked, or for ever on another page.
    window = driver.window
    window.builder.go_to(("ev", 1))
    settle()
    assert '"evt": "tr"' in tinted(driver)
    before = tinted(driver)
    payload = json.loads(driver.document.draft.text)
    pasted = {"first": [1, 2, 3], **payload}
    QApplication.clipboard().setText(json.dumps(pasted, indent=1))
    window.paste_anything()
    assert tinted(driver).count('"evt"') == 1
    assert '"evt": "tr"' in tinted(driver)
    driver.keys("Ctrl+Z")
    assert tinted(driver) == before
    window.preview.turn_to(window.preview.WIRE)
    window.paste_anything()
    driver.context.problems.check()
    window.preview.turn_to(window.preview.JSON)
    assert '"evt": "tr"' in tinted(driver)

    # A document in one line and a broken one are not tinted.
    driver.paste_json('{"vid": "1", "ev": [{"evt": "tr"}]}')
    driver.context.problems.check()
    assert tinted(driver) == ""
    driver.paste_json('{\n"ev": [\n{"evt": "tr"}\n]\n')
    driver.context.problems.check()
    driver.document.undo_group.undo()
    driver.context.problems.check()
    assert tinted(driver) == ""
