"""Values are found by path, and paths by position, in any JSON text and without changing it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert_console.core.document.formatting import spelled
from convert_console.core.document.incremental import IncrementalParser
from convert_console.core.document.payload import Path, Payload, parse, value_at
from convert_console.core.document.positions import (
    EditImpossible,
    Member,
    containers_on,
    key_span_of,
    path_at,
    span_of,
    spans_of,
)
from support.depth import repeated
from support.json_texts import in_order, plain, thousand_events, trees, written
from support.json_texts import paths_in as paths_in_json_texts


@given(written(doubles=True))
def test_each_value_of_a_text_is_found_and_its_span_says_it(drawn) -> None:
    text, tree = drawn
    paths = paths_in_json_texts(tree)
    spans = spans_of(text, paths)
    assert list(spans) == paths
    for path, (start, end) in spans.items():
        assert in_order(parse(text[start:end]).payload) == in_order(value_at(tree, path))
        assert text[start:end] == text[start:end].strip()
        assert span_of(text, path) == (start, end)


@given(written(doubles=True), st.data())
def test_each_key_is_found_by_its_decoded_name(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in_json_texts(tree)))
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


def test_values_of_an_overridden_duplicate_are_not_found() -> None:
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
        with pytest.raises(EditImpossible, match=r"not valid JSON: .* \(line 1, column \d+\)"):
            span_of(text, path)


@given(written(doubles=True), st.data())
def test_a_caret_in_a_plain_value_is_at_its_path(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in_json_texts(tree)))
    span = span_of(text, path)
    assert span is not None
    if not isinstance(value_at(tree, path), dict | list):
        for offset in (span[0] + 1, span[1]):
            assert path_at(text, offset) == path


@given(written(doubles=True), st.data())
def test_what_follows_the_caret_does_not_matter(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in_json_texts(tree)))
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


# A path's containers are given with the place of each member.

TEXT = '{"a": [1,\n 2], "b": {}}'


def test_there_is_a_container_for_each_step_that_exists() -> None:
    outer, inner = containers_on(TEXT, ("a", 1))
    assert (outer.start, outer.end, outer.chosen) == (0, len(TEXT), 0)
    assert outer.members == [Member("a", 1, 6, 13), Member("b", 15, 20, 22)]
    assert inner.members == [Member(0, 7, 7, 8), Member(1, 11, 11, 12)]
    assert inner.chosen == 1
    assert (outer.is_object, inner.is_object) == (True, False)
    assert (outer.before(1), inner.before(0), inner.before(1)) == (", ", "", ",\n ")


def test_the_last_container_lacks_the_step_that_is_missing() -> None:
    outer, inner = containers_on(TEXT, ("b", "x", "y"))
    assert outer.chosen == 1
    assert (inner.chosen, inner.members) == (None, [])
    assert inner.fits("x")
    assert not inner.fits(0)


def test_plain_values_hold_nothing() -> None:
    assert containers_on("1", ("a",)) == []
    assert len(containers_on(TEXT, ("a", 0, "x"))) == 2


def test_a_container_is_spread_when_it_goes_over_lines() -> None:
    outer, inner = containers_on('{\n"a": [1, 2]}', ("a", 0))
    assert outer.spread
    assert not inner.spread


def test_the_last_of_two_equal_keys_is_on_the_way() -> None:
    outer, inner = containers_on('{"a": {"b": {"c": 1}}, "a": {"d": 2}}', ("a", "b", "c"))
    assert outer.chosen == 1
    assert [member.step for member in inner.members] == ["d"]


@given(written(doubles=True), st.data())
def test_the_chosen_members_are_the_way_to_the_value(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in_json_texts(tree)))
    for length, here in enumerate(containers_on(text, path)):
        assert here.chosen is not None
        chosen = here.members[here.chosen]
        assert chosen.step == path[length]
        assert parse(text[chosen.start : chosen.end]).payload == value_at(tree, path[: length + 1])


# The spans of a few values are those that reading the whole text would give.

requests = st.builds(
    lambda before, events, after: {**before, "ev": events, **after},
    st.dictionaries(st.sampled_from("abc"), trees, max_size=2),
    st.lists(trees, max_size=5),
    st.dictionaries(st.sampled_from("xyz"), plain, max_size=2),
)


def paths_in(payload: Payload) -> list[Path]:
    found: list[Path] = []
    left: list[tuple[Path, Payload]] = [((), payload)]
    while left:
        path, node = left.pop()
        found.append(path)
        if isinstance(node, dict):
            left += [((*path, key), value) for key, value in node.items()]
        elif isinstance(node, list):
            left += [((*path, position), value) for position, value in enumerate(node)]
    return found


@settings(max_examples=repeated(200))
@given(written(requests))
def test_spans_are_those_of_the_whole_text(drawn) -> None:
    text, _ = drawn
    offsets = IncrementalParser(text).event_offsets(text)
    assert offsets is not None
    wanted = [*paths_in(parse(text).payload), ("ev", 99), ("ev", 0, "none"), ("none",)]
    assert offsets.spans(text, wanted) == spans_of(text, wanted)


def test_after_an_edit_the_places_are_those_of_the_new_text() -> None:
    old = '{"ev": [{"r": 1}, {"r": 2}], "s": "x"}'
    new = '{"ev": [{"r": 1000}, {"r": 2}], "s": "x"}'
    reader = IncrementalParser(old)
    reader.read(new)
    offsets = reader.event_offsets(new)
    assert offsets is not None
    wanted = [("ev", 1, "r"), ("s",), ("ev",), ()]
    assert offsets.spans(new, wanted) == spans_of(new, wanted)


def test_events_are_found_by_the_part_of_the_text_they_touch() -> None:
    text = '{"ev": [{"r": 1}, {"r": 2}, {"r": 3}]}'
    offsets = IncrementalParser(text).event_offsets(text)
    assert offsets is not None
    assert list(offsets.between(text.index("2"), text.index("2") + 1)) == [1]
    assert list(offsets.between(0, len(text))) == [0, 1, 2]
    assert list(offsets.between(0, 3)) == []


def test_a_text_without_a_list_of_events_has_no_places() -> None:
    for text in ('{"ev": {}}', "[]", '{"ev": [', '{"ev": [], "ev": []}'):
        assert IncrementalParser(text).event_offsets(text) is None


def test_another_text_than_the_last_one_read_has_no_places() -> None:
    assert IncrementalParser('{"ev": []}').event_offsets('{"ev": [1]}') is None
