"""How deep the brackets of a text go, found without recursion and before anything recurses."""

from __future__ import annotations

import re
from itertools import accumulate

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_ALL_BUT_BRACKETS_AND_QUOTES = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = [1 if byte in b"[{" else -1 if byte in b"]}" else 0 for byte in range(256)]
_LEVELS_CHECKED_QUICKLY = 8


def first_too_deep(text: str, limit: int) -> int | None:
    """The offset of the first bracket outside of strings that opens level `limit` + 1.

    Text that is not JSON has an answer too: a string without an end reaches to the end.

    >>> first_too_deep('[["["]]', 1), first_too_deep('["["]', 1)
    (1, None)
    """
    if text.count("[") + text.count("{") <= limit:
        return None
    brackets = _brackets(text)
    if _shallow(brackets, min(limit, _LEVELS_CHECKED_QUICKLY)):
        return None
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= limit:
        return None
    return _offset_of_level(text, limit + 1)


def opened(text: str) -> int:
    """How many brackets a text opens outside of strings.

    >>> opened('{"a": [1], "b": "["}')
    2
    """
    brackets = _brackets(text)
    return brackets.count(b"[") + brackets.count(b"{")


def _brackets(text: str) -> bytes:
    """The brackets outside of strings.

    It runs on each keystroke, so it does with whole-text replacements (1 ms for 300 KB) what a
    walk over the tokens does in 9 ms. Taking away two quotes that have come to stand together
    leaves every other quote opening or closing as before.
    """
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    left = text.encode("ascii", "replace").translate(None, _ALL_BUT_BRACKETS_AND_QUOTES)
    left = left.replace(b'""', b"")
    return b"".join(left.split(b'"')[::2])


def _shallow(brackets: bytes, limit: int) -> bool:
    """Whether taking away the innermost pairs `limit` times leaves nothing."""
    for _ in range(limit // 2):  # a round takes up to two levels: `{}`, and the `[]` around it
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not brackets:
            return True
    return False


def _offset_of_level(text: str, level: int) -> int | None:
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        first = token[0][0]
        if first in "[{":
            depth += 1
            if depth == level:
                return token.start()
        elif first in "]}":
            depth -= 1
    return None
