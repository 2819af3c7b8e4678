"""A field says its worst problems, with the certain fix as a link."""

from __future__ import annotations

from convert_console.core.document.payload import value_at
from convert_console.core.linter.problem import Problem
from convert_console.widgets.builder.row_problems import MESSAGES_SHOWN, id_marks, messages
from convert_console.widgets.fields.id_chips import Chip
from convert_console.widgets.fields.pairs_field import PairRow
from support.driver import Driver, focused, settle, visible


def problem(number: int) -> Problem:
    return Problem("rule", "warning", ("cid",), f"Sentence {number}.")


def test_a_few_are_named_and_the_rest_are_counted() -> None:
    said = messages([problem(number) for number in range(MESSAGES_SHOWN + 2)])
    assert [message.text for message in said] == [
        *(f"Sentence {number}." for number in range(MESSAGES_SHOWN)),
        "2 more in the list of problems",
    ]


def test_problems_are_marked_at_their_rows_and_mended_by_their_links(driver: Driver) -> None:
    # The link of a problem applies the fix.
    driver.paste_json('{"cid": "1", "pid": "2", "vid": "3", "seg": {"ctry": "ro"}, "ev": []}')
    driver.turn_builder("Segments")
    driver.context.problems.check()
    settle()
    row = driver.window.builder.segments.rows["ctry"]
    row.acted.emit("0")
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
    assert focused() is row.control.focusProxy(), "the focus is not in the mended field"

    # Every odd id of an event has its own edge or colour.
    event = '{"evt": "hitGoal", "goals": ["1", "a"], "exps": ["b", "2"], "vars": ["3", "c"]}'
    driver.paste_json(f'{{"ev": [{event}]}}')
    driver.turn_builder("Events")
    driver.context.problems.check()
    form = driver.window.builder.events.form
    lines = [line for row in visible(form, PairRow) for line in (row.experience, row.variation)]
    assert [line.property("tone") for line in lines] == ["warn", None, None, "error"]
    chips = form.fields["goals"].findChildren(Chip)
    assert ["not a number" in chip.accessibleName() for chip in chips] == [False, True]
    driver.search(lines[3], "4")
    driver.context.problems.check()
    assert [line.property("tone") for line in lines] == ["warn", None, None, ""]


def test_each_id_is_marked_by_its_worst_problem() -> None:
    path = ("ev", 0, "goals")
    said = [
        Problem("a", "error", (*path, 1), "Worse."),
        Problem("b", "warning", (*path, 1), "Bad."),
        Problem("c", "info", (*path, 2), "Odd."),
        Problem("d", "warning", path, "All of it."),
        Problem("e", "error", ("cid",), "Not of a list."),
    ]
    assert id_marks(said) == {
        ("goals", 1): ("error", "Worse."),
        ("goals", None): ("warn", "All of it."),
    }
