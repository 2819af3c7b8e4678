"""A problem's line offers its certain fix, or the way to its place."""

from __future__ import annotations

from convert_console.core.linter import Problem
from convert_console.widgets.problems.problems_pane import PROBLEM, ProblemCells, action_words
from support.driver import Driver


def test_without_a_fix_a_click_goes_there() -> None:
    assert action_words(Problem("missing-cid", "error", ("cid",), "No account.")) == "go there"


def test_the_action_lies_at_the_right_of_its_line(driver: Driver) -> None:
    driver.paste_json('{"seg": {"ctry": "ro"}}')
    driver.composition.problems.check()
    view = driver.window.problems.list
    cells = view.itemDelegate()
    assert isinstance(cells, ProblemCells)
    for row in range(view.model().rowCount()):
        index = view.model().index(row, 0)
        line = view.visualRect(index)
        action = cells.action_rect(line, index)
        assert line.contains(action)
        assert action.left() > line.center().x()
        assert action_words(index.data(PROBLEM))
