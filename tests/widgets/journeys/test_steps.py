"""The steps: what each does by name, edited in place, and nothing else changes."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.journeys.journey import Step
from convert_console.widgets.journeys.step_row import pause_words
from convert_console.widgets.journeys.steps import StepList

PAIR = '"exps": ["4"], "vars": ["42"]'
STEPS = (
    Step('{"ev": [{"evt": "hitGoal", "goals": ["7"], ' + PAIR + "}]}"),
    Step('{"ev": [{"evt": "hitGoal", "goals": ["7", "8"]}]}', "GET", 1.5),
)


@pytest.fixture
def steps(qtbot: QtBot) -> StepList:
    made = StepList()
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.altered.connect(lambda steps, _label: made.show_steps(steps, None))
    made.show_steps(STEPS, None)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_each_step_shows_what_it_does_and_how(steps: StepList) -> None:
    said = [(row.title.text(), row.details.text(), row.pause.text(), row.method.shown_text())
            for row in steps.rows]  # fmt: skip
    assert said == [
        ("Goal reached", "7", "none", "POST"),
        ("Goal reached", "7, 8", "1.5 s", "GET"),
    ]
    assert steps.rows[0].accessibleName() == "Step 1: Goal reached, 7"


def test_a_typed_goal_and_another_event_are_written(steps: StepList, qtbot: QtBot) -> None:
    steps.open_editor(0)
    editor = steps.editor
    assert not editor.amount.isVisible(), "a goal alone has no amount"
    editor.goal.typed.emit("9")
    assert json.loads(steps.steps[0].text)["ev"][0]["goals"] == ["9"]
    editor.variation.typed.emit("5/55")
    assert '"exps": ["5"], "vars": ["55"]' in steps.steps[0].text
    editor.variation.typed.emit("no pair")
    assert '"vars": ["55"]' in steps.steps[0].text
    editor.kind.chosen.emit(2)
    assert [event["evt"] for event in json.loads(steps.steps[0].text)["ev"]] == ["hitGoal", "tr"]
    assert editor.amount.isVisible() and steps.rows[0].title.text() == "Goal and transaction"
    editor.amount.setFocus()
    qtbot.keyClicks(editor.amount, "12.50")
    editor.goal.setFocus()
    assert json.loads(steps.steps[0].text)["ev"][1]["r"] == 12.5


def test_a_step_with_several_goals_is_edited_in_compose(steps: StepList, qtbot: QtBot) -> None:
    steps.open_editor(1)
    assert steps.editor.whole.isVisible() and not steps.editor.goal.isVisible()
    with qtbot.waitSignal(steps.compose_wanted) as wanted:
        steps.editor.compose.click()
    assert wanted.args == [1]


def test_what_is_typed_is_taken_back_by_esc_before_the_fields_close(
    steps: StepList, qtbot: QtBot
) -> None:
    steps.open_editor(0)
    steps.editor.kind.chosen.emit(3)
    line = steps.editor.amount
    line.setFocus()
    qtbot.keyClicks(line, "77")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "" and steps.editor.isVisible()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not steps.editor.isVisible() and steps.opened == -1


def test_pauses_and_methods_are_changed_in_the_row(steps: StepList, qtbot: QtBot) -> None:
    row = steps.rows[0]
    for typed, delay in (("2,5", 2.5), ("3 s", 3.0), ("soon", 3.0), ("", 0.0), ("99999", 3600.0)):
        row.pause.setFocus()
        row.pause.selectAll()
        qtbot.keyClick(row.pause, Qt.Key.Key_Delete)
        qtbot.keyClicks(row.pause, typed)
        row.setFocus()
        assert steps.steps[0].delay == delay, typed
        assert row.pause.text() == pause_words(delay)
    row.method.chosen.emit(1)
    assert steps.steps[0].method == "GET"


def test_a_step_cannot_move_past_either_end(steps: StepList) -> None:
    steps.move_step(0, -1)
    assert steps.steps == STEPS
    steps.move_step(0, 1)
    assert steps.steps == STEPS[::-1] and steps.rows[1].hasFocus()
    steps.move_step(1, 1)
    assert steps.steps == STEPS[::-1]


def test_the_open_fields_follow_their_step(steps: StepList, qtbot: QtBot) -> None:
    steps.open_editor(0)
    steps.move_step(0, 1)
    assert steps.opened == 1
    qtbot.waitUntil(lambda: steps.editor.y() > steps.rows[1].y())
    steps.duplicate(0)
    assert steps.opened == 2 and steps.editor.goal.shown_text() == "7"
    steps.remove(0)
    assert steps.opened == 1
    steps.remove(1)
    assert not steps.editor.isVisible() and steps.steps == STEPS[1:]


def test_removing_the_last_step_leaves_nothing(steps: StepList) -> None:
    steps.remove(0)
    steps.remove(0)
    assert steps.steps == () and steps.rows == []


def test_the_menu_of_a_step_names_its_keys(steps: StepList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(steps.altered):
        entries = steps.rows[0].menu().actions()
        next(entry for entry in entries if entry.text() == "D&uplicate\tCtrl+D").trigger()
    assert [step.text for step in steps.steps] == [STEPS[0].text] * 2 + [STEPS[1].text]


def test_names_have_more_room_than_the_event_where_fields_are_side_by_side(
    steps: StepList, qtbot: QtBot
) -> None:
    steps.resize(720, 500)
    steps.open_editor(0)
    kind, goal, variation = steps.editor.kind, steps.editor.goal, steps.editor.variation
    qtbot.waitUntil(lambda: kind.width() < goal.width() < variation.width())
