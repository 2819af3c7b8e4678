"""An empty place says why it is empty and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.empty_state import EmptyState


def test_it_says_its_cause_to_a_screen_reader(qtbot: QtBot) -> None:
    state = EmptyState("inbox", "Nothing sent yet", "Each send is kept here.")
    qtbot.addWidget(state)
    assert state.accessibleName() == "Nothing sent yet. Each send is kept here."


def test_without_an_action_there_is_no_button(qtbot: QtBot) -> None:
    state = EmptyState("inbox", "Nothing sent yet", "Each send is kept here.")
    qtbot.addWidget(state)
    state.show()
    assert not state.findChildren(QPushButton)[0].isVisible()


def test_its_action_is_announced(qtbot: QtBot) -> None:
    state = EmptyState("inbox", "Nothing matches", "The filter leaves nothing.", "Clear the filter")
    qtbot.addWidget(state)
    state.show()
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(state.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)


def test_a_shorter_cause_takes_less_room_than_the_one_before(qtbot: QtBot) -> None:
    state = EmptyState("inbox", "Off", "Words that take more than a line of it. " * 5)
    qtbot.addWidget(state)
    state.resize(500, 400)
    state.show()
    tall = state.minimumSizeHint().height()
    state.set_state("inbox", "On", "Few words.")
    assert state.minimumSizeHint().height() < tall - 20
