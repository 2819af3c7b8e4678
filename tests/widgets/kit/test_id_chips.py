"""Ids are added, taken out and moved by the person; setting them is silent."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.id_chips import IdChips

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def chips(qtbot: QtBot) -> IdChips:
    made = IdChips("add a goal…")
    qtbot.addWidget(made)
    made.resize(600, 30)
    made.show()
    made.set_ids([("1", "Purchase"), ("2", None), ("3", None)])
    return made


def test_setting_is_silent(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.set_ids([("7", None)])
    assert chips.ids() == ["7"]


def test_typing_appends_also_an_id_that_is_there(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClicks(chips.input, "2")
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Return)
    assert edited.args == [["1", "2", "3", "2"]]


def test_backspace_takes_the_last_out(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert edited.args == [["1", "2"]]


def test_delete_takes_one_of_the_middle_out(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chips.edited) as edited:
        qtbot.keyClick(chips.chips[1], Qt.Key.Key_Delete)
    assert edited.args == [["1", "3"]]


def test_the_last_one_can_be_taken_out(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_ids([("1", None)])
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Delete)
    qtbot.keyClick(chips.input, Qt.Key.Key_Backspace)
    assert chips.ids() == []


def test_alt_and_an_arrow_move_a_chip_and_stop_at_the_end(chips: IdChips, qtbot: QtBot) -> None:
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]
    qtbot.keyClick(chips.chips[2], Qt.Key.Key_Right, ALT)
    assert chips.ids() == ["2", "1", "3"]


def test_dragging_moves_a_chip_and_tells_once(chips: IdChips, qtbot: QtBot) -> None:
    first, last = chips.chips[0], chips.chips[2]
    told: list[list[str]] = []
    chips.edited.connect(told.append)
    target = last.geometry().center()
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    first.dragged.emit(target)
    first.dropped.emit()
    assert told == [["2", "3", "1"]]
    assert [chip.text() for chip in chips.chips] == ["2", "3", "Purchase · 1"]


def test_a_drag_that_ends_where_it_began_is_no_edit(chips: IdChips, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chips.edited):
        chips.chips[0].dragged.emit(QPoint(-50, -50))
        chips.chips[0].dropped.emit()


def test_a_suggestion_chosen_by_name_gives_its_id(chips: IdChips, qtbot: QtBot) -> None:
    chips.set_suggestions([("9", "Newsletter")])
    with qtbot.waitSignal(chips.edited) as edited:
        chips.input.completer().activated.emit("Newsletter · 9")
    assert edited.args == [["1", "2", "3", "9"]]
    assert chips.chips[3].text() == "Newsletter · 9"


def test_a_tone_colours_a_chip_by_its_position(chips: IdChips) -> None:
    chips.set_tones({1: ("warn", "Not in the catalog.")})
    assert chips.chips[1].accessibleName() == "2. Not in the catalog."
