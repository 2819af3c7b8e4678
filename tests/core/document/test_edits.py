"""An edit changes one value in a text: its tree says so, and every other character stays."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path as Path_pathlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.edits import (
    EditImpossible,
    moved,
    renamed,
    span_of,
    spans_of,
    with_copy,
    with_item,
    with_value,
    without,
)
from convert_console.core.document.formatting import pretty, spelled, without_blanks
from convert_console.core.document.incremental import IncrementalParser
from convert_console.core.document.payload import Number, Path, Payload, parse, value_at
from convert_console.core.document.positions import containers_on
from support.json_texts import containers, in_order, keys, paths_in, thousand_events, trees, written

Drawn = tuple[str, Payload]
containers_written = written(containers, doubles=True)


def tree_of(text: str) -> Payload:
    reading = parse(text)
    assert reading.fault is None, (text, reading.fault)
    return reading.payload


def says(text: str, tree: Payload) -> bool:
    return in_order(tree_of(text)) == in_order(tree)


def changed(tree: Payload, path: Path, value: Payload) -> Payload:
    """The same edit on the tree, where the parent of the path is there."""
    if not path:
        return value
    whole: Any = copy.deepcopy(tree)
    parent = value_at(whole, path[:-1])
    if isinstance(parent, list) and path[-1] == len(parent):
        parent.append(value)
    else:
        parent[path[-1]] = value  # type: ignore[index]
    return whole


def verbatim(text: str, paths: list[Path]) -> dict[Path, str]:
    """How each of the values is written."""
    return {path: text[start:end] for path, (start, end) in spans_of(text, paths).items()}


def beside(tree: Payload, path: Path) -> list[Path]:
    """Every path that leads neither to nor through the value at another."""
    return [
        other
        for other in paths_in(tree)
        if other[: len(path)] != path and path[: len(other)] != other
    ]


def lists_in(tree: Payload) -> list[Path]:
    return [path for path in paths_in(tree) if isinstance(value_at(tree, path), list)]


# with_value


@given(written(doubles=True), trees, st.data())
def test_a_written_value_is_read_back_and_all_others_stay_as_written(drawn, value, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    new = with_value(text, path, value)
    assert says(new, changed(tree, path, value))
    others = beside(tree, path)
    assert verbatim(new, others) == verbatim(text, others)
    start, end = span_of(text, path) or (0, 0)
    assert new.startswith(text[:start])
    assert new.endswith(text[end:])


@given(containers_written, trees, keys, st.data())
def test_a_new_member_is_added_behind_the_others_which_stay(drawn, value, key, data) -> None:
    text, tree = drawn
    within = [path for path in paths_in(tree) if isinstance(value_at(tree, path), dict | list)]
    parent = data.draw(st.sampled_from(within))
    holder: Any = value_at(tree, parent)
    if isinstance(holder, dict) and key in holder:
        return
    path: Path = (*parent, key if isinstance(holder, dict) else len(holder))
    new = with_value(text, path, value)
    assert says(new, changed(tree, path, value))
    others = beside(tree, path)
    assert verbatim(new, others) == verbatim(text, others)


@given(written(doubles=True), trees, st.data())
def test_the_old_value_written_again_gives_an_equal_tree(drawn, value, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    old = value_at(tree, path)
    assert says(with_value(with_value(text, path, value), path, old), tree)


@given(containers_written, st.lists(st.tuples(st.integers(0, 99), trees), max_size=5))
def test_any_sequence_of_edits_equals_their_combination(drawn, row) -> None:
    text, tree = drawn
    for number, value in row:
        paths = paths_in(tree)
        path = paths[number % len(paths)]
        if number % 3 == 0 and path:
            text = without(text, path)
            holder: Any = value_at(tree := copy.deepcopy(tree), path[:-1])
            del holder[path[-1]]
        else:
            text, tree = with_value(text, path, value), changed(tree, path, value)
        assert says(text, tree)


@given(st.lists(st.one_of(keys, st.just(0)), min_size=1, max_size=4), trees)
def test_missing_containers_on_the_way_are_made(steps, value) -> None:
    path = tuple(steps)
    for text in ("null", "{}" if isinstance(path[0], str) else "[ ]"):
        tree: Any = tree_of(with_value(f" {text}\r\n", path, value))
        for step in path:
            assert len(tree) == 1
            tree = tree[step]
        assert in_order(tree) == in_order(value)


def test_null_on_the_way_counts_as_missing() -> None:
    assert with_value('{"seg":null}', ("seg", "browser"), "CH") == '{"seg":{"browser":"CH"}}'


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("cid", "a"), "cid is not an object, so it cannot contain a"),
        (("cid", 0), "cid is not a list, so it cannot contain items"),
        (("ev", "evt"), "ev is not an object"),
        ((0,), "The document is not a list"),
        (("ev", 2), r"ev has no position 2"),
        (("ev", -1), r"ev has no position -1"),
        (("new", 1), r"new has no position 1"),
        (("ev", 0, "goals", 1), r"ev\[0\].goals has no position 1"),
    ],
)
def test_a_way_that_cannot_be_is_refused_in_a_sentence(path, says) -> None:
    with pytest.raises(EditImpossible, match=says):
        with_value('{"cid": "12", "ev": [{}]}', path, "x")


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', "{}:", "[" * 1_000])
def test_a_text_that_is_not_json_is_never_edited(text) -> None:
    edits = [
        lambda: with_value(text, ("a",), "x"),
        lambda: without(text, ("a",)),
        lambda: with_item(text, ("a",), 0, "x"),
        lambda: with_copy(text, ("a",), 0),
        lambda: moved(text, ("a",), 0, 0),
        lambda: renamed(text, ("a",), "b"),
    ]
    for edit in edits:
        with pytest.raises(EditImpossible, match="not valid JSON"):
            edit()


def test_what_could_not_be_read_back_is_not_written() -> None:
    for path in [("a",) * 201, ("a",) * 10_000]:
        with pytest.raises(EditImpossible, match="200 levels"):
            with_value("{}", path, "x")
    with pytest.raises(EditImpossible, match="200 levels"):
        with_value("{}", ("a",) * 200, [])
    assert parse(with_value("{}", ("a",) * 200, "x")).fault is None
    with pytest.raises(EditImpossible, match="not a number"):
        with_value("{}", ("r",), Number("12,5"))


def test_a_key_written_with_escapes_is_edited_in_place() -> None:
    assert with_value(r'{"\u0072" : 1.10}', ("r",), Number("2.0")) == r'{"\u0072" : 2.0}'


def test_the_last_of_two_equal_keys_is_written() -> None:
    assert with_value('{"a": 1, "a": 2}', ("a",), None) == '{"a": 1, "a": null}'
    assert with_value('{"a": {"b": 1}, "a": {}}', ("a", "b"), "x") == (
        '{"a": {"b": 1}, "a": {"b": "x"}}'
    )


# without


@given(containers_written, st.data())
def test_what_is_taken_out_is_gone_and_all_others_stay_as_written(drawn, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    new = without(text, path)
    if not path:
        assert new == text
        return
    rest: Any = copy.deepcopy(tree)
    holder: Any = value_at(rest, path[:-1])
    del holder[path[-1]]
    assert says(new, rest)
    if isinstance(path[-1], str):
        others = [other for other in beside(tree, path) if span_of(text, other)]
        assert verbatim(new, others) == verbatim(text, others)


@given(containers_written, trees, keys)
def test_what_is_added_and_taken_out_again_leaves_an_equal_tree(drawn, value, key) -> None:
    text, tree = drawn
    path: Path = (key,) if isinstance(tree, dict) else (len(tree),)
    if isinstance(tree, dict) and key in tree:
        return
    assert says(without(with_value(text, path, value), path), tree)


@pytest.mark.parametrize("path", [(), ("x",), (0,), ("a", "b"), ("b", 2), ("b", "0")])
def test_what_is_not_there_stays_so(path) -> None:
    text = '{"a": 1, "b": [1, 2]}'
    assert without(text, path) == text


def test_a_key_is_taken_out_wherever_it_is() -> None:
    assert without('{"a": 1, "b": 2, "a": 3}', ("a",)) == '{"b": 2}'
    assert without('{"a": 1, "a": 3}', ("a",)) == "{}"


@pytest.mark.parametrize(
    ("text", "path", "left"),
    [
        ('{"a":1,"b":2,"c":3}', ("b",), '{"a":1,"c":3}'),
        ('{ "a": 1, "b": 2 }', ("a",), '{ "b": 2 }'),
        ('{ "a": 1, "b": 2 }', ("b",), '{ "a": 1 }'),
        ('{\n  "a": 1,\n  "b": 2\n}', ("a",), '{\n  "b": 2\n}'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', ("b",), '{\n  "a": 1\n}\n'),
        ('{\r\n\t"a": 1,\r\n\t"b": [1]\r\n}', ("b", 0), '{\r\n\t"a": 1,\r\n\t"b": []\r\n}'),
        ('{\n  "a": {\n    "b": 1\n  }\n}', ("a", "b"), '{\n  "a": {}\n}'),
        ('{\n "a": 1, "b": 2,\n "c": 3\n}', ("b",), '{\n "a": 1,\n "c": 3\n}'),
        ('{\n "a": 1,\n "b": 2, "c": 3\n}', ("b",), '{\n "a": 1,\n "c": 3\n}'),
        ("[1, 2, 3]", (2,), "[1, 2]"),
    ],
)
def test_what_is_taken_out_takes_its_comma_and_line_along(text, path, left) -> None:
    assert without(text, path) == left


# with_item, with_copy, moved


@given(written(containers), trees, st.data())
def test_an_inserted_item_is_read_back_where_it_was_put(drawn, value, data) -> None:
    text, tree = drawn
    lists = lists_in(tree)
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    expected: Any = copy.deepcopy(tree)
    items: Any = value_at(expected, path)
    index = data.draw(st.integers(0, len(items)))
    items.insert(index, value)
    assert says(with_item(text, path, index, value), expected)


def test_an_item_goes_into_a_list_that_is_not_there_yet() -> None:
    assert with_item('{"a":1}', ("ev",), 0, {"evt": "tr"}) == '{"a":1,"ev":[{"evt":"tr"}]}'
    with pytest.raises(EditImpossible, match="ev has no position 1"):
        with_item('{"a":1}', ("ev",), 1, {})
    with pytest.raises(EditImpossible, match="a is not a list"):
        with_item('{"a":1}', ("a",), 0, {})
    with pytest.raises(EditImpossible, match="The document is not a list"):
        with_item('{"a":1}', (), 0, {})


@given(written(containers, doubles=True), st.data())
def test_a_copy_is_the_item_itself_to_the_character(drawn, data) -> None:
    text, tree = drawn
    lists = [path for path in lists_in(tree) if value_at(tree, path)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    expected: Any = copy.deepcopy(tree)
    items: Any = value_at(expected, path)
    index = data.draw(st.integers(0, len(items) - 1))
    items.insert(index + 1, items[index])
    new = with_copy(text, path, index)
    assert says(new, expected)
    spans = verbatim(new, [(*path, index), (*path, index + 1)])
    assert set(spans.values()) == set(verbatim(text, [(*path, index)]).values())


@given(written(containers, doubles=True), st.data())
def test_moving_keeps_the_characters_of_every_item_and_can_be_undone(drawn, data) -> None:
    text, tree = drawn
    lists = [path for path in lists_in(tree) if value_at(tree, path)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    expected: Any = copy.deepcopy(tree)
    items: Any = value_at(expected, path)
    index, to = (data.draw(st.integers(0, len(items) - 1)) for _ in range(2))
    paths: list[Path] = [(*path, position) for position in range(len(items))]
    items.insert(to, items.pop(index))
    new = moved(text, path, index, to)
    assert says(new, expected)
    assert sorted(verbatim(new, paths).values()) == sorted(verbatim(text, paths).values())
    assert moved(new, path, to, index) == text


@pytest.mark.parametrize(
    ("path", "index"), [(("ev",), 2), (("ev",), -1), (("a",), 0), ((), 0), (("x",), 0), (("e",), 0)]
)
def test_an_item_that_is_not_there_is_neither_copied_nor_moved(path, index) -> None:
    text = '{"ev": [1, 2], "a": {}, "e": []}'
    with pytest.raises(EditImpossible, match=f"has no position {index}"):
        with_copy(text, path, index)
    with pytest.raises(EditImpossible, match=f"has no position {index}"):
        moved(text, path, index, 0)
    with pytest.raises(EditImpossible, match="has no position"):
        moved(text, path, 0, index)


def test_events_change_places_in_their_lines() -> None:
    text = '{"ev": [\n  {"a": 1},\n\n  {"b" :2}, {"c":3}\n]}'
    assert moved(text, ("ev",), 0, 2) == '{"ev": [\n  {"b" :2},\n\n  {"c":3}, {"a": 1}\n]}'


def test_a_copy_is_on_a_separate_line_where_items_do() -> None:
    assert with_copy('[\n  {"b" :2}\n]', (), 0) == '[\n  {"b" :2},\n  {"b" :2}\n]'
    assert with_copy("[1,  2,\n\n\n 3]", (), 2) == "[1,  2,\n\n\n 3,\n 3]"
    assert with_copy("[1]", (), 0) == "[1, 1]"
    assert with_copy('{"a":[1]}', ("a",), 0) == '{"a":[1,1]}'


# renamed


@given(containers_written, keys, st.data())
def test_a_renamed_key_keeps_its_place_and_value(drawn, key, data) -> None:
    text, tree = drawn
    path = data.draw(st.sampled_from(paths_in(tree)))
    if not path or isinstance(path[-1], int):
        with pytest.raises(EditImpossible, match="no key"):
            renamed(text, path, key)
        return
    expected: Any = copy.deepcopy(tree)
    holder: Any = value_at(expected, path[:-1])
    if key in holder:
        if key != path[-1]:
            with pytest.raises(EditImpossible, match="already"):
                renamed(text, path, key)
        return
    members = [(key if name == path[-1] else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(members)
    new = renamed(text, path, key)
    assert says(new, expected)
    assert says(renamed(new, (*path[:-1], key), path[-1]), tree)


def test_a_key_renamed_to_itself_changes_nothing() -> None:
    assert renamed(r'{"\u0061": 1}', ("a",), "a") == r'{"\u0061": 1}'


@pytest.mark.parametrize("path", [("x",), ("a", "b"), (0,), ()])
def test_a_key_that_is_not_there_is_not_renamed(path) -> None:
    with pytest.raises(EditImpossible, match="There is no key"):
        renamed('{"a": 1}', path, "z")


# large texts


def test_none_of_fifty_thousand_equal_keys_is_left() -> None:
    text = "{" + '"a":1,"b":2,' * 50_000 + '"c":3}'
    assert tree_of(without(text, ("a",))) == {"b": Number("2"), "c": Number("3")}
    assert '"a"' not in renamed(text, ("a",), "x")


@pytest.mark.parametrize("layout", [pretty, without_blanks])
def test_one_value_of_a_thousand_events_changes_and_nothing_else(layout) -> None:
    text = layout(spelled(thousand_events()))
    new = with_value(text, ("ev", 500, "r"), Number("9.99"))
    assert new == text.replace("500.10", "9.99")
    assert without(with_copy(new, ("ev",), 500), ("ev", 501)) == new


def test_a_key_renamed_to_itself_leaves_the_text_alone() -> None:
    text = '{ "a":1 , "b" : 2}'
    assert renamed(text, ("a",), "a") == text


def test_a_key_is_not_renamed_to_one_that_is_there() -> None:
    with pytest.raises(EditImpossible, match="The key b already exists here"):
        renamed('{"a": 1, "b": 2}', ("a",), "b")


@given(written(containers), st.data())
def test_an_edit_is_the_same_where_the_places_of_the_events_are_known(
    drawn: Drawn, data: st.DataObject
) -> None:
    """Known offsets spare reading the other events, and change nothing else."""
    text, tree = drawn
    text = f'{{"a": 1, "ev": [{text}, {{"r": 1.10}},  7 , []], "z": {text}}}'
    offsets = IncrementalParser(text).event_offsets(text)
    tree = tree_of(text)
    path = data.draw(st.sampled_from([path for path in paths_in(tree) if path]))
    found, known = containers_on(text, path), containers_on(text, path, offsets)
    assert [replace(here, members=list(here.members)) for here in known] == found
    assert with_value(text, path, "new", offsets) == with_value(text, path, "new")
    assert without(text, path, offsets) == without(text, path)
    for row in range(4):
        assert with_copy(text, ("ev",), row, offsets) == with_copy(text, ("ev",), row)
        for to in range(4):
            assert moved(text, ("ev",), row, to, offsets) == moved(text, ("ev",), row, to)
        assert without(text, ("ev", row), offsets) == without(text, ("ev", row))
        assert with_item(text, ("ev",), row, {}, offsets) == with_item(text, ("ev",), row, {})


# What is written looks like its siblings: same lines, same indentation, same spacing.

DATA = Path_pathlib(__file__).parents[2] / "data"
EVENT: Payload = {"evt": "tr", "goals": ["1", "2"]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{\n  "k": "v"\n}'),
        (" {\n} ", ' {\n   "k": "v"\n } '),
        ('{"a":1}', '{"a":1,"k":"v"}'),
        ('{"a": 1}', '{"a": 1, "k": "v"}'),
        ('{ "a" : 1 }', '{ "a" : 1, "k" : "v" }'),
        ('{"a":1, "b":2}', '{"a":1, "b":2, "k":"v"}'),
        ('{\n  "a": 1\n}', '{\n  "a": 1,\n  "k": "v"\n}'),
        ('{\r\n\t"a": 1\r\n}\r\n', '{\r\n\t"a": 1,\r\n\t"k": "v"\r\n}\r\n'),
        ('{"a":1,\n "b":2}', '{"a":1,\n "b":2,\n "k":"v"}'),
        ('{\n\n\n "a":1,\n\n "b":2}', '{\n\n\n "a":1,\n\n "b":2,\n "k":"v"}'),
    ],
)
def test_a_new_key_looks_like_the_keys_before_it(before, after) -> None:
    assert with_value(before, ("k",), "v") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a":[]}', '{"a":["v"]}'),
        ('{\n "a": []\n}', '{\n "a": ["v"]\n}'),
        ('{"a":["1","2"]}', '{"a":["1","2","v"]}'),
        ('{"a":["1", "2"]}', '{"a":["1", "2", "v"]}'),
        ('{"a": ["1"]}', '{"a": ["1", "v"]}'),
        ('{\n "a": [\n  "1"\n ]\n}', '{\n "a": [\n  "1",\n  "v"\n ]\n}'),
    ],
)
def test_a_new_item_looks_like_the_items_before_it(before, after) -> None:
    position = before.count('"') // 2 - 1
    assert with_value(before, ("a", position), "v") == after


def test_a_compact_text_stays_compact() -> None:
    assert (
        with_value('{"a":1}', ("ev", 0), EVENT) == '{"a":1,"ev":[{"evt":"tr","goals":["1","2"]}]}'
    )


def test_a_spread_text_gets_spread_objects_with_its_own_indentation() -> None:
    assert with_value('{\n\t"a":1\n}', ("ev", 0), EVENT) == (
        '{\n\t"a":1,\n\t"ev":[\n\t\t{\n\t\t\t"evt":"tr",\n\t\t\t"goals":["1","2"]\n\t\t}\n\t]\n}'
    )


def test_a_copy_of_a_one_line_event_is_put_next_to_it() -> None:
    text = '{\n "ev": [\n  {"evt": "viewExp"}\n ]\n}'
    new = '{"evt": "tr", "goals": ["1", "2"]}'
    assert with_item(text, ("ev",), 1, EVENT) == (
        f'{{\n "ev": [\n  {{"evt": "viewExp"}},\n  {new}\n ]\n}}'
    )
    assert with_item(text, ("ev",), 0, EVENT) == (
        f'{{\n "ev": [\n  {new},\n  {{"evt": "viewExp"}}\n ]\n}}'
    )
    assert with_value(text, ("ev", 0), EVENT) == f'{{\n "ev": [\n  {new}\n ]\n}}'


def test_lists_with_one_value_per_line_keep_that_style() -> None:
    text = '{\n "ev": [\n  {\n   "goals": [\n    "1"\n   ]\n  }\n ]\n}'
    goals = '"goals": [\n    "1",\n    "2"\n   ]'
    assert with_value(text, ("ev", 0, "goals"), ["1", "2"]) == text.replace(
        '"goals": [\n    "1"\n   ]', goals
    )
    added = ',\n  {\n   "evt": "tr",\n   ' + goals + "\n  }\n ]\n}"
    assert with_item(text, ("ev",), 1, EVENT) == text.removesuffix("\n ]\n}") + added


def test_a_plain_value_becomes_an_object_in_the_style_of_the_text() -> None:
    assert with_value('{\n  "seg": 1\n}', ("seg",), {"a": []}) == (
        '{\n  "seg": {\n    "a": []\n  }\n}'
    )
    assert with_value('{"seg": 1}', ("seg",), {"a": []}) == '{"seg": {"a": []}}'
    assert with_value(" 1 ", (), {"a": []}) == ' {\n   "a": []\n } '
    assert with_value('{"b":1}', (), {"a": []}) == '{"a":[]}'


def test_a_long_list_goes_over_lines_where_the_text_does() -> None:
    ids: list[Payload] = ["1" * 30, "2" * 30, "3" * 30]
    text = with_value('{\n  "a": 1\n}', ("goals",), ids)
    assert text == pretty(text)
    assert "\n" not in with_value('{"a": 1}', ("goals",), ids)


def test_what_is_written_into_a_pretty_text_leaves_it_pretty() -> None:
    article = (DATA / "article-post.json.txt").read_text().strip().removesuffix(":")
    text = pretty(article, 3)
    for new in (
        with_item(text, ("ev",), 3, EVENT),
        with_item(text, ("ev",), 0, EVENT),
        with_value(text, ("ev", 0, "goals", 0), "7"),
        with_value(text, ("seg", "devices"), ["IPH", "ALLPH"]),
        with_value(text, ("tid",), "order-1"),
        with_value(text, ("more", "of", "it"), [EVENT, Number("1.10")]),
    ):
        assert new == pretty(new, 3)


def test_the_article_s_own_layout_is_kept() -> None:
    text = (DATA / "article-post.json.txt").read_text().strip().removesuffix(":")
    new = with_item(text, ("ev",), 3, EVENT)
    assert new == text.replace('"prc": 2}\n', '"prc": 2},\n {"evt":"tr","goals":["1","2"]}\n')
    assert with_value(text, ("tid",), "T") == text.removesuffix("\n}") + ',\n "tid":"T"\n}'
