"""Reading a query: conventions other than ours, and what is said where parsers differ."""

import json

import pytest

from convert_console.core.query import read_query
from convert_console.core.query.notes import Notes
from convert_console.core.query.read import pairs_of


def read(query):
    return read_query(query)


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("ev[0]%5Bevt%5D=a&ev%5b1]%5bevt]=b", {"ev": [{"evt": "a"}, {"evt": "b"}]}),
        ("seg[devices]%5B%5D=DESK", {"seg": {"devices": ["DESK"]}}),
        ("ev[%30][evt]=a", {"ev": [{"evt": "a"}]}),
        ("ev[\u0663]=a", {"ev": {"\u0663": "a"}}),
        ("ev[+1]=a", {"ev": {" 1": "a"}}),
        ("ev[1_0]=a&ev[0x0]=b&ev[1e0]=c", {"ev": {"1_0": "a", "0x0": "b", "1e0": "c"}}),
        ("ev[9223372036854775808]=a", {"ev": {"9223372036854775808": "a"}}),
        ("a[0]=x&a[25]=y", {"a": {"0": "x", "25": "y"}}),
        ("5=a&7=b", {"5": "a", "7": "b"}),
        ("a=1+2%2B3", {"a": "1 2+3"}),
        ("a[b]=x%00y", {"a": {"b": "x\0y"}}),
        ("a=[&b=]", {"a": "[", "b": "]"}),
        ("a=%5B%5b%255B", {"a": "[[%5B"}),
        ("&&a=1&&", {"a": "1"}),
        ("%0A=1&a[%C2%A0]=2&%09[]=3", {"\n": "1", "a": {"\xa0": "2"}, "\t": ["3"]}),
        ("a[x]=[y]=z&b[]=]=", {"a": {"x": "[y]=z"}, "b": ["]="]}),
        ("a[0][]=1&a[0][]=2&a[1][]=3", {"a": [["1", "2"], ["3"]]}),
        ("a[0][x][0]=1&a[0][x][1]=2", {"a": [{"x": ["1", "2"]}]}),
        ("a[0][0][]=1&a[0][0][]=2", {"a": [[["1", "2"]]]}),
        ("a[x]=9&a[0][0]=1&a[0][1]=2", {"a": {"x": "9", "0": ["1", "2"]}}),
        ("0[0]=1&0[1]=2", [["1", "2"]]),
        ("a[0][25]=1&a[0][26]=2", {"a": [{"25": "1", "26": "2"}]}),
        ("ev[]=2&a=1&ev[][y]=1", {"ev": ["2", {"y": "1"}], "a": "1"}),
        ("=1&==&a=2", {"a": "2"}),
    ],
)
def test_what_all_parsers_read_the_same_is_read_without_a_note(query, document):
    reading = read(query)
    assert reading.payload == document
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("query", "document", "word"),
    [
        ("cid=1&cid=2", {"cid": "2"}, "cid: appears more than once"),
        ("seg[cust]=1&seg[cust]=2", {"seg": {"cust": "2"}}, "seg[cust]: appears more than once"),
        ("a=1&a[]=2", {"a": ["2"]}, "a: used both"),
        ("a[x]=1&a=2&a[y]=3", {"a": {"y": "3"}}, "a: used both"),
        ("a[b][c]=1&a[b]=2&a[b][c]=3", {"a": {"b": {"c": "3"}}}, "a[b]: used both"),
        ("a[]=1&a[0]=2", {"a": ["2"]}, "a: [] next to"),
        ("a[3]=1&a[]=2", {"a": ["1", "2"]}, "gaps"),
        ("a[x]=1&a[]=2", {"a": {"x": "1", "0": "2"}}, "a: [] next to"),
        ("ev[0][r]=1&ev[2][r]=3", {"ev": [{"r": "1"}, {"r": "3"}]}, "ev: the numbering has gaps"),
        ("a[b]c=1", {"a[b]c": "1"}, "a[b]c: brackets"),
        ("a[b[c]]=1", {"a": {"b[c]": "1"}}, "a[b[c]]: brackets"),
        ("[]=1&[a]=2&]=3", {"[]": "1", "[a]": "2", "]": "3"}, "[], [a], ]: brackets"),
        ("seg.browser=CH", {"seg.browser": "CH"}, "seg.browser: a dot or space"),
        ("cid%20=1", {"cid ": "1"}, "cid : a dot or space"),
        ("cid=1& pid=2&\nvid=3", {"cid": "1", "pid": "2", "vid": "3"}, "pid, vid: white space"),
        ("a%00b=1", {"a\0b": "1"}, "a⟨U+0000⟩b: a NUL"),
        ("seg[%20]=1", {"seg": {" ": "1"}}, "[ ]: a group"),
        ("seg[constructor]=1", {"seg": {"constructor": "1"}}, "constructor: common JavaScript"),
        ("seg[%0B]=1", {"seg": {"\v": "1"}}, "[⟨U+000B⟩]: a group"),
        ("ev[0][ ]=1&ev[0][x]=2", {"ev": [{" ": "1", "x": "2"}]}, "[ ]: a group"),
        ("a[][]=1", {"a": [["1"]]}, "a[]: a list within a group without a number"),
        ("a[][0][x]=1", {"a": [[{"x": "1"}]]}, "a[]: a list within a group without a number"),
        ("a[][x]=1&a[0][y]=2", {"a": [{"x": "1", "y": "2"}]}, "a: [] next to"),
        ("a[][x][y]=1&a[0][x][z]=2", {"a": [{"x": {"y": "1", "z": "2"}}]}, "a: [] next to"),
        ("a[0][0]=1&a[0][1]=2", {"a": [["1", "2"]]}, "a: numbers within its numbered items"),
        ("a[1][x]=1&a[0][0][x]=2&a[0][0][y]=3", None, "a: numbers within its numbered items"),
        ("a[0][]=1&a[0][][x]=2", {"a": [["1", {"x": "2"}]]}, "a: numbers within"),
        ("a[0][0]=1&a[0][x]=2&a[y]=3", None, "a: numbers within its numbered items"),
        ("a=b[c]=d", {"a": "b[c]=d"}, "a: a bracket and = within the value"),
        ("a=%3D]=&", {"a": "=]="}, "a: a bracket and = within the value"),
        ("=;&=%zz", {}, "=: a bare semicolon"),
        ("a&b=1", {"a": "", "b": "1"}, "a: no ="),
        ("a=1;b=2", {"a": "1;b=2"}, "a: a bare semicolon"),
        ("a=100%&b=%zz", {"a": "100%", "b": "%zz"}, "a, b: a % without"),
        ("a=%C3x", {"a": "\ufffdx"}, "a: escapes that are not UTF-8"),
        ("a[1][2][3][4][5][6]=x", None, "more than five bracket groups"),
    ],
)
def test_what_parsers_differ_on_is_read_with_a_note(query, document, word):
    reading = read(query)
    assert document is None or reading.payload == document
    assert word in " ".join(reading.notes)


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("ev[][evt]=a&ev[][r]=1&ev[][evt]=b&ev[][r]=2", [("a", "1"), ("b", "2")]),
        ("ev[][evt]=a&ev[][evt]=b&ev[][r]=2", [("a", None), ("b", "2")]),
    ],
)
def test_unnumbered_events_are_joined_until_a_key_comes_again(query, events):
    reading = read(query)
    assert [(event["evt"], event.get("r")) for event in reading.payload["ev"]] == events
    assert "ev[]: repeated groups without a number" in reading.notes[0]


