"""Taking a parameter's name apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.query.names import Steps, Tails, split_name
from convert_console.core.query.notes import Notes


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("cid", ["cid"]),
        ("ev[0][vars][]", ["ev", "0", "vars", ""]),
        ("a[b[c]]", ["a", "b[c]"]),
        ("a[[]]", ["a", "[]"]),
        ("a[b][c[d]][e]", ["a", "b", "c[d]", "e"]),
        *((whole, [whole]) for whole in ("[a]", "[", "]", "a[b", "a]b", "a[b]c", "a[b]c[d]")),
        *((whole, [whole]) for whole in ("a[b]]", "a][b]", "a]b[c]", "[a][b]", "a[b]][c]")),
    ],
)
def test_a_name_is_taken_apart_or_kept_whole(name, path):
    assert split_name(name, Notes()) == path


@given(name=st.text("ab[]", min_size=1, max_size=12))
def test_nothing_of_a_name_is_lost(name):
    head, *groups = split_name(name, Notes())
    assert head + "".join(f"[{group}]" for group in groups) == name


@pytest.mark.parametrize(
    ("text", "step"), [("0", 0), ("12", 12), ("00", "00"), ("-1", "-1"), ("", ""), ("x", "x")]
)
def test_only_a_plain_decimal_is_an_index(text, step):
    assert Steps(Notes())[text] == step


def test_a_tail_without_exactly_one_closing_bracket_at_its_end_is_not_a_group():
    tails = Tails(Steps(Notes()), Notes())
    assert [tails[tail] for tail in ("a]", "]", "7]", "a", "", "a]]", "]a")] == [
        "a", "", 7, None, None, None, None,
    ]  # fmt: skip
