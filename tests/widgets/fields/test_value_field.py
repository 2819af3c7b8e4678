"""A value of any kind is edited as a line of text; what cannot be read stays out of the request."""

import pytest
from pytestqt.qtbot import QtBot

from convert_console.core.document.payload import Number, Payload
from convert_console.widgets.fields.value_field import ValueField


@pytest.fixture
def field(qtbot: QtBot) -> ValueField:
    made = ValueField()
    qtbot.addWidget(made)
    made.edited.connect(made.set_value)  # as the document does
    made.show()
    return made


@pytest.fixture
def said(field: ValueField) -> list[Payload]:
    """Every value that the user has made of it."""
    values: list[Payload] = []
    field.edited.connect(values.append)
    return values


def choose(field: ValueField, kind: str) -> None:
    """As a user does: by the list."""
    place = field.kind.findText(kind)
    field.kind.setCurrentIndex(place)
    field.kind.activated.emit(place)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("a", "text", "a"),
        (Number("1.10"), "number", "1.10"),
        (True, "true", "true"),
        (None, "null", "null"),
        ({"a": [Number("1"), None]}, "JSON", '{"a":[1,null]}'),
        ("two\nlines", "JSON", '"two\\nlines"'),
    ],
)
def test_a_value_shows_its_kind_and_its_text(
    field: ValueField, value: Payload, kind: str, text: str
) -> None:
    field.show_value(value)
    assert (field.kind.currentText(), field.line.text()) == (kind, text)


def test_a_number_is_typed_digit_by_digit(
    field: ValueField, said: list[Payload], qtbot: QtBot
) -> None:
    field.show_value(Number("1"))
    qtbot.keyClicks(field.line, ".10")
    assert said == [Number("1.1"), Number("1.10")]
    assert field.error == "", "the point alone was no number; the digit after it made it one"


def test_json_counts_once_it_can_be_read(
    field: ValueField, said: list[Payload], qtbot: QtBot
) -> None:
    field.show_value([])
    field.line.clear()
    qtbot.keyClicks(field.line, "[1, 2")
    assert said == []
    assert field.error.startswith("Not in the request yet.")
    qtbot.keyClicks(field.line, "]")
    assert said == [[Number("1"), Number("2")]]
    assert field.line.text() == "[1, 2]", "the spacing of the typing stays"
    assert field.error == ""


def test_unparsed_text_stays_while_its_value_is_the_same(field: ValueField, qtbot: QtBot) -> None:
    field.show_value(Number("1"))
    qtbot.keyClicks(field.line, "x")
    field.set_value(Number("1"))
    assert field.line.text() == "1x"


def test_unparsed_text_disappears_when_its_value_changes(field: ValueField, qtbot: QtBot) -> None:
    field.show_value(Number("1"))
    qtbot.keyClicks(field.line, "x")
    field.set_value(Number("2"))
    assert field.line.text() == "2"
    assert field.error == ""


def test_changing_the_kind_keeps_the_characters(field: ValueField, said: list[Payload]) -> None:
    field.show_value("1.10")
    choose(field, "number")
    choose(field, "JSON")
    choose(field, "text")
    choose(field, "null")
    assert said[0] == Number("1.10")
    assert said[-2:] == ["1.10", None]


def test_text_that_is_not_a_number_waits_until_it_is_one(
    field: ValueField, said: list[Payload]
) -> None:
    field.show_value("abc")
    choose(field, "number")
    assert said == []
    assert field.error


def test_text_longer_than_a_line_holds_is_left_alone(
    field: ValueField, said: list[Payload]
) -> None:
    field.show_value("a" * 40_000)
    assert field.line.isReadOnly()
    assert field.line.placeholderText().endswith("JSON")
    assert said == []
