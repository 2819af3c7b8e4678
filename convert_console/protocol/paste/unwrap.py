"""Takes off what copying puts around a text: quotes, code fences, escapes, HTML entities."""

from __future__ import annotations

import html
import re

from convert_console.protocol.paste.loose_tokens import content, is_closed, tokens_of
from convert_console.protocol.payload import parse


def unwrapped(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text inside, and a sentence for each layer that was taken off.

    >>> unwrapped(r'"{\"cid\":1}"')[0]
    '{"cid":1}'
    """
    notes: list[str] = []
    text = text.strip(_BLANK)
    for _ in range(_LAYERS):
        inside, note = _one_layer(text)
        if not note:
            break
        text = inside.strip(_BLANK)
        if note not in notes:
            notes.append(note)
    return text, tuple(notes)


_BLANK = " \t\r\n\f\v\ufeff\u200b\u2060\xa0\0"
_LAYERS = 4
_ESCAPED = 'The quotes were escaped (\\"), as in a log; that was undone.'
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FENCE = re.compile(r"```[\w-]*+[ \t]*+\r?\n?+(?P<inside>(?:[^`]|`(?!``))*+)```")
_PARSED = re.compile(r"JSON\.parse\(\s*+(?=[\"'`])")
_FIRST_QUOTE = re.compile(r'[{\[](?:\\[nrt]|\s)*+(?P<escape>\\*+)"')
_ENDS = frozenset(("", ";", ",", ")", ");", "),"))


def unescaped(text: str) -> tuple[str, tuple[str, ...]]:
    r"""JSON that was escaped once more, as logs hold it; the text itself where it was not.

    >>> unescaped(r'body: {\"cid\":1}')[0]
    'body: {"cid":1}'
    """
    layers = 0
    while layers < _LAYERS and _is_escaped(text):
        text = _ESCAPE.sub(lambda found: _SHORT.get(found[1], found[1]), text)
        layers += 1
    return text, (_ESCAPED,) if layers else ()


def _is_escaped(text: str) -> bool:
    """Whether already the first quote of what looks like JSON is escaped."""
    first = _FIRST_QUOTE.search(text, 0, _LOOKED_AT)
    return bool(first and first["escape"]) and parse(text).fault is not None


def _one_layer(text: str) -> tuple[str, str]:
    fence = _FENCE.search(text) if "```" in text else None
    if fence:
        return fence["inside"], "Taken out of a code block."
    parsed = _PARSED.match(text)
    text = text[parsed.end() :] if parsed else text
    if text[:1] in _QUOTES and (inside := _inside_quotes(text)) is not None:
        return inside, "Taken out of the quotes around it."
    if "&quot;" in text or "&#34;" in text or "&#x22;" in text:
        return html.unescape(text), "HTML entities such as &quot; were read as the characters."
    return text, ""


_QUOTES = frozenset("\"'`“‘")
_LOOKED_AT = 10_000


def _inside_quotes(text: str) -> str | None:
    token = next(tokens_of(text))
    closed = token.kind == "text" and is_closed(token.raw)
    if not closed or text[token.end :].strip() not in _ENDS:
        return None
    return content(token.raw)


_SHORT = {"n": "\n", "r": "\r", "t": "\t", "u": "\\u"}
