"""A field says its worst problems, with the certain fix as a link."""

from __future__ import annotations

from convert_console.protocol.payload import value_at
from convert_console.protocol.rules import Problem
from convert_console.widgets.builder.saying import SHOWN, messages
from support.driver import Driver


def problem(number: int) -> Problem:
    return Problem("rule", "warning", ("cid",), f"Sentence {number}.")


def test_few_are_said_and_the_rest_is_counted() -> None:
    said = messages([problem(number) for number in range(SHOWN + 2)])
    assert [message.text for message in said] == [
        *(f"Sentence {number}." for number in range(SHOWN)),
        "2 more in the list of problems",
    ]


def test_the_link_applies_the_fix(driver: Driver) -> None:
    driver.paste_json('{"cid": "1", "pid": "2", "vid": "3", "seg": {"ctry": "ro"}, "ev": []}')
    driver.turn_builder("Segments")
    driver.composition.problems.check()
    row = driver.window.builder.segments.rows["ctry"]
    row.acted.emit("0")
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
