"""An edited query changes its own part of the document and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.document.edits import EditImpossible
from convert_console.core.document.payload import parse
from convert_console.core.query import read_query, write_query
from convert_console.core.request.query_edits import with_query

TEXT = '{ "cid": 10, "r": 1.10, "none": null, "ev": [{"evt":"tr","goals":[7, 8]}, {}] }'


def test_an_unedited_query_leaves_the_text_alone() -> None:
    assert with_query(TEXT, write_query(parse(TEXT).payload)) == TEXT


def test_a_changed_number_stays_a_number_and_all_else_its_characters() -> None:
    query = write_query(parse(TEXT).payload).replace("cid=10", "cid=11")
    assert with_query(TEXT, query) == TEXT.replace('"cid": 10', '"cid": 11')


def test_a_number_that_becomes_words_becomes_text() -> None:
    query = write_query(parse(TEXT).payload).replace("cid=10", "cid=ten")
    assert with_query(TEXT, query) == TEXT.replace('"cid": 10', '"cid": "ten"')


def test_items_come_and_go_where_they_were_edited() -> None:
    query = write_query(parse(TEXT).payload)
    fewer = query.replace("&ev[0][goals][]=7", "")
    assert with_query(TEXT, fewer) == TEXT.replace("[7, 8]", "[8]")
    more = query.replace("&ev[0][goals][]=8", "&ev[0][goals][]=8&ev[0][goals][]=9")
    assert parse(with_query(TEXT, more)).payload == parse(TEXT.replace("8]", "8, 9]")).payload


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[1, 2]", "[3, 1, 2]"),
        ("[1, 1]", "[3, 1, 1]"),
        ("[1, 2, 3]", "[2, 3]"),
        ("[1, 2, 3, 4]", "[3, 4]"),
        ("[1, 2, 3, 4]", "[1, 4]"),
        ("[1, 2]", "[1, 3, 4, 2]"),
        ("[1, 2, 3]", "[9]"),
    ],
)
def test_items_changed_at_the_front_of_a_list_affect_no_others(before: str, after: str) -> None:
    query = write_query(parse(f'{{"goals": {after}}}').payload)
    assert with_query(f'{{"goals": {before}}}', query) == f'{{"goals": {after}}}'


def test_a_key_that_the_query_lacks_goes_and_a_new_one_comes() -> None:
    query = write_query(parse(TEXT).payload).replace("r=1.10&", "") + "&tid=A"
    after = parse(with_query(TEXT, query)).payload
    assert isinstance(after, dict)
    assert "r" not in after
    assert after["tid"] == "A"
    assert after["none"] is None
    assert "none" in after


def test_broken_text_cannot_follow() -> None:
    with pytest.raises(EditImpossible):
        with_query("{", "a=1")


PLAIN = st.text(alphabet="abc1", min_size=1, max_size=3)
EVENTS = st.lists(st.dictionaries(PLAIN, PLAIN, min_size=1, max_size=3), max_size=4)
DOCUMENTS = st.fixed_dictionaries({"cid": PLAIN, "ev": EVENTS}, optional={"seg": st.lists(PLAIN)})


@given(DOCUMENTS, DOCUMENTS)
def test_the_document_then_spells_the_edited_query(before: object, after: object) -> None:
    import json

    wanted = read_query(write_query(parse(json.dumps(after)).payload)).payload
    followed = with_query(json.dumps(before), write_query(parse(json.dumps(after)).payload))
    assert read_query(write_query(parse(followed).payload)).payload == wanted


def test_a_list_that_the_query_mixes_with_another_is_rewritten() -> None:
    text = '{"a": {"k": "y", "": ["p", "q"], "1": ["r"]}}'
    query = write_query(parse(text).payload)
    after = parse(with_query(text, query.replace("=r", "=s"))).payload
    assert isinstance(after, dict) and isinstance(after["a"], dict)
    assert after["a"]["1"] == ["q", "s"]
