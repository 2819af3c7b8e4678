"""The list of problems is there as long as there are any, and acts on Enter and on a click."""

from __future__ import annotations

from PySide6.QtCore import Qt

from convert_console.core.document.payload import value_at
from convert_console.widgets.problems.problems_pane import PROBLEM, ProblemCells
from support.driver import Driver, button, words

LOWER = '{"cid": "1", "pid": "2", "vid": "my-id", "seg": {"ctry": "ro"}, "ev": []}'


def lines(driver: Driver) -> list[str]:
    model = driver.window.problems.list.model()
    return [model.index(row, 0).data(PROBLEM).rule for row in range(model.rowCount())]


def show(driver: Driver, text: str) -> None:
    driver.paste_json(text)
    driver.composition.problems.check()


def test_it_is_gone_when_there_is_nothing_to_say(driver: Driver) -> None:
    show(driver, LOWER)
    assert driver.window.problems.isVisible()
    driver.keys("Ctrl+Z")
    driver.composition.problems.check()
    assert driver.window.problems.isVisible() == bool(driver.composition.problems.all)


def test_the_worst_come_first_and_are_counted(driver: Driver) -> None:
    show(driver, LOWER)
    assert lines(driver)[0] == "ev-empty"
    assert "1 error" in words(driver.window.problems) or driver.composition.problems.counts["error"]


def test_enter_applies_a_fix(driver: Driver) -> None:
    show(driver, LOWER)
    view = driver.window.problems.list
    view.setCurrentIndex(view.model().index(lines(driver).index("country-odd"), 0))
    driver.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"


def test_a_click_on_go_there_puts_the_keyboard_into_the_field(driver: Driver) -> None:
    show(driver, '{"pid": "2", "vid": "my-id", "ev": []}')
    view = driver.window.problems.list
    index = view.model().index(lines(driver).index("vid-form"), 0)
    view.scrollTo(index)
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemCells)
    where = cells.action_rect(view.visualRect(index), index).center()
    driver.click(view.viewport(), where)
    assert driver.window.builder.request.isVisible()
    assert driver.line("Request", "vid").hasFocus()


def test_everything_certain_is_fixed_in_one_step(driver: Driver) -> None:
    show(driver, LOWER)
    before = driver.document.draft
    driver.click(button(driver.window.problems, "Fix all that is certain"))
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before
