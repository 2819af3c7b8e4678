"""A number that is typed digit by digit is a number at its end, whatever it was halfway."""

from convert_console.core.document.payload import Number, Payload
from convert_console.core.request.field_values import number_unless_text
from convert_console.widgets.fields.field import TypingRun


def typed(run: TypingRun, text: str) -> Payload:
    """Type a text sign by sign; the document takes over each value, as in the window."""
    made: Payload = None
    for end in range(1, len(text) + 1):
        made = run.read(text[:end])
        run.show(made)
    return made


def test_an_amount_typed_into_an_empty_field_is_a_number() -> None:
    assert typed(TypingRun(number_unless_text), "123.23") == Number("123.23")


def test_an_amount_that_was_text_stays_text() -> None:
    run = TypingRun(number_unless_text)
    run.show("7")
    assert typed(run, "123.23") == "123.23"


def test_a_number_that_is_deleted_and_typed_anew_stays_a_number() -> None:
    run = TypingRun(number_unless_text)
    run.show(Number("7"))
    run.empty()
    run.show(None)
    assert typed(run, "0.5") == Number("0.5")


def test_text_that_was_left_as_text_is_text_from_then_on() -> None:
    run = TypingRun(number_unless_text)
    typed(run, "12.")
    run.end()
    assert run.read("12.5") == "12.5"


def test_a_value_from_elsewhere_counts_at_once() -> None:
    run = TypingRun(number_unless_text)
    typed(run, "12")
    run.show("twelve")
    assert run.read("13") == "13"
