"""Single values."""

import pytest

from convert_console.core.paste.json_repair import (
    key_as_json,
    number_as_json,
    placeholder,
    text_as_json,
    word_as_json,
)
from convert_console.core.paste.json_repair_tokens import RepairNotes, tokens_of


def token(raw):
    (found,) = tokens_of(raw)
    return found


@pytest.mark.parametrize("literal", ["0", "-0", "1.10", "1e5", "-1.5E-3", "9" * 40])
def test_a_number_that_is_json_keeps_its_digits_without_a_word(literal):
    notes = RepairNotes()
    assert number_as_json(token(literal), notes) == literal
    assert notes.sentences() == ()


@pytest.mark.parametrize(
    ("literal", "json"),
    [
        ("0xFF", "255"),
        ("-0x10", "-16"),
        ("-.5", "-0.5"),
        ("5.e3", "5e3"),
        ("08", '"08"'),
        ("00", '"00"'),
    ],
)
def test_other_numbers_are_spelled_or_kept_as_text(literal, json):
    notes = RepairNotes()
    assert number_as_json(token(literal), notes) == json
    assert notes.sentences()


def test_a_line_break_of_a_template_is_meant():
    notes = RepairNotes()
    assert text_as_json(token("`a\nb`"), notes) == '"a\\nb"'
    assert "line breaks" not in " ".join(notes.sentences())


def test_half_a_surrogate_pair_becomes_an_escape():
    assert text_as_json(token("'\\ud800'"), RepairNotes()) == '"\\ud800"'


def test_words_are_constants_known_values_names_or_text():
    notes = RepairNotes()
    words = ["null", "nil", "hitGoal", "a.b", "ORDER-1"]
    assert [word_as_json(token(word), notes) for word in words] == [
        "null", "null", '"hitGoal"', '"${a.b}"', '"ORDER-1"'
    ]  # fmt: skip


def test_a_long_expression_is_cut():
    assert len(placeholder("x" * 1_000, RepairNotes())) < 100


def test_a_key_is_quoted_once():
    assert key_as_json(token("'a'"), RepairNotes()) == key_as_json(token("a"), RepairNotes())
