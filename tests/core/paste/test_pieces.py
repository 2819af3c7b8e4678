"""Ids, pairs and events out of odd shapes."""

import json

from convert_console.core.document.payload import Number
from convert_console.core.paste.pasted_ids import event, ids_of, left_out, pairs_of, seen, unfolded


def test_json_text_is_unfolded_layer_by_layer_and_broken_text_kept():
    assert unfolded('"[\\"1\\"]"') == ["1"]
    assert unfolded("[broken") == "[broken"
    deep = "[]"
    for _ in range(4):
        deep = json.dumps(deep)
    assert unfolded(deep) == '"[]"'
    assert unfolded(Number("1.10")) == Number("1.10")


def test_ids_keep_the_form_they_are_written_in():
    assert ids_of([Number("7"), "8"]) == [Number("7"), "8"]
    assert ids_of(Number("7")) == [Number("7")]
    assert ids_of("") == []
    assert ids_of("${f(a, b)}") == ["${f(a, b)}"]


def test_pairs_without_anything_are_dropped_and_half_ones_kept():
    assert pairs_of([{"experienceId": "1"}, {}, "x"]) == [("1", None)]
    assert pairs_of(None) == []


def test_an_event_has_only_what_there_is():
    assert event("viewExp", []) == {"evt": "viewExp"}
    assert seen([]) == {}


def test_what_is_left_out_is_named_up_to_a_few():
    said = left_out({str(n): "x" * 100 for n in range(20)}, (), "Why.")
    assert "and 12 more. Why." in said[0] and len(said[0]) < 600
    assert left_out({"a": "b"}, ("a",), "Why.") == ()
