"""Reading a query: conventions other than ours, and what is said where parsers differ."""

import json

import pytest

from convert_console.core.query import read_query


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
def test_what_all_parsers_read_alike_is_read_without_a_note(query, document):
    reading = read(query)
    assert reading.payload == document
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("query", "document", "word"),
    [
        ("cid=1&cid=2", {"cid": "2"}, "cid: stands more than once"),
        ("seg[cust]=1&seg[cust]=2", {"seg": {"cust": "2"}}, "seg[cust]: stands more than once"),
        ("a=1&a[]=2", {"a": ["2"]}, "a: used both"),
        ("a[x]=1&a=2&a[y]=3", {"a": {"y": "3"}}, "a: used both"),
        ("a[b][c]=1&a[b]=2&a[b][c]=3", {"a": {"b": {"c": "3"}}}, "a[b]: used both"),
        ("a[]=1&a[0]=2", {"a": ["2"]}, "a: [] stands beside"),
        ("a[3]=1&a[]=2", {"a": ["1", "2"]}, "gaps"),
        ("a[x]=1&a[]=2", {"a": {"x": "1", "0": "2"}}, "a: [] stands beside"),
        ("ev[0][r]=1&ev[2][r]=3", {"ev": [{"r": "1"}, {"r": "3"}]}, "ev: the numbering has gaps"),
        ("a[b]c=1", {"a[b]c": "1"}, "a[b]c: brackets"),
        ("a[b[c]]=1", {"a": {"b[c]": "1"}}, "a[b[c]]: brackets"),
        ("[]=1&[a]=2&]=3", {"[]": "1", "[a]": "2", "]": "3"}, "[], [a], ]: brackets"),
        ("seg.browser=CH", {"seg.browser": "CH"}, "seg.browser: a dot or space"),
        ("cid%20=1", {"cid ": "1"}, "cid : a dot or space"),
        ("cid=1& pid=2&\nvid=3", {"cid": "1", "pid": "2", "vid": "3"}, "pid, vid: white space"),
        ("a%00b=1", {"a\0b": "1"}, "a\\x00b: a NUL"),
        ("seg[%20]=1", {"seg": {" ": "1"}}, "[ ]: a group"),
        ("seg[constructor]=1", {"seg": {"constructor": "1"}}, "constructor: common JavaScript"),
        ("seg[%0B]=1", {"seg": {"\v": "1"}}, "[\\x0b]: a group"),
        ("ev[0][ ]=1&ev[0][x]=2", {"ev": [{" ": "1", "x": "2"}]}, "[ ]: a group"),
        ("a[][]=1", {"a": [["1"]]}, "a[]: a list within a group without a number"),
        ("a[][0][x]=1", {"a": [[{"x": "1"}]]}, "a[]: a list within a group without a number"),
        ("a[][x]=1&a[0][y]=2", {"a": [{"x": "1", "y": "2"}]}, "a: [] stands beside"),
        ("a[][x][y]=1&a[0][x][z]=2", {"a": [{"x": {"y": "1", "z": "2"}}]}, "a: [] stands beside"),
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
def test_what_parsers_differ_on_is_read_and_said(query, document, word):
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


def test_more_than_a_thousand_parameters_are_read_and_said():
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
def test_a_flood_is_read_in_short_sentences(text):
    """Each is fast because it is linear; `benchmarks` has the clock."""
    reading = read(text)
    assert max(map(len, reading.notes), default=0) < 400


def test_the_values_are_text_whatever_they_look_like():
    assert read("a=1&b=true&c=null&d=1e5&e=").payload == {
        "a": "1", "b": "true", "c": "null", "d": "1e5", "e": "",
    }  # fmt: skip


def test_names_that_stand_twice_and_lists_with_gaps_are_told_one_by_one() -> None:
    reading = read_query("a=1&b[0]=x&a=2&b[2]=y&c=1&a=3&d[f]=1&d[f]=2")
    assert (reading.twice, reading.gaps) == (("a", "d[f]"), ("b",))
    assert (read_query("a[]=1&a[]=1").twice, read_query("a[0]=1").gaps) == ((), ())


def test_a_new_branch_below_many_groups_is_read_where_it_belongs() -> None:
    reading = read_query("a[b][c][d][e][f]=1&a[b][c][d][e][g][h]=2")
    assert reading.payload == {"a": {"b": {"c": {"d": {"e": {"f": "1", "g": {"h": "2"}}}}}}}
