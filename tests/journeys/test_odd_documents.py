"""Broken JSON and values that no field can show are kept, explained and sent as they are."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QLineEdit

from convert_console.core.request.parameters import EVENT, SEGMENTS
from support.driver import Driver, focused, words

BROKEN = '{"cid": "1", "ev": [}:'


def test_forms_are_disabled_while_the_text_is_broken(driver: Driver) -> None:
    driver.turn_builder("Request")
    line = driver.line("Request", "cid")
    good = driver.document.draft.text
    driver.paste_json(BROKEN)
    assert not line.isEnabled()
    driver.context.problems.check()
    assert driver.window.problems.first.text().startswith("Line 1, column ")
    driver.paste_json(good)
    assert line.isEnabled()
    assert line.text() == "10000009"


def test_get_says_why_it_cannot_encode_broken_text(driver: Driver) -> None:
    driver.paste_json(BROKEN)
    driver.choose_method("GET")
    driver.turn_preview("Wire")
    assert any("not valid JSON" in text for text in words(driver.window.preview.wire))
    driver.begin()
    assert "POST can send the text as it is" in driver.message
    assert driver.context.history.rowCount() == 0


def test_post_sends_broken_text_unchanged(driver: Driver) -> None:
    driver.paste_json(BROKEN)
    driver.begin()
    driver.confirm()
    assert driver.arrived[-1].body == BROKEN.encode()


ODD = [{"a": 1}, [1, {"b": None}], True]
SEGMENT_KEYS = [row.wire_name for row in SEGMENTS]
EVENT_KEYS = [row.wire_name for row in EVENT]


def test_opening_the_forms_changes_no_unusual_value(driver: Driver) -> None:
    for value in ODD:
        check_unchanged_by_forms(driver, value)


def check_unchanged_by_forms(driver: Driver, value: object) -> None:
    payload = {
        "cid": value,
        "vid": value,
        "tid": value,
        "seg": dict.fromkeys(SEGMENT_KEYS, value),
        "ev": [dict.fromkeys(EVENT_KEYS, value), {"evt": "tr", "goals": [value], "exps": [value]}],
    }
    text = json.dumps(payload)
    driver.document.write(text)
    for page in ("Request", "Segments", "Events"):
        driver.turn_builder(page)
        driver.window.builder.bar.setFocus()
        driver.keys("Tab")
        passed = 0
        while driver.window.builder.isAncestorOf(focused()):
            driver.keys("Tab")
            passed += 1
        assert passed > 1
    driver.window.builder.events.choose(1)
    assert driver.document.draft.text == text


def test_every_field_says_where_such_a_value_is_edited(driver: Driver) -> None:
    driver.document.write(json.dumps({"seg": {key: {"a": 1} for key in SEGMENT_KEYS}}))
    driver.turn_builder("Segments")
    for key, row in driver.window.builder.segments.rows.items():
        lines = [line.placeholderText() for line in row.findChildren(QLineEdit)]
        assert any("edit in JSON" in said for said in [*words(row), *lines]), key


def test_a_new_visitor_that_is_12_stays_12(driver: Driver) -> None:
    driver.document.write('{"seg": {"new": 12}}')
    driver.turn_builder("Segments")
    field = driver.window.builder.segments.fields["new"]
    assert field.line.shown_text() == "12"  # type: ignore[attr-defined]
    assert driver.document.draft.text == '{"seg": {"new": 12}}'
