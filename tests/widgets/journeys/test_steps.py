"""The table of steps: pauses are edited, steps change places, and nothing else changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidgetItem
from pytestqt.qtbot import QtBot

from convert_console.core.journeys.journey import Step
from convert_console.widgets.journeys.steps import METHOD, PAUSE, SENDS, StepTable

STEPS = (
    Step('{"ev": [{"evt": "hitGoal", "goals": ["7"]}]}'),
    Step('{"ev": []}', "GET", 1.5),
)


def table(qtbot: QtBot) -> StepTable:
    made = StepTable()
    qtbot.addWidget(made)
    made.show_steps(STEPS)
    return made


def cell(made: StepTable, row: int, column: int) -> QTableWidgetItem:
    item = made.item(row, column)
    assert item is not None
    return item


def test_each_step_shows_what_it_sends_and_how(qtbot: QtBot) -> None:
    made = table(qtbot)
    rows = [[cell(made, row, column).text() for column in (METHOD, SENDS)] for row in (0, 1)]
    assert rows == [["POST", "hitGoal 7"], ["GET", "no events"]]
    assert made.steps == STEPS


def test_only_pauses_can_be_edited(qtbot: QtBot) -> None:
    made = table(qtbot)
    editable = Qt.ItemFlag.ItemIsEditable
    found = [column for column in range(4) if cell(made, 1, column).flags() & editable]
    assert found == [PAUSE]
    cell(made, 1, PAUSE).setData(Qt.ItemDataRole.EditRole, 2.5)
    assert [step.delay for step in made.steps] == [0.0, 2.5]


def test_a_step_cannot_move_past_either_end(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.setCurrentCell(0, PAUSE)
    made.move(-1)
    assert made.steps == STEPS
    made.move(1)
    assert made.steps == STEPS[::-1] and made.currentRow() == 1
    made.move(1)
    assert made.steps == STEPS[::-1]


def test_removing_the_last_step_leaves_an_empty_table(qtbot: QtBot) -> None:
    made = table(qtbot)
    for _ in range(3):
        made.remove()
    assert made.steps == () and made.rowCount() == 0
