"""A line shows one value, says what it cannot show, and leaves the caret where it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import number_unless_text
from convert_console.widgets.fields.field import LENGTH_SHOWN, TextField


@pytest.fixture
def field(qtbot: QtBot) -> TextField:
    made = TextField("10000009")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("value", [["1"], {"a": "b"}, True, "two\nlines", "x" * (LENGTH_SHOWN + 1)])
def test_what_it_cannot_show_is_named_and_left_alone(
    field: TextField, qtbot: QtBot, value: Payload
) -> None:
    with qtbot.assertNotEmitted(field.edited), qtbot.assertNotEmitted(field.cleared):
        field.set_value(value)
        qtbot.keyClicks(field.line, "7")
    assert field.line.isReadOnly()
    assert field.line.text() == ""
    assert field.line.placeholderText().endswith("JSON")


def test_a_value_that_fits_again_can_be_edited(field: TextField, qtbot: QtBot) -> None:
    field.set_value(["1"])
    field.set_value("1")
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.line, "2")
    assert edited.args == ["12"]


def test_a_number_stays_one(field: TextField, qtbot: QtBot) -> None:
    field.set_value(Number("7"))
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.line, "8")
    assert edited.args == [Number("78")]


def test_an_amount_typed_digit_by_digit_is_a_number(qtbot: QtBot) -> None:
    field = TextField("", number_unless_text)
    qtbot.addWidget(field)
    made: list[Payload] = []
    field.edited.connect(made.append)
    field.edited.connect(field.set_value)
    qtbot.keyClicks(field.line, "12.5")
    assert made[-1] == Number("12.5")


def test_emptying_takes_the_key_out(field: TextField, qtbot: QtBot) -> None:
    field.set_value("7")
    field.line.selectAll()
    with qtbot.waitSignal(field.cleared):
        qtbot.keyClick(field.line, Qt.Key.Key_Backspace)


def test_empty_text_is_a_value_where_it_may_be_one(qtbot: QtBot) -> None:
    field = TextField(may_be_empty=True)
    qtbot.addWidget(field)
    field.set_value("7")
    field.line.selectAll()
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    assert edited.args == [""]
    field.set_value("")
    assert field.line.placeholderText() == "empty text"


def test_the_caret_stays_where_one_types(field: TextField, qtbot: QtBot) -> None:
    field.edited.connect(field.set_value)
    field.set_value("100045")
    field.line.setFocus()
    field.line.setCursorPosition(3)
    qtbot.keyClicks(field.line, "9")
    assert (field.line.text(), field.line.cursorPosition()) == ("1009045", 4)


def test_setting_is_silent(field: TextField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value("7")
    assert field.line.text() == "7"


def test_leaving_is_told(field: TextField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
