"""Documented values can be chosen, any other can be typed; either way one value changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number
from convert_console.core.request.field_values import number_unless_text
from convert_console.core.request.parameters import BROWSERS, NEWNESS
from convert_console.widgets.fields.choice_field import ChoiceField, EditableCombo, choice_text


@pytest.fixture
def field(qtbot: QtBot) -> ChoiceField:
    made = ChoiceField(BROWSERS)
    qtbot.addWidget(made)
    return made


def test_choosing_gives_the_value_and_not_its_words(field: ChoiceField, qtbot: QtBot) -> None:
    place = field.combo.findData("CH")
    with qtbot.waitSignal(field.edited) as edited:
        field.combo.activated.emit(place)
    assert edited.args == ["CH"]


def test_a_known_value_is_shown_with_its_words(field: ChoiceField) -> None:
    field.set_value("CH")
    assert field.combo.currentText() == "CH – Chrome"


def test_an_unknown_value_is_shown_as_it_is(field: ChoiceField) -> None:
    field.set_value("ch")
    assert field.combo.currentText() == "ch"
    assert field.combo.findText("ch") < 0


def test_typing_gives_what_is_typed(field: ChoiceField, qtbot: QtBot) -> None:
    field.edited.connect(field.set_value)
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.combo.line, "x")
    assert edited.args == ["x"]
    assert field.combo.currentText() == "x"


def test_deleting_it_all_takes_the_key_out(field: ChoiceField, qtbot: QtBot) -> None:
    field.set_value("x")
    field.combo.line.selectAll()
    with qtbot.waitSignal(field.cleared):
        field.combo.line.del_()
        field.combo.line.textEdited.emit("")


def test_what_is_no_text_is_named_and_left_alone(field: ChoiceField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(["CH"])
    assert not field.combo.isEnabled()
    assert field.combo.line.placeholderText().endswith("edit in JSON")


def test_newness_is_a_number_unless_it_was_text(qtbot: QtBot) -> None:
    field = ChoiceField(NEWNESS, number_unless_text)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.edited) as edited:
        field.combo.activated.emit(1)
    assert edited.args == [Number("1")]
    field.set_value("0")
    with qtbot.waitSignal(field.edited) as edited:
        field.combo.activated.emit(1)
    assert edited.args == ["1"]


def test_what_only_the_sdk_knows_says_so() -> None:
    edge = next(choice for choice in BROWSERS if choice.value == "EDG")
    assert choice_text(edge) == "EDG – Edge (SDK only)"


# What is typed over a list stays what it is: never completed, never added to the list.


@pytest.fixture
def combo(qtbot: QtBot) -> EditableCombo:
    made = EditableCombo("Browser")
    qtbot.addWidget(made)
    made.addItems(["Chrome", "Firefox"])
    return made


def test_typing_the_beginning_of_a_value_stays_the_beginning(
    combo: EditableCombo, qtbot: QtBot
) -> None:
    combo.show_text("")
    qtbot.keyClicks(combo.line, "Chr")
    assert combo.currentText() == "Chr"


def test_enter_adds_nothing_to_the_list(combo: EditableCombo, qtbot: QtBot) -> None:
    combo.show_text("")
    qtbot.keyClicks(combo.line, "Opera")
    qtbot.keyClick(combo.line, Qt.Key.Key_Return)
    assert combo.count() == 2


def test_a_text_is_shown_from_its_beginning(combo: EditableCombo) -> None:
    combo.show_text("a long text that needs more room than there is")
    assert combo.line.cursorPosition() == 0
    assert combo.currentIndex() == -1


def test_an_item_is_shown(combo: EditableCombo) -> None:
    combo.show_item(1)
    assert combo.currentText() == "Firefox"


def test_what_was_typed_shows_its_beginning_once_it_is_left(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    combo, other = EditableCombo("Target", window), QLineEdit(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    combo.line.setFocus()
    combo.show_text("")
    qtbot.keyClicks(combo.line, "http://127.0.0.1/track")
    qtbot.keyClick(combo.line, Qt.Key.Key_Return)
    assert combo.line.cursorPosition() == 22, "whoever types keeps the place"
    other.setFocus()
    assert combo.line.cursorPosition() == 0