def test_lists_within_unnumbered_events_stay_with_their_event():
    query = "ev[][evt]=a&ev[][vars][]=1&ev[][vars][]=2&ev[][evt]=b&ev[][vars][]=3&ev[][m][x][y]=4"
    assert read(query).payload["ev"] == [
        {"evt": "a", "vars": ["1", "2"]},
        {"evt": "b", "vars": ["3"], "m": {"x": {"y": "4"}}},
    ]


def test_a_member_below_a_plain_value_starts_the_next_event():
    assert read("ev[][a]=1&ev[][a][b]=2").payload == {"ev": [{"a": "1"}, {"a": {"b": "2"}}]}


def test_a_list_of_lists_without_numbers_keeps_each_apart():
    assert read("a[][]=1&a[][]=2").payload == {"a": [["1"], ["2"]]}


def test_more_than_a_thousand_parameters_are_read_with_a_note():
    query = "&".join(f"ev[{i}][evt]=tr" for i in range(1_001))
    reading = read(query)
    assert len(reading.payload["ev"]) == 1_001
    assert reading.notes == ("1,001 parameters: common parsers cut a query off after 1,000.",)


def test_events_in_any_order_make_a_list():
    query = "&".join(f"ev[{i}][evt]={i}" for i in reversed(range(200)))
    assert read(query).payload == {"ev": [{"evt": str(i)} for i in range(200)]}


