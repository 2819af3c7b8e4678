"""A text is read as strict JSON: literals are kept, faults are placed, and nothing raises."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert_console.core.document.payload import (
    DEPTH_LIMIT,
    Number,
    Payload,
    Reading,
    decoder,
    end_of_value,
    first_too_deep,
    key_at,
    parse,
    path_text,
    value_at,
)
from support.json_texts import in_order, paths_in, written

JSON_LIKE = st.text(alphabet='{}[]:," \\\n\r\tu0123eE+-.ntfalsruNIiy"é\ud800', max_size=40)


def as_python(payload: Payload) -> object:
    """What json.loads makes of the same text."""
    if isinstance(payload, dict):
        return {key: as_python(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [as_python(value) for value in payload]
    return Decimal(payload.literal) if isinstance(payload, Number) else payload


def loads(text: str) -> object:
    """Strictly, as the standard says: NaN and its like are not JSON."""

    def refuse(word: str) -> object:
        raise ValueError(word)

    return json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=refuse)


@given(written(doubles=True))
def test_any_json_is_read_with_its_literals_and_in_its_order(drawn) -> None:
    text, tree = drawn
    reading = parse(text)
    assert reading.fault is None
    assert in_order(reading.payload) == in_order(tree)


@given(st.one_of(JSON_LIKE, st.text(), written().map(lambda drawn: drawn[0][:-1])))
@example("\ufeff{}")
@example("1e10000")
@example("-")
@example('{"a":1,"a":NaN}')
def test_it_agrees_with_the_standard_library_on_every_text(text) -> None:
    reading = parse(text)
    try:
        expected = loads(text)
    except ValueError:
        assert reading.fault is not None and reading.payload is None
    else:
        if reading.fault is None:
            assert as_python(reading.payload) == expected
        else:
            assert "exponent" in reading.fault.sentence


@given(st.one_of(JSON_LIKE, st.text()))
def test_a_fault_has_a_sentence_and_a_place_within_its_line(text) -> None:
    fault = parse(text).fault
    if fault:
        assert fault.sentence
        assert 0 <= fault.offset <= len(text)
        lines = text.split("\n")
        assert (
            sum(len(line) + 1 for line in lines[: fault.line - 1]) + fault.column - 1
            == fault.offset
        )


@pytest.mark.parametrize("literal", ["1.10", "-0", "1E5", "1e+05", "0.0", "9" * 5_000, "1e400"])
def test_a_number_keeps_its_literal(literal) -> None:
    assert parse(literal).payload == Number(literal)
    assert parse(f"[{literal}]").payload == [Number(literal)]


def test_numbers_are_equal_by_literal_alone() -> None:
    assert Number("1.10") != Number("1.1")
    assert len({Number("1"), Number("1"), Number("1.0")}) == 2
    assert Number("1") != "1"
    assert repr(Number("1.10")) == "Number('1.10')"


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("", 1, 1, "value is missing"),
        ("{", 1, 2, "key in double quotes"),
        ('{"a": }', 1, 7, "value is missing"),
        ('{"a": 1,}', 1, 8, "extra comma"),
        ('{"a": 1,\r\n}', 1, 8, "extra comma"),
        ("[1, ]", 1, 3, "extra comma"),
        ('{"a" 1}', 1, 6, "colon"),
        ('{"a":1\r\n"b":2}', 2, 1, "comma or a closing bracket"),
        ('{\n"a": "b', 2, 6, "closing quote"),
        ('{"a": "b\n"}', 1, 9, "must be escaped"),
        (r'["\x"]', 1, 3, "escape does not exist"),
        (r'["\u12"]', 1, 4, "Four hexadecimal digits"),
        ("{}:", 1, 3, "More text follows"),
        ("\ufeff{}", 1, 1, "byte order mark"),
        ('{"NaN": "NaN",\n "r": NaN}', 2, 7, "NaN is not valid JSON"),
        ('["-Infinity", -Infinity]', 1, 15, "-Infinity is not valid JSON"),
        ('{"a": "1e99999", "b": 11e99, "r": 1e99999}', 1, 35, "exponent"),
        ("'a'", 1, 1, "value is missing"),
    ],
)
def test_a_fault_is_placed_with_a_note_in_words(text, line, column, says) -> None:
    fault = parse(text).fault
    assert fault is not None
    assert (fault.line, fault.column) == (line, column)
    assert says in fault.sentence


def test_a_carriage_return_is_part_of_its_line() -> None:
    fault = parse('{\r\n  "a": 1,\r\n  "b": ?\r\n}').fault
    assert fault is not None
    assert (fault.line, fault.column) == (3, 8)


def test_keys_that_appear_twice_are_reported_and_the_last_one_counts() -> None:
    text = '{"a": 1, "b": [{"c": 1, "c": 2, "c": 3}], "a": {"d": 1, "d": 2}}'
    reading = parse(text)
    assert reading.payload == {"a": {"d": Number("2")}, "b": [{"c": Number("3")}]}
    assert set(reading.duplicates) == {("a",), ("b", 0, "c"), ("a", "d")}


def test_a_duplicate_in_a_value_that_does_not_count_has_no_path() -> None:
    assert parse('{"a": {"b": 1, "b": 2}, "a": 1}').duplicates == (("a",),)


def test_equal_objects_with_duplicates_have_a_path_each() -> None:
    assert set(parse('[{"a":1,"a":1},{"a":1,"a":1}]').duplicates) == {(0, "a"), (1, "a")}


def test_a_hundred_thousand_duplicates_are_read_quickly() -> None:
    members = ",".join(f'"k{row % 50_000}":1' for row in range(100_000))
    assert len(parse("{" + members + "}").duplicates) == 50_000


def test_without_repeated_keys_there_are_no_duplicates() -> None:
    assert parse('{"a": {"a": 1}}') == Reading({"a": {"a": Number("1")}})


def test_half_a_surrogate_pair_is_read_and_a_whole_one_is_one_character() -> None:
    assert parse(r'"\ud83d"').payload == "\ud83d"
    assert parse(r'"\ud83d\ude00"').payload == "😀"


@pytest.mark.parametrize("opening", ["[", '{"a":', "[[[{", '[{"":'])
def test_a_bomb_of_brackets_is_a_fault_where_it_gets_too_deep(opening) -> None:
    fault = parse(opening * (1_000_000 // len(opening))).fault
    assert fault is not None
    assert "200 levels" in fault.sentence
    assert fault.offset <= 200 * len(opening)


def test_as_many_levels_as_allowed_are_read() -> None:
    assert parse("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT).fault is None
    assert parse("[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1)).fault is not None


def test_brackets_in_strings_and_side_by_side_are_no_depth() -> None:
    assert parse(json.dumps(["[" * 5_000, '{"' * 500])).fault is None
    assert parse("[" + ",".join(["[{}]"] * 5_000) + "]").fault is None


@given(written())
def test_every_path_of_a_tree_has_its_value(drawn) -> None:
    text, _ = drawn
    tree = parse(text).payload
    for path in paths_in(tree):
        here = tree
        for step in path:
            here = here[step]  # type: ignore[index]
        assert value_at(tree, path) is here


@pytest.mark.parametrize("path", [("x",), (0,), ("ev", -1), ("ev", 5), ("ev", "0"), ("cid", 0)])
def test_a_path_to_nowhere_has_no_value(path) -> None:
    assert value_at({"cid": "12", "ev": [{}]}, path) is None


def test_a_path_is_written_as_people_read_it() -> None:
    assert path_text(()) == ""
    assert path_text(("ev", 0, "goals", 1)) == "ev[0].goals[1]"
    assert path_text((0, "a")) == "[0].a"


@given(written(doubles=True))
def test_the_end_of_a_value_is_found_without_its_tree(drawn) -> None:
    text = drawn[0].strip()
    assert end_of_value(f"  {text} ,", 2) == len(text) + 2
    assert decoder([]).raw_decode(f"  {text} ,", 2)[1] == len(text) + 2


def test_a_key_is_decoded_and_anything_else_is_refused() -> None:
    assert key_at(r' "\u0061b":1', 1) == ("ab", 10)
    for text in ("1", "", '"a', "null"):
        with pytest.raises(ValueError):  # noqa: PT011 - the scanner's words are not ours
            key_at(text, 0)


# The depth of brackets is found exactly, in any text, and before anything recurses.


def depth_by_hand(text: str, limit: int) -> int | None:
    """The same, one character after the other."""
    depth, in_string, escaped = 0, False, False
    for offset, c in enumerate(text):
        if in_string:
            in_string = escaped or c != '"'
            escaped = c == "\\" and not escaped
        elif c == '"':
            in_string = True
        elif c in "[{":
            depth += 1
            if depth > limit:
                return offset
        elif c in "]}":
            depth -= 1
    return None


@given(st.text(alphabet='[]{}"\\a,'), st.integers(0, 6))
def test_any_text_has_the_depth_that_counting_finds(text, limit) -> None:
    balanced = text.count("\\") == 0  # outside of strings a backslash escapes nothing in JSON
    if balanced or '"' not in text:
        assert first_too_deep(text, limit) == depth_by_hand(text, limit)


@given(written(), st.integers(0, 4))
def test_json_has_the_depth_that_counting_finds(drawn, limit) -> None:
    text, _ = drawn
    assert first_too_deep(text, limit) == depth_by_hand(text, limit)


def test_escaped_quotes_and_backslashes_end_no_string_and_open_none() -> None:
    text = r'["\\", "[[[\"[[[", "\\\"[", [1]]'
    assert first_too_deep(text, 2) is None
    assert first_too_deep(text, 1) == text.index("[1]")


def test_a_megabyte_of_brackets_is_too_deep_at_the_first_one_too_many() -> None:
    assert first_too_deep("[" * 1_000_000, 200) == 200
    assert first_too_deep('{"a":' * 200_000, 200) == 1_000


def test_a_megabyte_of_brackets_side_by_side_is_not_deep() -> None:
    assert first_too_deep("[" + "[]," * 300_000 + "{}]", 2) is None


def test_levels_that_are_closed_again_do_not_add_up() -> None:
    text = "[[]" + "][" * 3 + "[[["
    assert first_too_deep(text, 3) == depth_by_hand(text, 3) == len(text) - 1
    assert first_too_deep("]" + "[]" * 3 + "[[", 2) is None


def test_a_backslash_outside_of_strings_makes_no_text_too_deep_to_look_at() -> None:
    assert first_too_deep('\\"' + "[" * 300, 200) is None  # not JSON from its first character


def test_a_quote_behind_a_backslash_outside_of_strings_still_opens_one() -> None:
    assert first_too_deep('\\"[[[', 2) is None
    assert first_too_deep("\\[[[", 2) == 3
