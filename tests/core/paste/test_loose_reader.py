"""Foresight by one token."""

import pytest

from convert_console.core.paste.json_repair import EXPRESSION_LIMIT, LooseReader, repaired
from convert_console.core.paste.json_repair_tokens import RepairNotes


def reader(text):
    return LooseReader(text, 0, RepairNotes())


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a + b, c", "a + b"),
        ("f(1, [2, 3]), c", "f(1, [2, 3])"),
        ("new Date() }", "new Date()"),
        ("a[0]]", "a[0]"),
        ("a - 1", "a - 1"),
        ("a /* x */ + b", "a /* x */ + b"),
    ],
)
def test_an_expression_reaches_to_the_end_of_its_value(text, expression):
    tokens = reader(text)
    first = tokens.take()
    assert first is not None and tokens.continues(first)
    assert tokens.expression(first) == expression


@pytest.mark.parametrize("text", ["a", "a, b", "a }", "a: b", "1 2", "'a' [", "a [0]", "new ,"])
def test_a_value_alone_is_no_expression(text):
    tokens = reader(text)
    first = tokens.take()
    assert first is not None and not tokens.continues(first)


def test_looking_ahead_loses_nothing():
    tokens = reader("a , b")
    first = tokens.take()
    assert first is not None and not tokens.continues(first)
    assert [token.raw for token in iter(tokens.take, None)] == [",", "b"]


def test_an_expression_without_an_end_is_given_up():
    assert repaired('{"cid":' + "(" * EXPRESSION_LIMIT) is not None
    assert repaired('{"cid":' + "(" * (EXPRESSION_LIMIT + 2)) is None
