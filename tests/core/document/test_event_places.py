"""The spans of a few values are those that reading the whole text would give."""

from hypothesis import given, settings
from hypothesis import strategies as st

from convert_console.core.document.incremental import Rereader
from convert_console.core.document.payload import Path, Payload, parse
from convert_console.core.document.positions import spans_of
from support.json_texts import plain, trees, written

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


@settings(max_examples=200)
@given(written(requests))
def test_spans_are_those_of_the_whole_text(drawn) -> None:
    text, _ = drawn
    places = Rereader(text).places(text)
    assert places is not None
    wanted = [*paths_in(parse(text).payload), ("ev", 99), ("ev", 0, "none"), ("none",)]
    assert places.spans(text, wanted) == spans_of(text, wanted)


def test_after_an_edit_the_places_are_those_of_the_new_text() -> None:
    old = '{"ev": [{"r": 1}, {"r": 2}], "s": "x"}'
    new = '{"ev": [{"r": 1000}, {"r": 2}], "s": "x"}'
    reader = Rereader(old)
    reader.read(new)
    places = reader.places(new)
    assert places is not None
    wanted = [("ev", 1, "r"), ("s",), ("ev",), ()]
    assert places.spans(new, wanted) == spans_of(new, wanted)


def test_events_are_found_by_the_part_of_the_text_they_touch() -> None:
    text = '{"ev": [{"r": 1}, {"r": 2}, {"r": 3}]}'
    places = Rereader(text).places(text)
    assert places is not None
    assert list(places.between(text.index("2"), text.index("2") + 1)) == [1]
    assert list(places.between(0, len(text))) == [0, 1, 2]
    assert list(places.between(0, 3)) == []


def test_a_text_without_a_list_of_events_has_no_places() -> None:
    for text in ('{"ev": {}}', "[]", '{"ev": [', '{"ev": [], "ev": []}'):
        assert Rereader(text).places(text) is None


def test_another_text_than_the_last_one_read_has_no_places() -> None:
    assert Rereader('{"ev": []}').places('{"ev": [1]}') is None
