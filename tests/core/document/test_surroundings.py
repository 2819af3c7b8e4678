"""What is written looks like its siblings: same lines, same indentation, same spacing."""

from pathlib import Path

import pytest

from convert_console.core.document.edits import with_item, with_value
from convert_console.core.document.formatting import pretty
from convert_console.core.document.payload import Number, Payload

DATA = Path(__file__).parents[2] / "data"
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
def test_a_new_key_stands_as_the_keys_before_it_do(before, after) -> None:
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
def test_a_new_item_stands_as_the_items_before_it_do(before, after) -> None:
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


def test_an_event_on_one_line_gets_its_like_beside_it() -> None:
    text = '{\n "ev": [\n  {"evt": "viewExp"}\n ]\n}'
    new = '{"evt": "tr", "goals": ["1", "2"]}'
    assert with_item(text, ("ev",), 1, EVENT) == (
        f'{{\n "ev": [\n  {{"evt": "viewExp"}},\n  {new}\n ]\n}}'
    )
    assert with_item(text, ("ev",), 0, EVENT) == (
        f'{{\n "ev": [\n  {new},\n  {{"evt": "viewExp"}}\n ]\n}}'
    )
    assert with_value(text, ("ev", 0), EVENT) == f'{{\n "ev": [\n  {new}\n ]\n}}'


def test_lists_with_a_line_for_each_value_get_their_like() -> None:
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
