"""What is in sight is underlined at its place, wherever one scrolls and whatever is edited."""

from __future__ import annotations

import json

from convert_console.core.document.formatting import pretty
from convert_console.core.request.draft import Draft
from convert_console.widgets.preview.json_pane import draft_place, shown_span
from support.driver import Driver, settle

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
