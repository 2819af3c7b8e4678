"""The depth of brackets is found exactly, in any text, and before anything recurses."""

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.payload import first_too_deep
from support.json_texts import written


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
