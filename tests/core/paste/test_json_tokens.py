"""Tokens of JSON-like text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.paste.repair.json_tokens import content, is_closed, tokens_of


def kinds(text):
    return [(token.kind, token.raw) for token in tokens_of(text)]


def test_each_kind_is_found():
    assert kinds("{a: 'b', “c” => -1.5e3} /* d */ # e") == [
        ("open", "{"), ("word", "a"), ("colon", ":"), ("text", "'b'"), ("comma", ","),
        ("text", "“c”"), ("colon", "=>"), ("number", "-1.5e3"), ("close", "}"),
        ("comment", "/* d */"), ("comment", "# e"),
    ]  # fmt: skip


def test_digits_with_more_behind_them_are_no_number():
    assert kinds("1-0.5 1.2.3 0x1G 5a") == [
        ("word", "1-0.5"), ("word", "1.2.3"), ("word", "0x1G"), ("word", "5a")
    ]  # fmt: skip


def test_a_quote_that_is_escaped_closes_nothing():
    assert not is_closed('"a\\"')
    assert is_closed('"a\\\\"')
    assert not is_closed('"')
    assert content('"a\\"') == 'a"'
    assert content("'open") == "open"


_PREFIX = re.compile(r"[uUbBrR](?=['\"])")  # of Python, which counts as a blank


@given(st.text().map(lambda text: _PREFIX.sub("", text)))
def test_every_character_but_blanks_belongs_to_a_token(text):
    tokens = list(tokens_of(text))
    assert all(text[token.start : token.end] == token.raw for token in tokens)
    inside = "".join(token.raw for token in tokens)
    assert [c for c in inside if not c.isspace()] == [
        c for c in text if not c.isspace() and c not in "\ufeff\u200b\u2060"
    ] or any(c in text for c in "\ufeff\u200b\u2060")


@given(st.text())
def test_the_content_of_a_quoted_text_is_found_again(text):
    quoted = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    assert content(quoted) == text.encode("utf-16", "surrogatepass").decode(
        "utf-16", "surrogatepass"
    )
