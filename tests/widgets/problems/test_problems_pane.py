"""One line says how things stand; the list that it opens acts on Enter and on a click."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import value_at
from convert_console.core.linter.problem import Problem
from convert_console.widgets.problems.problems_pane import (
    PROBLEM,
    ProblemDelegate,
    ProblemList,
    action_label,
)
from support.driver import Driver, words

TWO = """{"cid": "10000009", "pid": "10000001", "vid": "1588166554499-0.2020703998482254",
 "tid": "ORDER-1", "ev": [{"evt": "viewExp", "exps": ["1"], "vars": ["2"]},
 {"evt": "tr", "goals": ["3"], "exps": ["1"], "vars": ["2"]}]}"""
LOWER = '{"cid": "1", "pid": "2", "vid": "my-id", "seg": {"ctry": "ro"}, "ev": []}'


def lines(driver: Driver) -> list[str]:
    model = driver.window.problems.panel.list.model()
    return [model.index(row, 0).data(PROBLEM).rule for row in range(model.rowCount())]


def show(driver: Driver, text: str) -> None:
    driver.paste_json(text)
    driver.context.problems.check()


def test_one_line_says_how_things_stand_and_opens_a_list_that_moves_nothing(driver: Driver) -> None:
    # One line shows the first problem and how many there are.
    pane = driver.window.problems
    assert pane.count.text() == "No problems"
    height = pane.height()
    show(driver, TWO)
    assert pane.count.text() == "1 error, 4 warnings"
    assert pane.first.text() == "Event 2: Enter the order amount."
    assert (pane.height(), pane.action.text()) == (height, "Go to")
    driver.keys("Ctrl+Z")
    driver.context.problems.check()
    assert pane.count.text() == "No problems"
    assert not pane.action.isVisible()

    # A click opens the list and moves nothing.
    show(driver, LOWER)
    window, panel = driver.window, driver.window.problems.panel
    before = window.preview.geometry()
    driver.click(window.problems)
    assert panel.isVisible()
    assert window.preview.geometry() == before
    above = panel.mapTo(window, panel.rect().bottomLeft()).y()
    assert above < window.problems.mapTo(window, window.problems.rect().topLeft()).y()
    driver.click(window.problems)
    assert not panel.isVisible()

    # Errors come first.
    show(driver, LOWER)
    assert lines(driver)[0] == "ev-empty"

    # F8 goes through the problems and Esc gives the focus back.
    field = driver.line("Request", "cid")
    show(driver, LOWER)
    field.setFocus()
    view = driver.window.problems.panel.list
    last = len(driver.context.problems.all) - 1
    rows = []
    for keys in ("F8", "F8", "Shift+F8", "Shift+F8"):
        driver.keys(keys)
        assert view.hasFocus()
        rows.append(view.currentIndex().row())
    assert rows == [0, 1, 0, last]
    driver.keys("Esc")
    assert not driver.window.problems.panel.isVisible()
    assert field.hasFocus()

    # The list closes with the last problem.
    show(driver, LOWER)
    driver.keys("F8")
    driver.document.undo_group.undo()
    driver.context.problems.check()
    assert not driver.window.problems.panel.isVisible()


def test_a_page_that_was_not_in_sight_names_what_the_list_names(driver: Driver) -> None:
    driver.turn_builder("Request")
    driver.turn_builder("Events")
    for project in ("10024405", "10024406"):
        driver.profiles.alter(target="convert", project=project)
        driver.context.problems.check()
        listed = [p.sentence for p in driver.context.problems.all if p.path == ("pid",)]
        assert any(project in sentence for sentence in listed), driver.context.problems.all
        driver.turn_builder("Request")
        row = driver.window.builder.request.rows["pid"]
        # Messages wait until no mouse button is down, and a tab turns when it is pressed.
        driver.until(partial(_names_only, row, project))
        driver.turn_builder("Events")


def _names_only(row: QWidget, project: str) -> bool:
    shown = [text for text in words(row) if "1002440" in text]
    return bool(shown) and all(project in text for text in shown)


def test_fixes_and_places_are_chosen_in_the_list(driver: Driver) -> None:
    sample = driver.document.draft.text

    # The action is right aligned in its line.
    driver.paste_json('{"seg": {"ctry": "ro"}}')
    driver.context.problems.check()
    driver.keys("F8")
    view = driver.window.problems.panel.list
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemDelegate)
    for row in range(view.model().rowCount()):
        index = view.model().index(row, 0)
        line = view.visualRect(index)
        action = cells.action_rect(line, index)
        assert line.contains(action)
        assert action.left() > line.center().x()
        assert action_label(index.data(PROBLEM))

    # Safe fixes are one undo step.
    show(driver, LOWER)
    before = driver.document.draft
    driver.keys("F8")
    driver.click(driver.window.problems.panel.fix_all)
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
    driver.keys("Ctrl+Z")
    assert driver.document.draft == before

    # Enter applies a fix.
    show(driver, LOWER)
    driver.keys("F8")
    view = driver.window.problems.panel.list
    view.setCurrentIndex(view.model().index(lines(driver).index("country-odd"), 0))
    driver.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"

    # So does the line, which leaves the keyboard in the field once it has nothing more to offer.
    show(driver, sample.replace('"RO"', '"ro"'))
    driver.click(driver.window.problems.action)
    assert value_at(driver.document.payload, ("seg", "ctry")) == "RO"
    driver.until(lambda: driver.line("Segments", "ctry").hasFocus())

    # A click on the action puts the keyboard into the field.
    show(driver, '{"pid": "2", "vid": "my-id", "ev": []}')
    driver.click(driver.window.problems.more)
    view = driver.window.problems.panel.list
    index = view.model().index(lines(driver).index("vid-form"), 0)
    view.scrollTo(index)
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemDelegate)
    where = cells.action_rect(view.visualRect(index), index).center()
    driver.click(view.viewport(), where)
    assert driver.window.builder.request.isVisible()
    assert driver.line("Request", "vid").hasFocus()


# A list of problems offers what its owner can do, and says what was chosen.

CID = Problem("missing-cid", "error", ("cid",), "No account.")
AGENT = Problem("ua-bot", "error", (), "Looks like a bot.")


def shown(qtbot: QtBot) -> ProblemList:
    made = ProblemList()
    qtbot.addWidget(made)
    made.problem_model.set_problems((CID, AGENT))
    made.resize(600, 90)
    made.show()
    return made


def test_each_problem_has_a_line_with_its_words_and_its_rule(qtbot: QtBot) -> None:
    made = shown(qtbot)
    lines = [made.problem_model.index(row, 0) for row in range(made.problem_model.rowCount())]
    assert [line.data() for line in lines] == [
        "error: No account. cid",
        "error: Looks like a bot.",
    ]
    assert lines[1].data(Qt.ItemDataRole.ToolTipRole) == "<qt>Looks like a bot.<br>ua-bot</qt>"


def test_whole_sentences_take_the_lines_that_they_need(qtbot: QtBot) -> None:
    made = ProblemList(whole=True)
    qtbot.addWidget(made)
    long = Problem("amount", "error", ("ev", 1, "r"), "A comma is not a decimal point. " * 4)
    made.problem_model.set_problems((CID, long))
    made.show()
    heights = []
    for width in (600, 220):
        made.resize(width, 400)
        heights.append([made.visualRect(made.problem_model.index(row)).height() for row in (0, 1)])
    (short, wide), (same, narrow) = heights
    assert short == same < wide < narrow


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
