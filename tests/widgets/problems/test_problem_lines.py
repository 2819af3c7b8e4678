"""A list of problems offers what its owner can do, and says what was chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from convert_console.core.linter import Problem
from convert_console.widgets.problems.problems_pane import ProblemList

CID = Problem("missing-cid", "error", ("cid",), "No account.")
AGENT = Problem("ua-bot", "error", (), "Looks like a bot.")


def shown(qtbot: QtBot) -> ProblemList:
    made = ProblemList(action=lambda problem: "show it" if problem.path else "")
    qtbot.addWidget(made)
    made.lines.show((CID, AGENT))
    made.resize(600, 90)
    made.show()
    return made


def test_each_problem_has_a_line_with_its_words_and_its_rule(qtbot: QtBot) -> None:
    made = shown(qtbot)
    lines = [made.lines.index(row, 0) for row in range(made.lines.rowCount())]
    assert [line.data() for line in lines] == [
        "error: cid No account.",
        "error:  Looks like a bot.",
    ]
    assert lines[1].data(Qt.ItemDataRole.ToolTipRole) == "Looks like a bot.\nua-bot"


def test_enter_and_a_click_on_the_action_choose_it(qtbot: QtBot) -> None:
    made = shown(qtbot)
    chosen: list[Problem] = []
    made.acted.connect(chosen.append)
    made.setCurrentIndex(made.lines.index(1, 0))
    QTest.keyClick(made, Qt.Key.Key_Return)
    line = made.visualRect(made.lines.index(0, 0))
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(made.viewport(), left, pos=line.center())
    assert chosen == [AGENT]
    where = line.center()
    where.setX(line.right() - 20)
    QTest.mouseClick(made.viewport(), left, pos=where)
    assert chosen == [AGENT, CID]
