"""The form of an event shows what its type carries, and what it holds besides."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit

from convert_console.core.document.payload import Number, Payload, value_at
from convert_console.widgets.fields.ids_field import IdLine, IdsField
from support.driver import Driver, buttons, focused, settle, visible, words


def rows(driver: Driver) -> set[str]:
    form = driver.window.builder.events.form
    return {key for key, row in form.rows.items() if row.isVisible()}


def event(driver: Driver, row: int) -> Payload:
    return value_at(driver.document.payload, ("ev", row))


CARRIED = {
    '{"evt": "viewExp"}': {"exps"},
    '{"evt": "hitGoal"}': {"exps", "goals"},
    '{"evt": "tr"}': {"exps", "goals", "r", "prc"},
    '{"evt": "viewExp", "r": 1}': {"exps", "r"},
    '{"evt": "purchase"}': {"exps", "goals", "r", "prc"},
}


def test_an_event_shows_what_its_type_carries_and_is_edited_alone(driver: Driver) -> None:
    # A pair is added and taken out of both lists.
    before = driver.document.draft.text
    driver.pair("7", "8")
    assert value_at(driver.document.payload, ("ev", 0, "exps")) == ["100400101", "7"]
    assert value_at(driver.document.payload, ("ev", 0, "vars")) == ["1004200201", "8"]
    pairs = driver.window.builder.events.form.pairs
    driver.click(next(b for b in buttons(pairs) if b.accessibleName() == "Remove pair 2"))
    assert driver.document.draft.text == before

    # The chosen event is edited and no other.
    first = event(driver, 0)
    driver.window.builder.events.choose(1)
    driver.fill_event("r", "9.90")
    assert value_at(driver.document.payload, ("ev", 1, "r")) == Number("9.90")
    assert event(driver, 0) == first

    # An event shows what its type carries.
    for text, shown in CARRIED.items():
        driver.paste_json(f'{{"ev": [{text}]}}')
        assert rows(driver) == shown, text

    # Numbers of pairs stay numbers.
    driver.paste_json('{"ev": [{"evt": "viewExp", "exps": [1], "vars": [2]}]}')
    driver.click(driver.window.builder.events.form.pairs.add)
    lines = visible(driver.window.builder.events.form.pairs, IdLine)
    driver.search(lines[-1], "4")
    assert value_at(driver.document.payload, ("ev", 0, "vars", 1)) == Number("4")

    # An event that is not an object has no fields.
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["7"]}, 5]}')
    pane = driver.window.builder.events
    pane.choose(1)
    settle()
    assert words(pane.form) in ([], [NOT_AN_OBJECT])
    driver.paste_json('{"ev": [{"evt": "hitGoal", "goals": ["7"]}, {"evt": "tr"}]}')
    settle()
    assert "Amount" in words(pane.form)


NOT_AN_OBJECT = "This event is not an object. Write it as { } with evt, exps, vars."


# Pairs are pasted as in a sheet, and lists of two lengths are edited one by one.


def lists(driver: Driver) -> tuple[Payload, Payload]:
    event = ("ev", 0)
    return (
        value_at(driver.document.payload, (*event, "exps")),
        value_at(driver.document.payload, (*event, "vars")),
    )


def event_test_pair_edits(driver: Driver, keys: str) -> None:
    driver.paste_json('{"ev": [{"evt": "viewExp", ' + keys + "}]}")


def lines(driver: Driver) -> list[QLineEdit]:
    return visible(driver.window.builder.events.form.pairs, QLineEdit)


def paste(driver: Driver, line: int, text: str) -> None:
    QApplication.clipboard().setText(text)
    target = lines(driver)[line]
    target.setFocus()
    driver.keys("Ctrl+V", target)
    settle()


def test_ids_and_pairs_are_pasted_as_in_a_sheet(driver: Driver) -> None:
    # Ids fill downwards and the other list keeps up.
    event_test_pair_edits(driver, '"exps": [""], "vars": [""]')
    before = driver.document.draft.text
    paste(driver, 0, "1, 2, 3")
    assert lists(driver) == (["1", "2", "3"], ["", "", ""])
    paste(driver, 1, "10\n20\n30\n")
    assert lists(driver) == (["1", "2", "3"], ["10", "20", "30"])
    driver.keys("Ctrl+Z")
    driver.keys("Ctrl+Z")
    assert driver.document.draft.text == before

    # Pairs fill both lists in one step.
    event_test_pair_edits(driver, '"exps": ["7", ""], "vars": ["8", ""]')
    before = driver.document.draft.text
    for text in ("1:10, 2:20", "1\t10\r\n2\t20\r\n", "exps,vars\n1,10\n2,20"):
        paste(driver, 2, text)
        assert lists(driver) == (["7", "1", "2"], ["8", "10", "20"]), text
        driver.keys("Ctrl+Z")
        assert driver.document.draft.text == before, text

    # Pasted ids follow the form of those that are there.
    event_test_pair_edits(driver, '"exps": [7], "vars": ["8"]')
    paste(driver, 0, "1:10, 2:20")
    assert lists(driver) == ([Number("1"), Number("2")], ["10", "20"])

    # One pasted id is searched.
    event_test_pair_edits(driver, '"exps": ["7"], "vars": ["8"]')
    paste(driver, 0, "9")
    driver.keys("Up", lines(driver)[0])  # the entry that sends what is typed
    driver.keys("Return", lines(driver)[0])
    assert lists(driver) == (["9"], ["8"])


def test_lists_that_do_not_pair_up_are_edited_one_by_one(driver: Driver) -> None:
    # Lists of two lengths are edited one by one until they pair up.
    event_test_pair_edits(driver, '"exps": ["1", 2], "vars": ["3"]')
    pairs = driver.window.builder.events.form.pairs
    shown = visible(pairs, IdsField)
    assert [field.chips.ids() for field in shown] == [["1", "2"], ["3"]]
    driver.search(shown[1].chips.input, "4")
    assert lists(driver) == (["1", Number("2")], ["3", "4"])
    settle()
    assert not visible(pairs, IdsField)
    assert [line.text() for line in lines(driver)] == ["1", "3", "2", "4"]
    assert focused() is lines(driver)[-1]
    assert pairs.add.isVisible()

    # Lists that no longer pair up are separated and an undo joins them.
    event_test_pair_edits(driver, '"exps": ["1", "2"], "vars": ["3", "4"]')
    pairs = driver.window.builder.events.form.pairs
    event_test_pair_edits(driver, '"exps": ["1", "2"], "vars": ["3"]')
    assert len(visible(pairs, IdsField)) == 2
    driver.keys("Ctrl+Z")
    assert not visible(pairs, IdsField)
    assert len(lines(driver)) == 4

    # Lists with what is not an id stay rows.
    event_test_pair_edits(driver, '"exps": [["1"], "2"], "vars": ["3"]')
    assert not visible(driver.window.builder.events.form.pairs, IdsField)
    assert len(lines(driver)) == 4


def test_an_added_pair_complains_once_it_was_left(driver: Driver) -> None:
    form, problems = driver.window.builder.events.form, driver.context.problems

    def of_pairs() -> list[str]:
        problems.check()
        return [p.sentence for key in ("exps", "vars") for p in problems.at("ev", 0, key)]

    driver.click(form.pairs.add)
    assert of_pairs() == []
    lines = visible(form.pairs, IdLine)
    assert focused() is lines[-2]
    lines[-1].setFocus()
    assert of_pairs() == []
    form.fields["goals"].setFocus()
    assert len(of_pairs()) == 2
