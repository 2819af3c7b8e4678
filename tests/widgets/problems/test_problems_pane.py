"""The list of problems is there as long as there are any, and acts on Enter and on a click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import value_at
from convert_console.core.linter.problem import Problem
from convert_console.widgets.problems.problems_pane import (
    PROBLEM,
    ProblemDelegate,
    ProblemList,
    action_label,
)
from support.driver import Driver, button, words

LOWER = '{"cid": "1", "pid": "2", "vid": "my-id", "seg": {"ctry": "ro"}, "ev": []}'


def lines(driver: Driver) -> list[str]:
    model = driver.window.problems.list.model()
    return [model.index(row, 0).data(PROBLEM).rule for row in range(model.rowCount())]


def show(driver: Driver, text: str) -> None:
    driver.paste_json(text)
    driver.context.problems.check()


def test_the_pane_is_hidden_without_problems(driver: Driver) -> None:
    show(driver, LOWER)
    assert driver.window.problems.isVisible()
    driver.keys("Ctrl+Z")
    driver.context.problems.check()
    assert driver.window.problems.isVisible() == bool(driver.context.problems.all)


def test_errors_come_first_and_are_counted(driver: Driver) -> None:
    show(driver, LOWER)
    assert lines(driver)[0] == "ev-empty"
    assert "1 error" in words(driver.window.problems) or driver.context.problems.counts["error"]


def test_enter_applies_a_fix(driver: Driver) -> None:
    show(driver, LOWER)
    view = driver.window.problems.list
    view.setCurrentIndex(view.model().index(lines(driver).index("country-odd"), 0))
    driver.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"


def test_a_click_on_the_action_puts_the_keyboard_into_the_field(driver: Driver) -> None:
    show(driver, '{"pid": "2", "vid": "my-id", "ev": []}')
    view = driver.window.problems.list
    index = view.model().index(lines(driver).index("vid-form"), 0)
    view.scrollTo(index)
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemDelegate)
    where = cells.action_rect(view.visualRect(index), index).center()
    driver.click(view.viewport(), where)
    assert driver.window.builder.request.isVisible()
    assert driver.line("Request", "vid").hasFocus()


def test_safe_fixes_are_one_undo_step(driver: Driver) -> None:
    show(driver, LOWER)
    before = driver.document.draft
    driver.click(button(driver.window.problems, "Apply safe fixes"))
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before


# A list of problems offers what its owner can do, and says what was chosen.

CID = Problem("missing-cid", "error", ("cid",), "No account.")
AGENT = Problem("ua-bot", "error", (), "Looks like a bot.")


def shown(qtbot: QtBot) -> ProblemList:
    made = ProblemList(action=lambda problem: "show it" if problem.path else "")
    qtbot.addWidget(made)
    made.problem_model.set_problems((CID, AGENT))
    made.resize(600, 90)
    made.show()
    return made


def test_each_problem_has_a_line_with_its_words_and_its_rule(qtbot: QtBot) -> None:
    made = shown(qtbot)
    lines = [made.problem_model.index(row, 0) for row in range(made.problem_model.rowCount())]
    assert [line.data() for line in lines] == [
        "error: cid No account.",
        "error:  Looks like a bot.",
    ]
    assert lines[1].data(Qt.ItemDataRole.ToolTipRole) == "<qt>Looks like a bot.<br>ua-bot</qt>"


def test_enter_and_a_click_on_the_action_choose_it(qtbot: QtBot) -> None:
    made = shown(qtbot)
    chosen: list[Problem] = []
    made.acted.connect(chosen.append)
    made.setCurrentIndex(made.problem_model.index(1, 0))
    QTest.keyClick(made, Qt.Key.Key_Return)
    line = made.visualRect(made.problem_model.index(0, 0))
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(made.viewport(), left, pos=line.center())
    assert chosen == [AGENT]
    where = line.center()
    where.setX(line.right() - 20)
    QTest.mouseClick(made.viewport(), left, pos=where)
    assert chosen == [AGENT, CID]


# A problem's line offers its certain fix, or the way to its place.


def test_without_a_fix_a_click_goes_there() -> None:
    assert action_label(Problem("missing-cid", "error", ("cid",), "No account.")) == "Go to"


def test_the_action_is_right_aligned_in_its_line(driver: Driver) -> None:
    driver.paste_json('{"seg": {"ctry": "ro"}}')
    driver.context.problems.check()
    view = driver.window.problems.list
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemDelegate)
    for row in range(view.model().rowCount()):
        index = view.model().index(row, 0)
        line = view.visualRect(index)
        action = cells.action_rect(line, index)
        assert line.contains(action)
        assert action.left() > line.center().x()
        assert action_label(index.data(PROBLEM))
