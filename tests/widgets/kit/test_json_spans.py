"""Tokens of a line of JSON are told apart, and broken ones do no harm."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.widgets.kit.syntax import LONGEST, json_spans


def _named(line: str) -> list[tuple[str, str]]:
    return [(line[start : start + length], color) for start, length, color in json_spans(line)]


def test_a_key_is_told_from_a_string() -> None:
    assert _named('"evt" : "tr",') == [('"evt"', "json_key"), ('"tr"', "json_string")]


def test_numbers_and_words_inside_strings_are_strings() -> None:
    assert _named('["1 true", -1.5e3, null]') == [
        ('"1 true"', "json_string"),
        ("-1.5e3", "json_number"),
        ("null", "json_word"),
    ]


def test_an_escaped_quote_does_not_end_a_string() -> None:
    assert _named(r'"a\"b"') == [(r'"a\"b"', "json_string")]


def test_a_string_without_an_end_runs_to_the_end_of_the_line() -> None:
    assert _named('  "open') == [('"open', "json_string")]


@given(st.text(max_size=80))
def test_spans_stay_in_the_line_and_do_not_overlap(line: str) -> None:
    end = 0
    for start, length, _color in json_spans(line):
        assert end <= start and length > 0
        end = start + length
    assert end <= len(line)


def test_a_line_longer_than_any_screen_is_coloured_at_its_beginning_only() -> None:
    spans = json_spans("1," * LONGEST)
    assert spans[-1][0] < LONGEST