def test_groups_beyond_the_64th_are_kept_as_one_key():
    payload = read("a" + "[b]" * 64 + "[c][d]=1").payload
    assert json.dumps(payload).count('"b"') == 64
    assert '"[c][d]": "1"' in json.dumps(payload)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "a" + "[]" * 100_000 + "=1",
        "a" + "[" * 100_000 + "]" * 100_000,
        "a=1&" * 50_000,
        "a[x]=1&a=2&" * 20_000,
        "%" * 200_000,
        "a[" + "9" * 200_000 + "]=1",
        ("a" + "[]" * 64 + "=1&") * 1_000,
    ],
)
def test_a_burst_of_requests_is_printed_in_short_lines(text):
    """Each is fast because it is linear; `benchmarks` has the clock."""
    reading = read(text)
    assert max(map(len, reading.notes), default=0) < 400


def test_the_values_are_text_whatever_they_look_like():
    assert read("a=1&b=true&c=null&d=1e5&e=").payload == {
        "a": "1", "b": "true", "c": "null", "d": "1e5", "e": "",
    }  # fmt: skip


def test_names_that_appear_twice_and_lists_with_gaps_are_listed_one_by_one() -> None:
    reading = read_query("a=1&b[0]=x&a=2&b[2]=y&c=1&a=3&d[f]=1&d[f]=2")
    assert (reading.twice, reading.gaps) == (("a", "d[f]"), ("b",))
    assert (read_query("a[]=1&a[]=1").twice, read_query("a[0]=1").gaps) == ((), ())


def test_a_new_branch_below_many_groups_is_read_where_it_belongs() -> None:
    reading = read_query("a[b][c][d][e][f]=1&a[b][c][d][e][g][h]=2")
    assert reading.payload == {"a": {"b": {"c": {"d": {"e": {"f": "1", "g": {"h": "2"}}}}}}}


# Cutting a query into names and values.


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("a=1&b=2", [("a", "1"), ("b", "2")]),
        ("a==b&c=d=e", [("a", "=b"), ("c", "d=e")]),
        ("a%3Db=c%26d", [("a=b", "c&d")]),
        ("a+b=c+d%2Be", [("a b", "c d+e")]),
        ("&=1&&a=", [("a", "")]),
        ("é=%C3%A9é", [("é", "éé")]),
    ],
)
def test_pairs_are_cut_before_they_are_decoded(query, pairs):
    notes = Notes()
    assert list(pairs_of(query, notes)) == pairs
    assert notes.sentences() == ()


def test_bytes_that_are_not_utf_8_do_not_take_the_rest_with_them():
    assert list(pairs_of("a=%C3%A9%FF%20b", Notes())) == [("a", "é\ufffd b")]


# Finding the query in what was pasted.


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


def test_a_blank_before_the_first_name_is_left_out_with_a_note():
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
def test_a_fragment_of_an_address_is_left_out_with_a_note(start):
    reading = read(f"{start}cid=1#top")
    assert reading.payload == {"cid": "1"}
    assert reading.notes == (
        "Left out #top: what follows # stays in the browser and is never sent.",
    )


@pytest.mark.parametrize("text", ["https://example.com/track", "https://example.com/#/a?cid=1"])
def test_an_address_without_a_query_is_noted_to_have_none(text):
    reading = read(text)
    assert reading.payload == {}
    assert "has no query" in reading.notes[-1]


@pytest.mark.parametrize("entity", ["&amp;", "&AMP;", "&#38;", "&#x26;", "&amp;amp;"])
def test_an_ampersand_out_of_html_is_undone_with_a_note(entity):
    reading = read(f"cid=1{entity}pid=2")
    assert reading.payload == {"cid": "1", "pid": "2"}
    assert len(reading.notes) == 1
    assert "HTML" in reading.notes[0]


def test_double_encoding_is_undone_throughout_with_a_note():
    reading = read("cid=1&seg%255Bcampaign%255D=a%2520b&ev%255b0%255d%255Br%255D=1")
    assert reading.payload == {"cid": "1", "seg": {"campaign": "a b"}, "ev": [{"r": "1"}]}
    assert reading.notes == (
        "seg%255Bcampaign%255D: percent-encoded twice. One layer was undone throughout.",
    )


def test_double_encoding_next_to_plain_brackets_is_kept_with_a_note():
    reading = read("a[b]=1&c%255Bd%255D=2")
    assert reading.payload == {"a": {"b": "1"}, "c%5Bd%5D": "2"}
    assert "percent-encoded twice, kept" in reading.notes[0]


@pytest.mark.parametrize("query", ["%255B=1", "a%255Db=1", "a%255D%255B=1", "x=1&b[%255B]=1"])
def test_a_doubly_encoded_single_bracket_is_part_of_the_name(query):
    reading = read(query)
    assert reading.notes == ()
    assert "%5" in str(reading.payload)


def test_double_encoding_in_a_value_is_the_values_own_business():
    assert read("seg[campaign]=%255Bx%255D").payload == {"seg": {"campaign": "%5Bx%5D"}}
    assert read("campaign=%255Bx%255D").notes == ()
