"""What a GET loses, by path and in words."""

import pytest

from convert_console.core.document.payload import parse
from convert_console.core.query import half_character, lost_in_get, read_query, write_query


def lost(text):
    return [(loss.kind, loss.sentence) for loss in lost_in_get(parse(text).payload)]


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ('{"ev": [{}, {"goals": [12345]}]}', "type", 'ev[1].goals[0] 12345 → "12345"'),
        ('{"ev": [{"r": 1.10}]}', "type", 'ev[0].r 1.10 → "1.10"'),
        ('{"ev": [{"r": 1e-7}]}', "exponent", 'ev[0].r 1e-7 → "0.0000001"'),
        ('{"seg": {"new": true}}', "type", 'seg.new true → "1"'),
        ('{"seg": {"new": null}, "a": ""}', "vanished", "seg {…} → left out"),
        ('{"a": "", "b": null}', "vanished", "b null → left out"),
        ('{"a": []}', "vanished", "a [] → left out"),
        ('{"a": "x\\ud800"}', "surrogate", 'a "x\\ud800" → "x\ufffd"'),
        ('{"a\\ud800": ""}', "surrogate", 'a\\ud800 "a\\ud800" → "a\ufffd"'),
        (
            '{"m": {"1": "b", "0": "a"}}',
            "list",
            "m: an object whose keys are numbers reads back as a list",
        ),
        (
            '{"ev": [{}, {"r": "1"}]}',
            "gap",
            "ev: an empty item leaves a gap in the numbering; parsers differ on it",
        ),
        (
            '{"m": ["1", {"x": "2"}]}',
            "mixed",
            "m: plain values next to objects or lists; parsers number such a list differently",
        ),
        (
            '{"seg": {"": "x"}}',
            "key",
            "seg.: a key that is empty or contains brackets; parsers read its name differently",
        ),
        (
            '{"a[b]": "x"}',
            "key",
            "a[b]: a key that is empty or contains brackets; parsers read its name differently",
        ),
        ("[]", "vanished", "the document [] → left out"),
        ('"text"', "vanished", 'the document "text" → left out'),
    ],
)
def test_a_loss_names_its_path(text, kind, sentence):
    assert (kind, sentence) in lost(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"cid": "1", "ev": [{"evt": "tr", "vars": ["1", "2"], "r": "1.10"}]}',
        '{"seg": {"campaign": "été 🎉", "": null}}'.replace(', "": null', ""),
        '{"m": {"20": "a", "25": "b"}}',
        '{"m": {"0": "a", "x": "b"}}',
        '{"5": "a", "7": "b"}',
        '{"m": {"00": "a", "-1": "b"}}',
        '["a", ["b"]]',
    ],
)
def test_what_reads_back_as_it_is_is_not_a_loss(text):
    payload = parse(text).payload
    assert lost_in_get(payload) == ()
    assert read_query(write_query(payload)).payload == payload


def test_losses_come_in_the_documents_order():
    assert [loss.path for loss in lost_in_get({"a": [None, True], "b": {"c": [], "d": True}})] == [
        ("a", 0),
        ("a", 1),
        ("b", "c"),
        ("b", "d"),
    ]


def test_what_is_empty_throughout_is_one_loss():
    assert [sentence for _, sentence in lost('{"a": [null, {"b": [[], {}]}], "c": "1"}')] == [
        "a […] → left out"
    ]


def test_a_number_next_to_a_vanished_value_makes_a_list():
    """Only keys that are written count."""
    assert [kind for kind, _ in lost('{"m": {"0": "a", "x": null}}')] == ["list", "vanished"]


def test_a_long_value_is_cut_in_the_sentence_only():
    loss = lost_in_get({"a": "x" * 500 + "\ud800"})[0]
    assert len(loss.sentence) < 120
    assert loss.after == "x" * 500 + "\ufffd"


def test_more_levels_than_are_read_are_one_loss():
    payload = parse('{"a":' * 66 + "1" + "}" * 66).payload
    assert [loss.kind for loss in lost_in_get(payload)] == ["deep"]
    deepest = parse('{"a":' * 65 + "1" + "}" * 65).payload
    assert [loss.kind for loss in lost_in_get(deepest)] == ["type"]
    in_a_list = parse('{"a":' * 65 + '["1"]' + "}" * 65).payload
    assert [loss.kind for loss in lost_in_get(in_a_list)] == ["deep"]


def test_half_a_character_is_named_with_its_place() -> None:
    payload = parse(r'{"seg": {"campaign": "a\ud800b"}}').payload
    sentence = half_character(payload, write_query(payload))
    assert sentence.startswith("seg.campaign contains half a character")


def test_a_real_replacement_character_is_not_a_broken_one() -> None:
    payload = parse('{"seg": {"campaign": "a\ufffdb"}}').payload
    assert half_character(payload, write_query(payload)) == ""
