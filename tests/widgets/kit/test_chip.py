"""A chip says its id, and how it can be moved and taken out."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.id_chips import Chip


@pytest.fixture
def chip(qtbot: QtBot) -> Chip:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = Chip(parent)
    made.set_item("100300301", "Purchase", "neutral", "")
    made.resize(made.sizeHint())
    parent.show()
    made.keeper = parent  # type: ignore[attr-defined]
    return made


def test_a_name_stands_before_its_number(chip: Chip) -> None:
    assert chip.text() == "Purchase · 100300301"
    chip.set_item("1", None, "neutral", "")
    assert chip.text() == "1"


def test_an_empty_id_can_be_seen(chip: Chip) -> None:
    chip.set_item("", None, "error", "An id is empty.")
    assert chip.text() == "“”"
    assert chip.accessibleName() == "“”. An id is empty."


def test_a_name_with_markup_is_only_text(chip: Chip) -> None:
    chip.set_item("1", "<img src=x>", "neutral", "")
    assert "<img" not in chip.toolTip()


def test_an_id_turns_nothing_round(chip: Chip) -> None:
    chip.set_item("\u202e7", "Pur\u2067chase", "neutral", "")
    assert chip.text() == "Pur⟨U+2067⟩chase · ⟨U+202E⟩7"


def test_only_the_cross_takes_it_out(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    with qtbot.waitSignal(chip.removed):
        cross = QPoint(chip.width() - 8, 10)
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=cross)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_it_out(chip: Chip, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, key)


def test_arrows_step_and_with_alt_they_move(chip: Chip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chip.stepped) as stepped:
        qtbot.keyClick(chip, Qt.Key.Key_Left)
    with qtbot.waitSignal(chip.moved) as moved:
        qtbot.keyClick(chip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert (stepped.args, moved.args) == ([-1], [1])
