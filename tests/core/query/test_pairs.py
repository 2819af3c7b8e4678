"""Cutting a query into names and values."""

import pytest

from convert_console.core.query.notes import Notes
from convert_console.core.query.read import pairs_of


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
