"""Broken text is kept and can be sent as it stands; what cannot be said of it is not said."""

from __future__ import annotations

from support.driver import Driver, words

BROKEN = '{"cid": "1", "ev": [}:'


def test_forms_rest_while_the_text_is_broken_and_come_back(driver: Driver) -> None:
    driver.turn_builder("Request")
    line = driver.line("Request", "cid")
    good = driver.document.draft.text
    driver.paste_json(BROKEN)
    assert not line.isEnabled()
    assert any("line 1" in text.lower() for text in words(driver.window.preview.json))
    driver.paste_json(good)
    assert line.isEnabled()
    assert line.text() == "10000009"


def test_get_says_why_it_cannot_be_spelled(driver: Driver) -> None:
    driver.paste_json(BROKEN)
    driver.choose_method("GET")
    driver.turn_preview("Wire")
    assert any("cannot be read" in text for text in words(driver.window.preview.wire))
    driver.begin()
    assert "POST can send the text as it stands" in driver.message
    assert driver.context.history.rowCount() == 0


def test_post_sends_broken_text_as_it_stands(driver: Driver) -> None:
    driver.paste_json(BROKEN)
    driver.begin()
    driver.confirm()
    assert driver.arrived[-1].body == BROKEN.encode()
