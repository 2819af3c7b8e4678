"""The panel of a run: what has nothing to say takes no room."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.run_panel import RunPanel


def panel(qtbot: QtBot) -> RunPanel:
    made = RunPanel()
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_begins_with_nothing(qtbot: QtBot) -> None:
    made = panel(qtbot)
    assert not (made.question.isVisible() or made.bar.isVisible() or made.state.isVisible())


def test_both_answers_are_given(qtbot: QtBot) -> None:
    made = panel(qtbot)
    answers: list[bool] = []
    made.answered.connect(answers.append)
    made.ask("Send 3?")
    assert made.question.isVisible() and made.question.label.text() == "Send 3?"
    made.question.yes.click()
    made.question.no.click()
    assert answers == [True, False]
    made.ask("")
    assert not made.question.isVisible()


def test_the_bar_moves_with_what_is_done_and_says_it(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.set_progress(250_000, 1_000_000)
    assert made.bar.isVisible() and made.bar.value() * 4 == made.bar.maximum()
    assert made.bar.accessibleDescription() == "250,000 of 1,000,000"
    made.show_state("Half an hour to go.")
    assert made.state.isVisible()


def test_what_was_done_during_a_run_is_shown_until_it_changes(qtbot: QtBot) -> None:
    made = panel(qtbot)
    made.show_state("All 3 were accepted.")
    made.show_notice("The result is in a.csv.")
    made.show_state("All 3 were accepted.")
    assert made.state.text() == "The result is in a.csv."
    made.show_state("1 of 2 accepted.")
    assert made.state.text() == "1 of 2 accepted."
