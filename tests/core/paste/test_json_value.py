"""A JSON value somewhere in a text."""

import pytest

from convert_console.core.paste.repair.json_value import (
    further,
    is_certain,
    is_ours,
    json_in,
    strict,
)


@pytest.mark.parametrize(
    "text",
    [
        '{"cid":"1"}',
        'var data = {"cid":"1"};',
        'function f() { return {"cid":"1"} }',
        "body { color: red } {cid: '1'}",
        "send({cid: '1'}, callback)",
    ],
)
def test_the_document_is_found_wherever_it_is(text):
    found = json_in(text)
    assert found is not None
    assert found.payload == {"cid": "1"}


def test_what_is_around_the_value_is_noted():
    found = json_in('x = {"cid":"1"}; send(x)')
    assert found is not None
    assert found.notes[:2] == (
        "Left out text before the document: “x =”.",
        "Left out text after the document: “send(x)”.",
    )


def test_without_a_known_key_only_the_beginning_counts():
    assert json_in("a { b: 1 }") is None
    assert json_in("{ b: 1 }") is not None
    assert json_in("no brackets") is None
    assert json_in("12") is None


def test_the_text_is_laid_out_and_doubled_keys_stay():
    value = strict('{"a":1.10,"a":2}')
    assert value is not None
    assert value.document == '{\n  "a": 1.10,\n  "a": 2\n}'
    assert len(value.notes) == 1


def test_a_number_beyond_what_is_read_is_kept_as_text():
    found = json_in("{cid: 1e99999}")
    assert found is not None and found.payload == {"cid": "1e99999"}
    assert strict('{"cid": 1e99999}') is None


def test_a_list_is_recognised_by_its_first_object():
    assert is_ours([{"cid": "1"}])
    assert not is_ours([]) and not is_ours(["cid"]) and not is_ours("cid")


def test_no_more_than_a_thousand_further_values_are_read():
    text = '{"cid":"1"} ' * 1_100
    values, left_out = further(text, 0)
    assert len(values) == 1_000
    assert left_out == ("The text from line 1 on was not read. Paste it separately.",)


def test_a_piece_that_cannot_be_read_is_passed_over():
    values, left_out = further("{cid:" + "[" * 300 + ' {"pid":"2"}', 0)
    assert [one.payload for one in values] == [{"pid": "2"}]
    assert left_out == ("Left out parts that could not be read as JSON: 1.",)


def test_a_template_in_place_of_braces_is_no_value():
    assert json_in("{{cid}}") is None


def test_only_an_object_is_certainly_a_document():
    assert not is_certain([]) and not is_certain(None) and not is_certain({"pid": "2"})
    assert is_certain({"ev": []}) and is_certain({"cid": "1", "pid": "2"})


def test_a_list_that_a_console_folds_away_is_a_placeholder_and_no_dump_of_php():
    folded = json_in("{cid: '1', ev: Array(2)}")
    assert folded and folded.payload == {"cid": "1", "ev": "${Array(2)}"}
    assert json_in("Array\n(\n    [cid] => 1\n)") is None
