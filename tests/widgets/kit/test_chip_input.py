"""What is typed or pasted becomes ids."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from convert_console.widgets.kit.id_chips import ChipInput, parts_of


@pytest.fixture
def field(qtbot: QtBot) -> ChipInput:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = ChipInput("add a goal…", parent)
    parent.show()
    made.keeper = parent  # type: ignore[attr-defined]
    return made


def test_a_pasted_json_list_is_its_ids() -> None:
    assert parts_of('["1", "2",\n3]', pasted=True) == ["1", "2", "3"]


def test_a_typed_id_may_hold_a_blank_and_quotes() -> None:
    assert parts_of('a "b", c', pasted=False) == ['a "b"', "c"]


def test_enter_gives_what_was_typed(field: ChipInput, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "42")
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (given.args, field.text()) == ([["42"]], "")


def test_a_comma_gives_at_once(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClicks(field, "42,")
    assert given.args == [["42"]]


def test_pasting_several_splits_them(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("1, 2, 3")
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert given.args == [["1", "2", "3"]]


def test_pasting_one_leaves_it_to_be_finished(field: ChipInput, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("100300301")
    with qtbot.assertNotEmitted(field.given):
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "100300301"


def test_backspace_in_an_empty_field_means_the_last_chip(field: ChipInput, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.backed) as backed:
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert backed.args == [True]
