"""Formatting a text changes its white space alone, and trees are written as they are."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.formatting import (
    Style,
    flat_text,
    laid_out,
    pretty,
    spelled,
    string_text,
    without_blanks,
)
from convert_console.core.document.payload import Number, parse
from convert_console.core.document.positions import EditImpossible
from support.json_texts import in_order, strings, thousand_events, trees, written

TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"\[\]{}:,]+|[\[\]{}:,]')


@given(written(doubles=True), st.sampled_from([0, 1, 2, 4, "\t"]))
def test_laying_out_alters_no_token(drawn, indent) -> None:
    text, _ = drawn
    assert TOKENS.findall(pretty(text, indent)) == TOKENS.findall(text)
    assert TOKENS.findall(without_blanks(text)) == TOKENS.findall(text)


@given(written(doubles=True))
def test_a_compact_text_has_no_white_space_between_tokens(drawn) -> None:
    assert without_blanks(drawn[0]) == "".join(TOKENS.findall(drawn[0]))


@given(written(doubles=True))
def test_laying_out_twice_changes_nothing_more(drawn) -> None:
    once = pretty(drawn[0])
    assert pretty(once) == once
    assert pretty(without_blanks(once)) == once


@given(trees, st.sampled_from([1, 2, "\t"]), st.integers(0, 3))
def test_a_tree_is_read_back_from_its_text(tree, indent, level) -> None:
    text = spelled(tree, indent, level)
    assert in_order(parse(text).payload) == in_order(tree)
    assert in_order(parse(flat_text(tree)).payload) == in_order(tree)
    text.encode()  # whatever the strings hold, the text can be sent


@given(trees)
def test_a_tree_is_spelled_as_its_text_is_laid_out(tree) -> None:
    assert spelled(tree) == pretty(flat_text(tree))


@given(trees)
def test_no_plain_list_on_one_line_is_wider_than_the_limit(tree) -> None:
    lists = [line for line in spelled(tree).splitlines() if re.search(r"\[.*,.*\],?$", line)]
    assert all(len(line) <= 80 for line in lists)


def test_lists_of_plain_values_stay_on_a_line_while_they_fit() -> None:
    short = ["x" * 10] * 4
    assert spelled({"devices": short}) == '{\n  "devices": ' + json.dumps(short) + "\n}"
    long = ["x" * 30] * 2 + [Number("1.10")]
    rows = ",\n".join(f"    {flat_text(item)}" for item in long)
    assert spelled({"devices": long}) == '{\n  "devices": [\n' + rows + "\n  ]\n}"


@pytest.mark.parametrize(("spare", "lines"), [(0, 3), (1, 5)])
def test_eighty_columns_fit_and_the_comma_is_one_of_them(spare, lines) -> None:
    filling = "x" * (80 - len('  "a": [""],') + spare)
    assert len(spelled({"a": [filling]}).splitlines()) == lines


def test_objects_and_lists_of_containers_go_over_lines() -> None:
    text = '{"a":{},"b":[ ],"c":[[1,2],{"d":[]}],"e":{ }}'
    assert pretty(text).splitlines() == [
        "{",
        '  "a": {},',
        '  "b": [],',
        '  "c": [',
        "    [1, 2],",
        "    {",
        '      "d": []',
        "    }",
        "  ],",
        '  "e": {}',
        "}",
    ]


def test_strings_keep_their_escapes_duplicates_stay_and_numbers_their_digits() -> None:
    text = '{"\\u0061":1.10,"a":"\\/[,:]","a":-0E+5}'
    assert pretty(text) == '{\n  "\\u0061": 1.10,\n  "a": "\\/[,:]",\n  "a": -0E+5\n}'
    assert without_blanks(pretty(text)) == text


def test_later_lines_are_indented_as_on_their_level() -> None:
    assert spelled({"a": []}, 4, 2) == '{\n            "a": []\n        }'
    assert spelled({"a": Number("1")}, "\t", 1) == '{\n\t\t"a": 1\n\t}'


def test_a_style_may_be_flat_or_tall_or_of_other_line_ends() -> None:
    text = '{"a":[1,2],"b":{}}'
    assert laid_out(text, Style(flat=True)) == '{"a": [1, 2], "b": {}}'
    assert laid_out(text, Style(tall=True, unit=" ", colon=":")) == (
        '{\n "a":[\n  1,\n  2\n ],\n "b":{}\n}'
    )
    assert laid_out('{"a":1}', Style(newline="\r\n"), "\t") == '{\r\n\t  "a": 1\r\n\t}'


@given(strings)
def test_a_string_is_read_back_from_its_text(value) -> None:
    assert json.loads(string_text(value)) == value


def test_characters_are_written_as_themselves_and_half_a_pair_as_an_escape() -> None:
    assert string_text('é😀"\n\u2028') == '"é😀\\"\\n\u2028"'
    assert string_text("\ud83d\udc00") == '"\\ud83d\\udc00"'


@pytest.mark.parametrize("literal", ["", "abc", "1,2", "01", "1.", "NaN", "1 ", "٣"])
def test_a_number_that_is_none_is_refused(literal) -> None:
    with pytest.raises(EditImpossible, match="not a number"):
        spelled([Number(literal)])


def test_what_is_not_part_of_a_payload_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="float"):
        spelled(1.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{}:", "[" * 500])
def test_a_text_that_is_not_json_is_not_laid_out(text) -> None:
    with pytest.raises(EditImpossible, match="not valid JSON"):
        pretty(text)


def test_a_thousand_events_are_laid_out_and_back() -> None:
    text = without_blanks(spelled(thousand_events()))
    assert without_blanks(pretty(text)) == text
