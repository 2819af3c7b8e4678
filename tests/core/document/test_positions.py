"""Values are found by path, and paths by position, in any JSON text and without changing it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Path, parse, value_at
from convert_console.core.document.positions import (
    EditImpossible,
    key_span_of,
    path_at,
    span_of,
    spans_of,
)
from support.json_texts import in_order, paths_in, thousand_events, written


@given(written(doubles=True))
def test_each_value_of_a_text_is_found_and_its_span_says_it(drawn) -> None:
    text, tree = drawn
    paths = paths_in(tree)
    spans = spans_of(text, paths)
    assert list(spans) == paths
    for path, (start, end) in spans.items():
        assert in_order(parse(text[start:end]).payload) == in_order(value_at(tree, path))
        assert text[start:end] == text[start:end].strip()
        assert span_of(text, path) == (start, end)


@given(written(doubles=True), st.data())
def test_each_key_is_found_by_its_decoded_name(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    span = key_span_of(text, path)
    if path and isinstance(path[-1], str):
        assert span is not None
        assert parse(text[span[0] : span[1]]).payload == path[-1]
    else:
        assert span is None


def test_a_key_written_with_escapes_is_found() -> None:
    text = r'{"\u0063\u0069d" : 7}'
    assert span_of(text, ("cid",)) == (19, 20)
    assert key_span_of(text, ("cid",)) == (1, 16)


@pytest.mark.parametrize("path", [("x",), ("ev", 3), ("ev", "0"), (0,), ("cid", "a"), ("ev", 0, 0)])
def test_what_is_not_there_has_no_span(path) -> None:
    text = '{"cid": "12", "ev": [{}]}'
    assert span_of(text, path) is None
    assert key_span_of(text, path) is None
    assert spans_of(text, [path, ("cid",)]) == {("cid",): (8, 12)}


def test_what_only_an_earlier_double_holds_is_not_there() -> None:
    text = '{"a": {"b": 1, "c": {"d": 1}}, "a": {"b": 2}}'
    assert spans_of(text, [("a", "b"), ("a", "c", "d"), ("a", "c")]) == {("a", "b"): (42, 43)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        '{"a": 1,}',
        "[1 2]",
        "{} {}",
        "[NaN]",
        '{"a" 1}',
        "[1e99999]",
        "[" * 300,
        '{"a',
    ],
)
def test_a_text_that_is_not_json_is_refused_with_the_place(text) -> None:
    paths: list[Path] = [(), ("a",), (0,)]
    for path in paths:
        with pytest.raises(EditImpossible, match=r"not JSON yet: .* \(line 1, column \d+\)"):
            span_of(text, path)


@given(written(doubles=True), st.data())
def test_a_caret_in_a_plain_value_is_at_its_path(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    span = span_of(text, path)
    assert span is not None
    if not isinstance(value_at(tree, path), dict | list):
        for offset in (span[0] + 1, span[1]):
            assert path_at(text, offset) == path


@given(written(doubles=True), st.data())
def test_what_follows_the_caret_does_not_matter(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    span = span_of(text, path)
    assert span is not None
    assert path_at(text[: span[1]], span[1]) == path_at(text, span[1])


@given(st.text(alphabet='{}[]:," \\\n1a'), st.integers(0, 20))
def test_any_text_has_some_path_at_any_offset(text, offset) -> None:
    assert isinstance(path_at(text, offset), tuple)


@pytest.mark.parametrize(
    ("offset", "path"),
    [
        (0, ()),
        (1, ("cid",)),
        (5, ("cid",)),
        (9, ("cid",)),
        (12, ("cid",)),
        (13, ()),
        (14, ("ev",)),
        (20, ("ev",)),
        (21, ("ev", 0)),
        (22, ("ev", 0, "r")),
        (30, ("ev", 0, "r")),
        (31, ("ev", 0)),
        (32, ("ev",)),
        (33, ()),
    ],
)
def test_a_caret_in_a_key_is_at_its_value_and_one_between_members_at_the_container(
    offset, path
) -> None:
    assert path_at('{"cid": "12", "ev": [{"r": 1.1}]}', offset) == path


def test_a_bomb_of_brackets_has_no_path() -> None:
    assert path_at("[" * 1_000_000, 500_000) == ()


def test_a_thousand_paths_are_found_in_a_text_of_a_thousand_events() -> None:
    text = spelled(thousand_events())
    paths = [("ev", row, "goals", 1) for row in range(1_000)]
    assert {text[start:end] for start, end in spans_of(text, paths).values()} == {"100300302"}
