"""A form shows the document's values and rests while they cannot be read."""

from __future__ import annotations

import pytest

from convert_console.core.document.payload import value_at
from support.driver import Driver, words


def test_each_row_edits_its_own_key(driver: Driver) -> None:
    before = driver.document.payload
    driver.fill("Segments", "source", "email")
    after = driver.document.payload
    assert value_at(after, ("seg", "source")) == "email"
    assert {**after, "seg": None} == {**before, "seg": None}  # type: ignore[dict-item]


def test_a_segment_makes_the_object_it_lies_in(driver: Driver) -> None:
    driver.paste_json('{"ev": []}')
    driver.fill("Segments", "campaign", "x")
    assert value_at(driver.document.payload, ("seg", "campaign")) == "x"


def test_a_value_that_a_field_cannot_show_stays(driver: Driver) -> None:
    driver.paste_json('{"cid": ["1"], "seg": "none", "ev": []}')
    line = driver.line("Request", "cid")
    assert line.isReadOnly()
    assert line.placeholderText().endswith("edit in JSON")
    driver.fill("Request", "pid", "2")
    assert value_at(driver.document.payload, ("cid",)) == ["1"]


def test_it_rests_while_the_text_is_broken(driver: Driver) -> None:
    line = driver.line("Request", "cid")
    driver.paste_json('{"cid": ')
    assert not line.isEnabled()


@pytest.mark.parametrize(("segments", "said"), [("5", "seg: 5"), ("[]", "seg: []")])
def test_a_value_in_place_of_the_segments_is_named_and_the_fields_rest(
    driver: Driver, segments: str, said: str
) -> None:
    driver.paste_json(f'{{"seg": {segments}, "ev": []}}')
    driver.turn_builder("Segments")
    form = driver.window.builder.segments
    assert words(form)[0] == f"{said} – edit in JSON"
    assert not form.bindings["campaign"].field.isEnabled()
    driver.paste_json('{"seg": {}, "ev": []}')
    assert words(form)[0] == "Browser"
    assert form.bindings["campaign"].field.isEnabled()
