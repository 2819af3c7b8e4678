"""The JSON is the draft's own text, and the caret stays whoever edits."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QApplication

from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.widgets.editor.folding import visible_line_range
from convert_console.widgets.preview.json_pane import draft_place, shown_span
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


GOOD = {"evt": "hitGoal", "goals": ["100300301"], "exps": ["100400401"], "vars": ["1004200401"]}


def document(bad: set[int], count: int = 300) -> str:
    events = [{**GOOD, "goals": [[str(n)]] if n in bad else [str(n)]} for n in range(count)]
    return pretty(json.dumps({"cid": "x1", "pid": "10000001", "vid": "1", "ev": events}))


def sentence(driver: Driver, words: str, after: int = 0) -> str:
    """What is said at a place of the JSON, once the linter has looked."""
    editor = driver.window.preview.json.editor
    place = editor.text().index(words, after)
    return editor.sentence_at(editor.position_of(place))


def checked(driver: Driver) -> None:
    driver.window.models.problems.check()


def test_marks_are_at_their_places_whatever_is_edited(driver: Driver) -> None:
    # A shorter text replaces one with problems further down. Qt scrolls during the paste, and
    # would warn of a mark beyond the end.
    event = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"], "r": "1,5"}
    driver.paste_json(json.dumps({"vid": "v", "ev": [event] * 9}, indent=2))
    driver.context.problems.check()
    settle()
    assert driver.window.preview.json.editor._marks
    driver.paste_json('{"vid": "v"}')
    settle()
    assert driver.document.draft.text == '{"vid": "v"}'

    # Text around the events is marked too.
    driver.document.load(Draft(document({0})), "Load")
    checked(driver)
    assert sentence(driver, '"1"')  # vid is 1
    assert "list" in sentence(driver, '"0"')

    # Marks stay right after an edit before them.
    driver.document.load(Draft(document({1})), "Load")
    checked(driver)
    driver.fill("Request", "tid", "ORDER-1")
    checked(driver)
    assert "list" in sentence(driver, '"1"', driver.document.draft.text.index('"ev"'))

    # Marks wait for the page to be turned to.
    preview = driver.window.preview
    preview.turn_to(preview.WIRE)
    driver.document.load(Draft(document({0})), "Load")
    checked(driver)
    preview.turn_to(preview.JSON)
    assert "list" in sentence(driver, '"0"')

    # Carriage returns before a place do not move its mark.
    text = document({0}).replace("\n", "\r\n")
    driver.document.load(Draft(text), "Load")
    checked(driver)
    editor = driver.window.preview.json.editor
    place = editor.text().index('"0"')
    assert "list" in editor.sentence_at(place)
    driver.window.preview.json.go_to(("ev", 0, "goals", 0, 0))
    assert editor.textCursor().selectedText() == '"0"'
    assert driver.window.preview.json.path_at_caret() == ("ev", 0, "goals", 0, 0)

    # Events on one endless line are marked up to a limit.
    events = [{**GOOD, "goals": [[str(n)]]} for n in range(300)]
    driver.document.load(Draft(json.dumps({"cid": "1", "ev": events})), "Load")
    checked(driver)
    assert "list" in sentence(driver, '"7"')

    # A new field is marked once it is left, with no further edit.
    driver.document.load(Draft(document(set(), 2)), "Load")
    driver.turn_builder("Events")
    driver.window.builder.add_event("hitGoal")
    settle()
    checked(driver)
    new = driver.document.draft.text.rindex('"evt"')
    assert not sentence(driver, "[]", new)
    driver.window.preview.url.setFocus()
    assert sentence(driver, "[]", new)


def test_marks_follow_what_is_scrolled_to_and_what_is_folded(driver: Driver) -> None:
    # A mark far below is there once it is scrolled to.
    text = document({290})
    driver.document.load(Draft(text), "Load")
    checked(driver)
    editor = driver.window.preview.json.editor
    wanted = '"290"'
    assert editor.sentence_at(text.index(wanted)) == ""
    editor.verticalScrollBar().setValue(text[: text.index(wanted)].count("\n") - 5)
    assert "list" in editor.sentence_at(text.index(wanted))

    # Marks follow what is folded.
    text = document({290})
    driver.document.load(Draft(text), "Load")
    checked(driver)
    pane = driver.window.preview.json
    driver.window.trigger("Fold every event")
    editor = pane.editor
    editor.verticalScrollBar().setValue(editor.verticalScrollBar().maximum())
    assert "list" in editor.sentence_at(text.index('"290"'))
    driver.window.trigger("Unfold everything")
    assert editor.document().lineCount() == text.count("\n") + 1

    # Going to a problem unfolds it and so does finding.
    driver.document.load(Draft(document({1})), "Load")
    checked(driver)
    editor = driver.window.preview.json.editor
    for way in ("problem", "find"):
        driver.window.trigger("Fold every event")
        assert not editor.document().findBlock(editor.text().index('"goals"')).isVisible()
        if way == "problem":
            problem = driver.window.models.problems.at("ev", 1, "goals")[0]
            driver.window.go_to(problem)
        else:
            driver.window.preview.open_find()
            driver.write(driver.window.preview.json.find_bar.line, "100400401")
        assert editor.textCursor().block().isVisible()
        assert editor.textCursor().hasSelection()

    # An undo of what is folded away shows it.
    driver.document.load(Draft(document(set(), 3)), "Load")
    driver.window.builder.events.choose(1)
    driver.window.builder.events.duplicate()
    driver.window.trigger("Fold every event")
    driver.keys("Ctrl+Z")
    editor = driver.window.preview.json.editor
    assert editor.text() == driver.document.draft.text
    block, hidden = editor.document().firstBlock(), 0
    while block.isValid():
        hidden += not block.isVisible()
        block = block.next()
    assert editor.document().lineCount() == editor.blockCount() - hidden


def test_places_of_draft_and_editor_differ_by_carriage_returns() -> None:
    text = "a\r\nb\r\nc"
    assert [shown_span(text, (place, place))[0] for place in (0, 3, 6)] == [0, 2, 4]
    assert [draft_place(text, place) for place in (0, 2, 4)] == [0, 3, 6]
