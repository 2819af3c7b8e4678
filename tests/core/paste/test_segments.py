"""Segments under v1's names."""

from convert_console.core.document.payload import Number
from convert_console.core.paste.v1 import translated


def test_known_names_are_translated_in_place():
    seg, notes = translated({"browser": "CH", "country": "CA", "customSegments": ["1"]})
    assert seg == {"browser": "CH", "ctry": "CA", "cust": ["1"]}
    assert len(notes) == 1


def test_a_name_of_both_kinds_is_left_alone():
    both = {"country": "CA", "ctry": "RO"}
    assert translated(both) == (both, ())


def test_the_kind_of_visitor_is_kept_since_its_digit_is_open():
    seg, notes = translated({"visitorType": Number("1")})
    assert seg == {"visitorType": Number("1")}
    assert "sources disagree" in notes[0]


def test_what_is_no_object_is_handed_on():
    assert translated("x") == ("x", ())
    assert translated(None) == (None, ())
