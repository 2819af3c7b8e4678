"""The form of an event shows what its type carries, and what it holds besides."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from convert_console.core.document.payload import Number, Payload, value_at
from support.driver import Driver, button, buttons, settle, visible, words


def rows(driver: Driver) -> set[str]:
    form = driver.window.builder.events.form
    return {key for key, row in form.rows.items() if row.isVisible()}


def event(driver: Driver, row: int) -> Payload:
    return value_at(driver.document.payload, ("ev", row))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"evt": "viewExp"}', {"evt", "exps"}),
        ('{"evt": "hitGoal"}', {"evt", "exps", "goals"}),
        ('{"evt": "tr"}', {"evt", "exps", "goals", "r", "prc"}),
        ('{"evt": "viewExp", "r": 1}', {"evt", "exps", "r"}),
        ('{"evt": "purchase"}', {"evt", "exps", "goals", "r", "prc"}),
    ],
)
def test_an_event_shows_what_its_type_carries(driver: Driver, text: str, shown: set[str]) -> None:
    driver.paste_json(f'{{"ev": [{text}]}}')
    assert rows(driver) == shown


def test_the_chosen_event_is_edited_and_no_other(driver: Driver) -> None:
    first = event(driver, 0)
    driver.window.builder.events.choose(1)
    driver.fill_event("r", "9.90")
    assert value_at(driver.document.payload, ("ev", 1, "r")) == Number("9.90")
    assert event(driver, 0) == first


def test_a_pair_is_added_and_taken_out_of_both_lists(driver: Driver) -> None:
    before = driver.document.draft.text
    driver.pair("7", "8")
    assert value_at(driver.document.payload, ("ev", 0, "exps")) == ["100400101", "7"]
    assert value_at(driver.document.payload, ("ev", 0, "vars")) == ["1004200201", "8"]
    pairs = driver.window.builder.events.form.pairs
    driver.click(next(b for b in buttons(pairs) if b.accessibleName() == "Remove pair 2"))
    assert driver.document.draft.text == before


def test_numbers_of_pairs_stay_numbers(driver: Driver) -> None:
    driver.paste_json('{"ev": [{"evt": "viewExp", "exps": [1], "vars": [2]}]}')
    driver.click(button(driver.window.builder.events.form.pairs, "+ pair"))
    lines = visible(driver.window.builder.events.form.pairs, QLineEdit)
    driver.write(lines[-1], "4")
    assert value_at(driver.document.payload, ("ev", 0, "vars", 1)) == Number("4")


def test_an_event_that_is_no_object_has_no_fields(driver: Driver) -> None:
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["7"]}, 5]}')
    pane = driver.window.builder.events
    pane.choose(1)
    settle()
    assert words(pane.form) == []
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["7"]}, {"evt": "tr"}]}')
    settle()
    assert "Amount" in words(pane.form)
