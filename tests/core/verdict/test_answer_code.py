"""Bodies that say BOT, and bodies that only look like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert_console.core.verdict.verdict import codes_in, says_bot

SAYS_BOT = [
    b'{"code":"BOT"}',
    b'{"code":"BOT","message":"Bot traffic"}',
    b' \n{ "Code" : " bot " }',
    b'{"error":{"code":"BOT"}}',
    b'[{"ok":1},{"data":[{"CODE":"Bot"}]}]',
    b'{"message":"{\\"code\\":\\"BOT\\"}"}',
    b'\xef\xbb\xbf{"code":"BOT"}',
    '{"code":"BOT"}'.encode("utf-16"),
    '{"code":"BOT"}'.encode("utf-16-le"),
    b'{"code":"BOT",}',
    b'callback({code: "BOT"})',
    b"{'code': 'BOT'}",
    b"<error><code>BOT</code></error>",
    b"code=BOT",
    b'\xff\xfe\xfa {"code":"BOT"}'.replace(b"\xff\xfe", b"\xe9"),
    b"[" * 50_000 + b'{"code":"BOT"}',
]
DOES_NOT = [
    b"",
    b"{}",
    b"BOT",
    b'"BOT"',
    b'{"code":200,"message":"BOT"}',
    b'{"code":"ROBOT"}',
    b'{"code":"BOTTLE",}',
    b'{"code":true}',
    b'{"code":null,"bot":false}',
    b'{"code":{"BOT":1}}',
    b"<html>Please decode: bottom</html>",
    b"\x00\x01\x02\xff",
]


@pytest.mark.parametrize("body", SAYS_BOT, ids=range(len(SAYS_BOT)))
def test_bot_is_read_loosely(body: bytes) -> None:
    assert says_bot(body)


@pytest.mark.parametrize("body", DOES_NOT, ids=range(len(DOES_NOT)))
def test_what_is_no_code_is_not_taken_for_one(body: bytes) -> None:
    assert not says_bot(body)


def test_numbers_are_codes_too() -> None:
    assert codes_in(b'{"code":200}') == ("200",)
    assert codes_in(b"code: 403, sorry") == ("403",)


def test_only_the_beginning_of_a_huge_body_is_searched() -> None:
    assert not says_bot(b" " * 5_000_000 + b'{"code":"BOT"}')


@given(st.binary())
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(codes_in(body), tuple)


@given(st.text())
def test_no_text_in_any_usual_charset_raises(text: str) -> None:
    for charset in ("utf-8", "utf-16", "utf-32"):
        codes_in(text.encode(charset, "surrogatepass"))
    codes_in(json.dumps({"code": text}).encode())
