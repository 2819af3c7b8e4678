"""A text read again says what parsing it says, and shares the events that did not change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert_console.core.document.edits import moved, with_copy, with_item, with_value, without
from convert_console.core.document.formatting import pretty, spelled, without_blanks
from convert_console.core.document.incremental import (
    Change,
    IncrementalParser,
    change_between,
)
from convert_console.core.document.payload import Number, parse
from support.depth import repeated
from support.json_texts import in_order, plain, thousand_events, trees, written

requests = st.builds(
    lambda before, events, after: {**before, "ev": events, **after},
    st.dictionaries(st.sampled_from("abc"), plain, max_size=2),
    st.one_of(st.lists(trees, max_size=5), st.lists(plain, max_size=3), trees),
    st.dictionaries(st.sampled_from(["x", "ev", "\x00"]), plain, max_size=2),
)
pieces = st.one_of(
    st.text(alphabet='{}[]:,"\\ \n1-e.x', max_size=4),
    st.sampled_from(
        ['"ev"', '"ev":[]', "[1", "{},", ',{"a":1,"a":2}', "-0e-0", "null", '""', "ev"]
    ),
)
cuts = st.tuples(st.integers(0, 10_000), st.integers(0, 6), pieces)


def same(one: Any, other: Any) -> bool:
    trees_agree = in_order(one.payload) == in_order(other.payload)
    return trees_agree and (one.fault, one.duplicates) == (other.fault, other.duplicates)


def cut(text: str, at: int, removed: int, inserted: str) -> str:
    at %= len(text) + 1
    return text[:at] + inserted + text[at + removed :]


@settings(max_examples=repeated(400))
@given(written(requests, doubles=True), cuts)
@example(('{"ev":[1]}', {}), (8, 0, "2"))
@example(('{"ev":[1]}', {}), (9, 0, "5"))
@example(('{"ev":[1]}', {}), (6, 0, "-"))
@example(('{"ev":[ {} ]}', {}), (8, 2, ""))
@example(('{"ev":[{},{}]}', {}), (9, 3, ""))
@example(('{"ev":[{}]}', {}), (2, 2, "x"))
@example(('{"a":{"ev":1},"ev":[]}', {}), (12, 3, ""))
def test_a_text_changed_in_any_way_equals_its_parsed_result(drawn, change) -> None:
    text, _ = drawn
    new = cut(text, *change)
    assert same(IncrementalParser(text).read(new), parse(new))


@settings(max_examples=repeated(200))
@given(written(requests), st.lists(cuts, max_size=8))
def test_any_sequence_of_changes_equals_parsing_each_text(drawn, changes) -> None:
    text, _ = drawn
    parser = IncrementalParser(text)
    for change in changes:
        text = cut(text, *change)
        assert same(parser.read(text), parse(text))


@settings(max_examples=repeated(200))
@given(written(requests), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), trees)))
def test_any_sequence_of_edits_equals_parsing_each_text(drawn, row) -> None:
    text, _ = drawn
    parser = IncrementalParser(text)
    for kind, number, value in row:
        events: Any = parse(text).payload["ev"]  # type: ignore[index,call-overload]
        count = len(events) if isinstance(events, list) else 0
        if not count or kind == 0:
            text = with_value(text, ("x",), value)
        elif kind == 1:
            text = without(text, ("ev", number % count))
        elif kind == 2:
            text = with_copy(text, ("ev",), number % count)
        elif kind == 3:
            text = moved(text, ("ev",), number % count, count - 1)
        else:
            text = with_item(text, ("ev",), number % (count + 1), value)
        assert same(parser.read(text), parse(text))


@pytest.mark.parametrize("layout", [pretty, without_blanks])
def test_typing_in_one_event_keeps_all_the_others(layout) -> None:
    text = layout(spelled(thousand_events()))
    parser = IncrementalParser(text)
    before: Any = parser.read(text).payload
    for amount in ("5", "50", "50.", "50.2"):
        text_now = text.replace("500.10", amount)
        reading = parser.read(text_now)
        assert same(reading, parse(text_now))
    after: Any = reading.payload
    kept = [one is other for one, other in zip(before["ev"], after["ev"], strict=True)]
    assert [row for row, same in enumerate(kept) if not same] == [500]
    assert after["seg"] is before["seg"]
    assert after["ev"][500]["r"] == Number("50.2")


def test_a_change_outside_of_the_events_keeps_them_all() -> None:
    text = spelled(thousand_events())
    parser = IncrementalParser(text)
    before: Any = parser.read(text).payload
    for path in [("cid",), ("seg", "browser"), ("vid",), ("tid",), ("seg",)]:
        text = with_value(text, path, "other")
        after: Any = parser.read(text).payload
        assert after["ev"] is before["ev"]
        assert same(parser.read(text), parse(text))
    text = with_value(text, ("ev", 3, "r"), Number("0"))
    assert same(parser.read(text), parse(text))


def test_events_added_taken_out_and_moved_keep_the_others() -> None:
    text = spelled(thousand_events())
    parser = IncrementalParser(text)
    before: Any = parser.read(text).payload
    text = without(with_item(with_copy(text, ("ev",), 10), ("ev",), 1_001, {"a": []}), ("ev", 20))
    text = moved(text, ("ev",), 5, 6)
    after: Any = parser.read(text).payload
    assert same(parser.read(text), parse(text))
    assert after["ev"][3] is before["ev"][3]


def test_the_same_text_is_the_same_reading() -> None:
    reading = parse('{"ev": [1]}')
    assert IncrementalParser('{"ev": [1]}', reading).read('{"ev": [1]}') is reading


def test_a_broken_version_in_between_keeps_the_other_events_the_same_objects() -> None:
    parser = IncrementalParser('{"ev": [{"a": 1}, {"b": 2}]}')
    first: Any = parser.read('{"ev": [{"a": 1}, {"b": 2}]}').payload
    assert parser.read('{"ev": [{"a": 1}, {"b": }]}').fault is not None
    again: Any = parser.read('{"ev": [{"a": 1}, {"b": 3}]}').payload
    assert again["ev"][0] is first["ev"][0]
    assert again["ev"][1] == {"b": Number("3")}


def test_levels_are_counted_from_the_top_of_the_text() -> None:
    for levels in (197, 198, 199):
        new = '{"ev": [0, ' + "[" * levels + "]" * levels + "]}"
        assert same(IncrementalParser('{"ev": [0, 1]}').read(new), parse(new))


def test_without_a_list_of_events_the_text_is_parsed() -> None:
    for text in ("{}", "[]", '{"ev": {}}', '{"ev": [], "ev": []}', "{", ""):
        assert same(IncrementalParser(text).read('{"ev": [1]}'), parse('{"ev": [1]}'))


def test_a_text_that_holds_the_mark_for_the_list_is_parsed() -> None:
    for new in ('{"a": -0e-0, "ev": [1]}', '{"a": 2, "ev": [1], "b": -0e-0}'):
        assert same(IncrementalParser('{"a": 2, "ev": [1]}').read(new), parse(new))


# The span in which two texts differ is exact and as small as their common ends allow.


@given(st.text(alphabet="ab{}\n\ud800"), st.text(alphabet="ab{}\n\ud800"))
def test_a_change_leads_from_one_text_to_the_other_and_back(before: str, after: str) -> None:
    change = change_between(before, after)
    assert change.applied(before) == after
    assert change.reverted(after) == before


@given(st.text(alphabet="ab"), st.text(alphabet="ab"))
def test_a_change_is_reduced_to_what_differs(before: str, after: str) -> None:
    change = change_between(before, after)
    if change.removed and change.inserted:
        assert change.removed[0] != change.inserted[0]
        assert change.removed[-1] != change.inserted[-1]


def test_equal_texts_differ_in_nothing() -> None:
    assert change_between("same", "same") == Change(4, "", "")
