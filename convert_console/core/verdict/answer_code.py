"""The `code` in an answer's body, read loosely: nobody has documented the body of /track."""

from __future__ import annotations

import json
import re

READ = 100_000
"""Bytes of a body that are searched; a documented body has fewer than a hundred."""

_LOOSE = re.compile(
    r"\bcode\b[\"'\\>]*+\s*+(?:[:=]\s*+)?+[\"'\\]*+(BOT\b|\d{1,6}\b)", re.IGNORECASE
)


def codes_in(body: bytes) -> tuple[str, ...]:
    """Every `code` of a body, whatever the case and depth of the key; text for numbers too.

    Of a body that is not JSON, what looks like one is taken. No bytes raise.

    >>> codes_in(b'{"data": {"Code": "BOT"}}'), codes_in(b"error code: bot"), codes_in(b"")
    (('BOT',), ('bot',), ())
    """
    text = body[:READ].decode(json.detect_encoding(body), "replace")
    try:
        return _codes_in_tree(json.loads(text))
    except (ValueError, RecursionError):
        return tuple(_LOOSE.findall(text))


def says_bot(body: bytes) -> bool:
    """Whether the body says that the request was taken for a bot's and discarded."""
    return any(code.strip().upper() == "BOT" for code in codes_in(body))


def _codes_in_tree(tree: object) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found += (str(v) for k, v in node.items() if k.lower() == "code" and _is_plain(v))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, str) and "code" in node.lower():
            found += _LOOSE.findall(node)  # JSON inside a text
    return tuple(found)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)
