"""What a field can hold, and what it says of the rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import like, number_if_it_is_one
from convert_console.widgets.fields.field import (
    LINE_EDIT_LENGTH,
    TextField,
    TypingSession,
    is_plain,
    is_short,
    unsupported_text,
)


@pytest.mark.parametrize("value", [None, "", "7", Number("7")])
def test_text_and_numbers_are_plain(value: Payload) -> None:
    assert is_plain(value)


@pytest.mark.parametrize("value", [True, False, [], {}, ["7"]])
def test_everything_else_is_not(value: Payload) -> None:
    assert not is_plain(value)
    assert unsupported_text(value).endswith("– edit in JSON")


def test_a_long_text_is_named_by_its_beginning() -> None:
    assert unsupported_text("a\nb" + "c" * 30_000) == f"a b{'c' * 57}… – edit in JSON"


def test_a_text_that_fills_no_line_is_named_by_its_size() -> None:
    assert unsupported_text("c" * 5_000_000) == "5.0 MB of text – edit it in the JSON"
    assert unsupported_text("c" * 40_000) == "40 KB of text – edit it in the JSON"
    assert not is_short("c" * 40_000)


# A number that is typed digit by digit is a number at its end, whatever it was halfway.


def typed(run: TypingSession, text: str) -> Payload:
    """Type a text sign by sign; the document takes over each value, as in the window."""
    made: Payload = None
    for end in range(1, len(text) + 1):
        made = run.read(text[:end])
        run.show(made)
    return made


def test_an_amount_typed_into_an_empty_field_is_a_number() -> None:
    assert typed(TypingSession(number_if_it_is_one), "123.23") == Number("123.23")


def test_an_amount_that_was_text_becomes_a_number() -> None:
    run = TypingSession(number_if_it_is_one)
    run.show("123,20")
    assert typed(run, "123.20") == Number("123.20")


def test_a_number_that_is_deleted_and_retyped_stays_a_number() -> None:
    run = TypingSession(number_if_it_is_one)
    run.show(Number("7"))
    run.empty()
    run.show(None)
    assert typed(run, "0.5") == Number("0.5")


def test_an_id_that_was_left_as_text_is_text_from_then_on() -> None:
    run = TypingSession(like)
    run.show(Number("12"))
    typed(run, "12.")
    run.end()
    assert run.read("12.5") == "12.5"


def test_a_value_from_elsewhere_counts_at_once() -> None:
    run = TypingSession(like)
    run.show(Number("1"))
    typed(run, "12")
    run.show("twelve")
    assert run.read("13") == "13"


# A line shows one value, says what it cannot show, and leaves the caret where it is.


@pytest.fixture
def field(qtbot: QtBot) -> TextField:
    made = TextField("10000009")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    "value", [["1"], {"a": "b"}, True, "two\nlines", "x" * (LINE_EDIT_LENGTH + 1)]
)
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


def test_a_number_stays_a_number(field: TextField, qtbot: QtBot) -> None:
    field.set_value(Number("7"))
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.line, "8")
    assert edited.args == [Number("78")]


def test_an_amount_typed_digit_by_digit_is_a_number(qtbot: QtBot) -> None:
    field = TextField("", number_if_it_is_one)
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


def test_the_caret_stays_where_the_user_types(field: TextField, qtbot: QtBot) -> None:
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


def test_leaving_is_signalled(field: TextField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("pasted", "text", "caret"),
    [
        ("ORDER-7\n", "aORDER-7b", 8),
        ("ORDER-7\r\n\n", "aORDER-7b", 8),
        ("7\n8\r\n9", "a7 8 9b", 6),
        ("\U0001f600\n7\n", "a\U0001f600 7b", 5),
    ],
)
def test_a_pasted_text_is_on_one_line(
    field: TextField, qtbot: QtBot, pasted: str, text: str, caret: int
) -> None:
    field.edited.connect(field.set_value)
    field.set_value("ab")
    field.line.setFocus()
    field.line.setCursorPosition(1)
    QGuiApplication.clipboard().setText(pasted)
    with qtbot.waitSignal(field.edited) as edited:
        field.line.paste()
    assert edited.args == [text]
    assert (field.line.text(), field.line.cursorPosition()) == (text, caret)
    assert not field.line.isReadOnly()


def test_no_text_is_cut(field: TextField, qtbot: QtBot) -> None:
    # Qt counts an emoji twice, and once cut both texts after 32,767 characters.
    field.edited.connect(field.set_value)
    field.set_value("\U0001f600" * 20_000)
    field.line.setCursorPosition(40_000)
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.line, "7")
    assert (len(edited.args[0]), edited.args[0][-2:]) == (20_001, "\U0001f6007")

    # What is too long to be edited here is taken as a whole, and then left to the JSON.
    QGuiApplication.clipboard().setText("a" * 40_000)
    field.line.selectAll()
    with qtbot.waitSignal(field.edited) as edited:
        field.line.paste()
    assert len(edited.args[0]) == 40_000
    assert field.line.isReadOnly()


def test_an_amount_pasted_with_a_line_end_is_a_number(qtbot: QtBot) -> None:
    field = TextField("", number_if_it_is_one)
    qtbot.addWidget(field)
    QGuiApplication.clipboard().setText("12.50\n")
    with qtbot.waitSignal(field.edited) as edited:
        field.line.paste()
    assert edited.args == [Number("12.50")]
