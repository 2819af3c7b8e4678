"""Spelling a document as a query."""

import pytest

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.query import QueryTooLong, QueryWriter, write_query
from convert_console.core.query.write import Spelling, scalar_text, spell_number


@pytest.mark.parametrize(
    ("literal", "spelled"),
    [
        ("1.10", "1.10"),
        ("-0.0", "-0.0"),
        ("1e-7", "0.0000001"),
        ("1E+21", "1000000000000000000000"),
        ("1.50e1", "15.0"),
        ("1.5e3", "1500"),
        ("0.00100e2", "0.100"),
        ("100e-2", "1.00"),
        ("-12.5e-3", "-0.0125"),
        ("0e5", "0"),
        ("-0e-2", "-0.00"),
        ("0.0e1", "0"),
        ("1e0009", "1000000000"),
        ("1e99999", "1e99999"),
    ],
)
def test_an_exponent_is_written_out_exactly(literal, spelled):
    """What is beyond the bound of `payload.parse` stays as it is, rather than fill the memory."""
    assert spell_number(literal) == spelled


def test_the_longest_exponent_is_written_out():
    query = write_query(parse('{"r": 1e400, "s": -1e-400}').payload)
    assert query == "r=1" + "0" * 400 + "&s=-0." + "0" * 399 + "1"


def test_plain_items_get_brackets_and_nested_ones_a_number():
    payload: Payload = {"m": ["1", {"x": "2"}, ["3", "4"], True]}
    assert write_query(payload) == "m[]=1&m[1][x]=2&m[2][]=3&m[2][]=4&m[]=1"


def test_true_is_1_and_false_is_0():
    assert write_query({"new": True, "l": [False]}) == "new=1&l[]=0"


def test_what_is_empty_vanishes():
    assert write_query({"a": None, "b": [], "c": {}, "d": [None, [], {}], "e": {"f": [{}]}}) == ""


def test_an_empty_text_stays():
    assert write_query({"seg": {"campaign": ""}, "l": [""]}) == "seg[campaign]=&l[]="


def test_null_among_events_keeps_the_numbers_of_the_others():
    assert write_query({"ev": [{"r": "1"}, None, {"r": "2"}]}) == "ev[0][r]=1&ev[2][r]=2"


def test_only_structural_brackets_stay_literal():
    payload = {"seg": {"a[b]": "[c]"}}
    assert write_query(payload) == "seg[a%5Bb%5D]=%5Bc%5D"
    assert write_query(payload, "percent") == "seg%5Ba%5Bb%5D%5D=%5Bc%5D"


def test_only_unreserved_characters_stay_as_they_are():
    """RFC 3986: letters, digits and - . _ ~ need no escape; everything else gets one."""
    ascii_text = "".join(map(chr, range(128)))
    kept = [c for c in ascii_text if write_query({"a": c}) == f"a={c}"]
    assert "".join(kept) == "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
    assert write_query({"a": "\0 +é🎉"}) == "a=%00%20%2B%C3%A9%F0%9F%8E%89"


def test_a_lone_surrogate_becomes_the_replacement_character():
    assert write_query({"\udc00": "a\ud800b"}) == "%EF%BF%BD=a%EF%BF%BDb"
    assert scalar_text("\ud83c\udf89 \ud83c") == "🎉 \ufffd"


def test_a_list_at_the_top_is_numbered_and_a_bare_value_has_no_spelling():
    assert write_query(["a", {"b": "c"}, ["d"]]) == "0=a&1[b]=c&2[]=d"
    assert [write_query(bare) for bare in ("a", Number("1"), True, None)] == [""] * 4


def test_two_hundred_levels_are_spelled():
    """The depth that `payload.parse` reads."""
    assert write_query(parse('{"a":' * 199 + "1" + "}" * 199).payload) == "a" + "[a]" * 198 + "=1"


@pytest.mark.parametrize("spelling", ["literal", "percent"])
def test_a_writer_that_keeps_fragments_spells_what_the_plain_one_spells(spelling):
    """Through events changed, added, moved, emptied and removed."""
    events: list[Payload] = [{"evt": "tr", "goals": [Number("1")], "r": "a b"} for _ in range(5)]
    others: dict[str, Payload] = {
        "cid": "1",
        "seg": {"cust": ["1", None, "2"]},
        "m": ["1", {"x": "2"}, [], "3"],
    }
    writer = QueryWriter(spelling)
    stages: list[list[Payload]] = [
        events,
        [*events[:2], {"evt": "viewExp"}, *events[3:]],
        [*events, {"evt": "hitGoal"}],
        [events[4], *events[:4]],
        [{}, *events[1:]],
        events[:1],
        [],
        events,
    ]
    for current in stages:
        documents: list[Payload] = [{**others, "ev": current}, {"ev": current}, current]
        for document in documents:
            assert writer.write(document) == write_query(document, spelling)


@pytest.mark.parametrize("spelling", ["literal", "percent"])
@pytest.mark.parametrize(
    "payload",
    [
        {"cid": "1", "vid": "é" * 40, "ev": [{"evt": "tr", "r": Number("1.10")}] * 3},
        {"seg": {"cust": ["1"] * 30}, "n" * 90: None, "ev": ["a", [], {"b": ["a", "é"]}]},
        ["a", {"b": "c"}, ["d"] * 30],
        {},
    ],
)
def test_a_writer_with_a_limit_writes_what_is_within_it_and_the_beginning_of_the_rest(
    payload: Payload, spelling: Spelling
) -> None:
    whole = write_query(payload, spelling)
    for limit in range(len(whole) + 2):
        writer = QueryWriter(spelling, limit)
        if len(whole) <= limit:
            assert writer.write(payload) == whole
            continue
        for _again in range(2):
            with pytest.raises(QueryTooLong, match=f"more than {limit:,} characters") as caught:
                writer.write(payload)
            assert whole.startswith(caught.value.beginning)


def test_a_writer_spells_what_became_short_enough() -> None:
    events: list[Payload] = [{"evt": "tr"}, {"evt": "x" * 50}, {"evt": "hitGoal"}]
    writer = QueryWriter("literal", limit=60)
    for kept in (events[:1], events, events[:1], events[::2], events, events[::2]):
        document: Payload = {"ev": kept}
        if len(write_query(document)) <= 60:
            assert writer.write(document) == write_query(document)
        else:
            with pytest.raises(QueryTooLong):
                writer.write(document)
