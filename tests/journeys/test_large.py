"""Ten thousand events, a value of five megabytes, a hundred thousand objects: the window shows what
it can, says what it cannot, and alters nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from convert_console.core.document.formatting import pretty
from convert_console.core.document.size_limits import HEAVY
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import Unsendable
from convert_console.models.sending.current_request import TOO_LARGE_FOR_GET
from convert_console.widgets.editor.displayed_text import document_text
from support.driver import Driver, settle, visible, words
from support.endpoint import Endpoint

EVENT = {"evt": "tr", "goals": ["100300301"], "exps": ["1"], "vars": ["2"], "r": 1, "prc": 1}
HEAD = {"cid": "10000009", "pid": "10000001", "vid": "1588166554499-0.2020703998482254"}
EVENTS = [{**EVENT, "goals": [str(n)]} for n in range(10_000)]
MANY = pretty(json.dumps({**HEAD, "tid": "é", "ev": EVENTS}, ensure_ascii=False))
LONG = "0123456789" * 500_000


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as made:
        yield made


def load(driver: Driver, text: str) -> None:
    driver.document.load(Draft(text), "Load")
    shown(driver)


def shown(driver: Driver) -> None:
    editor = driver.window.preview.json.editor
    driver.until(lambda: not editor.loading)


def test_ten_thousand_events_come_go_move_and_are_edited_shown_and_sent(
    driver: Driver, endpoint: Endpoint
) -> None:
    load(driver, MANY)
    pane = driver.window.builder.events
    pane.choose(9_998)
    pane.duplicate()
    pane.delete()
    pane.move_up()
    pane.add("hitGoal")
    settle()
    assert pane.row == 10_000
    assert len(json.loads(driver.document.draft.text)["ev"]) == 10_001
    assert driver.window.models.events.rowCount() == 10_001
    for _step in range(4):
        driver.document.undo_group.undo()
    assert driver.document.draft.text == MANY
    shown(driver)
    assert driver.window.preview.json.editor.text() == MANY

    pane.go_to(5_000, "r")
    driver.fill_event("r", "2.50")
    text = driver.document.draft.text
    assert json.loads(text)["ev"][5_000]["r"] == 2.5
    assert text.replace('"r": 2.50', '"r": 1') == MANY
    editor = driver.window.preview.json.editor
    assert document_text(editor.document()) == editor.text() == text
    driver.turn_preview("Wire")
    assert driver.window.preview.wire.view.text().endswith(text)
    driver.aim(endpoint.url)
    driver.send()
    assert endpoint.requests[-1].endswith(b"\r\n\r\n" + text.encode())
    assert driver.wire.body == text.encode()
    driver.document.undo_group.undo()
    assert driver.document.draft.text == MANY


def test_a_value_of_five_megabytes_is_named_by_its_size_and_left_alone(driver: Driver) -> None:
    less = LONG[:40_000]
    event = {"evt": "hitGoal", "goals": ["9"], "exps": ["1"], "vars": ["2"], "note": less}
    text = json.dumps({**HEAD, "vid": LONG, "seg": {"campaign": less}, "ev": [event]})
    load(driver, text)
    for page, size in (("Request", "5.0 MB"), ("Segments", "40 KB"), ("Events", "40 KB")):
        said = f"{size} of text – edit it in the JSON"
        driver.turn_builder(page)
        settle()
        lines = visible(driver.window.builder, QLineEdit)
        assert said in [line.placeholderText() for line in lines if line.isReadOnly()]
        assert all(len(line.text()) < 1_000 for line in lines)
    assert driver.document.draft.text == text
    driver.fill_event("goals", "7")
    assert driver.document.draft.text == text.replace('["9"]', '["9", "7"]')
    editor = driver.window.preview.json.editor
    assert editor.text() == driver.document.draft.text
    assert max(map(len, document_text(editor.document()).split("\n"))) < 1_000
    assert driver.wire.body == driver.document.draft.text.encode()


def test_a_get_that_is_too_long_is_shown_cut_short_and_cannot_be_edited(driver: Driver) -> None:
    load(driver, json.dumps({**HEAD, "vid": LONG + "é", "ev": [EVENT]}))
    pane = driver.window.preview.url
    driver.until(pane.view.isReadOnly)  # a large text follows in a moment
    assert pane.view.url().endswith("…")
    assert len(pane.view.url()) < 5_000
    assert "has more than 131,072 bytes" in pane.note.text()
    before = driver.document.draft
    driver.qtbot.keyClicks(pane.view, "7")
    assert driver.document.draft == before
    load(driver, json.dumps({**HEAD, "ev": [EVENT]}))
    assert not pane.view.isReadOnly()


HEAVY_TEXT = '{"vid": "1", "ev": [\n' + ",\n".join(["{}"] * (HEAVY + 1)) + "\n]}"


def test_forms_are_hidden_for_heavy_text_and_the_json_stays_editable(
    driver: Driver, endpoint: Endpoint
) -> None:
    load(driver, HEAVY_TEXT)
    builder = driver.window.builder
    driver.until(lambda: driver.document.heavy_summary is not None)
    assert any("100,001 events – too many for forms" in text for text in words(builder))
    assert any("Edit them in the JSON." in text for text in words(builder))
    assert builder.stack.isHidden()
    assert driver.window.models.events.rowCount() == 0
    editor = driver.window.preview.json.editor
    editor.put_caret(1, 1)
    driver.qtbot.keyClicks(editor, " ")
    text = driver.document.draft.text
    assert text == "{ " + HEAVY_TEXT[1:]
    driver.aim(endpoint.url)
    driver.send()
    assert endpoint.requests[-1].endswith(b"\r\n\r\n" + text.encode())
    driver.document.undo_group.undo()
    assert driver.document.draft.text == HEAVY_TEXT
    driver.document.undo_group.undo()
    assert not builder.stack.isHidden()
    assert builder.events.list.isVisible()


def test_a_heavy_text_reports_its_error_and_has_its_forms_again_once_it_is_shorter(
    driver: Driver,
) -> None:
    load(driver, HEAVY_TEXT)
    editor = driver.window.preview.json.editor
    end = editor.position_of(len(HEAVY_TEXT))
    editor.put_caret(end, end)
    driver.qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    driver.until(lambda: driver.document.fault is not None)
    first = driver.window.problems.first
    driver.until(lambda: "closing bracket is expected here" in first.text())
    driver.choose_method("GET")
    assert driver.request.wire == Unsendable(TOO_LARGE_FOR_GET)
    light = HEAVY_TEXT.replace("{},\n" * 10, "", 1)
    driver.document.write(light)
    driver.until(lambda: not driver.document.draft.heavy)
    assert driver.document.payload is not None
    assert not driver.window.builder.stack.isHidden()


def test_a_large_text_is_pasted_and_formatted_in_the_background(driver: Driver) -> None:
    flat = json.dumps({**HEAD, "ev": [EVENT] * 10_000})
    QApplication.clipboard().setText(flat)
    driver.keys("Ctrl+Shift+V")
    assert any("of pasted text…" in text for text in words(driver.window.message))
    driver.until(lambda: len(driver.document.draft.text) > 900_000)
    assert json.loads(driver.document.draft.text) == json.loads(flat)
    driver.document.load(Draft(flat), "Load")
    driver.window.preview.json.format_text()
    driver.until(lambda: driver.document.draft.text == pretty(flat))
    driver.window.preview.json.format_text()
    driver.document.write(flat)
    driver.until(lambda: any("Try again" in text for text in words(driver.window.message)))
    assert driver.document.draft.text == flat


def test_the_marks_of_a_text_are_gone_while_a_heavy_one_is_put_in_its_place(
    driver: Driver,
) -> None:
    load(driver, json.dumps({**HEAD, "tid": "x" * 500_000, "ev": []}))
    editor = driver.window.preview.json.editor
    driver.until(lambda: bool(editor._marks))
    driver.document.load(Draft(HEAVY_TEXT), "Load")
    assert editor.loading
    assert editor._marks == []
    shown(driver)
    assert editor._marks == []


def test_a_window_may_be_closed_while_a_heavy_text_is_read(driver: Driver) -> None:
    driver.document.load(Draft(HEAVY_TEXT), "Load")
    driver.close()  # a task that is left running fails the test
