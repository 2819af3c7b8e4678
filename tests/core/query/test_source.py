"""Finding the query in what was pasted."""

import pytest

from convert_console.core.query import read_query


def read(query):
    return read_query(query)


@pytest.mark.parametrize(
    "text",
    [
        "?cid=1&pid=2",
        "\n\tcid=1&pid=2\n",
        " ?cid=1&pid=2 ",
        "\ufeffcid=1&pid=2\r\n",
        "https://10000001.metrics.convertexperiments.com/track?cid=1&pid=2",
        "HTTP://127.0.0.1:8765/track?cid=1&pid=2",
        "http://[::1]:8765/track?cid=1&pid=2",
        "10000001.metrics.convertexperiments.com/track?cid=1&pid=2",
        "metrics.example.com?cid=1&pid=2",
        "//metrics.example.com/track?cid=1&pid=2",
        "localhost:8765/track?cid=1&pid=2",
        "collector:8765/track?cid=1&pid=2",
        "/track?cid=1&pid=2",
        "https://example.com/tra\n  ck?cid=1\n&pid=2".replace("\n  ", "\n"),
    ],
)
def test_an_address_around_the_query_is_left_out(text):
    reading = read(text)
    assert reading.payload == {"cid": "1", "pid": "2"}
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("a=b?c=d", {"a": "b?c=d"}),
        ("seg[campaign]=/path?x=1", {"seg": {"campaign": "/path?x=1"}}),
        ("a=https://example.com/x?y=1#z", {"a": "https://example.com/x?y=1#z"}),
        ("a=1&b/c?d=2", {"a": "1", "b/c?d": "2"}),
        ("a=b#c", {"a": "b#c"}),
        ("a?b=c", {"a?b": "c"}),
        ("??a=1", {"?a": "1"}),
        ("https://example.com/track?a=b?c=d", {"a": "b?c=d"}),
        ("", {}),
        (" \t\r\n ", {}),
        ("?", {}),
    ],
)
def test_a_bare_query_stays_as_it_is(text, document):
    reading = read(text)
    assert reading.payload == document
    assert reading.notes == ()


def test_a_blank_before_the_first_name_is_left_out_and_said():
    reading = read("  cid=1&pid=2 ")
    assert reading.payload == {"cid": "1", "pid": "2"}
    assert reading.notes == (
        "cid: white space before the name was left out. Some parsers keep it.",
    )


@pytest.mark.parametrize("end", ["\u2028", "\xa0", "\u2003", "\x1c", "\x85"])
def test_white_space_that_belongs_to_a_value_stays(end):
    assert read(f"cid=1&a={end}").payload == {"cid": "1", "a": end}
    assert read(f"https://example.com/track?a={end}\n").payload == {"a": end}


@pytest.mark.parametrize("start", ["?", "https://example.com/track?", "/track?"])
def test_a_fragment_of_an_address_is_left_out_and_said(start):
    reading = read(f"{start}cid=1#top")
    assert reading.payload == {"cid": "1"}
    assert reading.notes == (
        "Left out #top: what follows # stays in the browser and is never sent.",
    )


@pytest.mark.parametrize("text", ["https://example.com/track", "https://example.com/#/a?cid=1"])
def test_an_address_without_a_query_is_said_to_have_none(text):
    reading = read(text)
    assert reading.payload == {}
    assert "has no query" in reading.notes[-1]


@pytest.mark.parametrize("entity", ["&amp;", "&AMP;", "&#38;", "&#x26;", "&amp;amp;"])
def test_an_ampersand_out_of_html_is_undone_and_said(entity):
    reading = read(f"cid=1{entity}pid=2")
    assert reading.payload == {"cid": "1", "pid": "2"}
    assert len(reading.notes) == 1
    assert "HTML" in reading.notes[0]


def test_double_encoding_is_undone_throughout_and_said():
    reading = read("cid=1&seg%255Bcampaign%255D=a%2520b&ev%255b0%255d%255Br%255D=1")
    assert reading.payload == {"cid": "1", "seg": {"campaign": "a b"}, "ev": [{"r": "1"}]}
    assert reading.notes == (
        "seg%255Bcampaign%255D: percent-encoded twice. One layer was undone throughout.",
    )


def test_double_encoding_beside_plain_brackets_is_kept_and_said():
    reading = read("a[b]=1&c%255Bd%255D=2")
    assert reading.payload == {"a": {"b": "1"}, "c%5Bd%5D": "2"}
    assert "percent-encoded twice, kept" in reading.notes[0]


@pytest.mark.parametrize("query", ["%255B=1", "a%255Db=1", "a%255D%255B=1", "x=1&b[%255B]=1"])
def test_a_single_bracket_that_is_encoded_twice_is_a_character_of_the_name(query):
    reading = read(query)
    assert reading.notes == ()
    assert "%5" in str(reading.payload)


def test_double_encoding_in_a_value_is_the_values_own_business():
    assert read("seg[campaign]=%255Bx%255D").payload == {"seg": {"campaign": "%5Bx%5D"}}
    assert read("campaign=%255Bx%255D").notes == ()
