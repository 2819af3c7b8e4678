"""Reads what stands in `$'…'` of a shell: the escapes of C, whose bytes make up UTF-8."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:x(?P<two>[0-9A-Fa-f]{1,2})|(?P<octal>[0-7]{1,3})|u(?P<four>[0-9A-Fa-f]{1,4})"
    r"|U(?P<eight>[0-9A-Fa-f]{1,8})|c(?P<control>[@-_a-z])|(?P<one>.))",
    re.DOTALL,
)
_NAMED = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v", "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip


def ansi_c(text: str) -> str:
    r"""The characters that the inside of `$'…'` stands for.

    Chrome writes a character beyond U+FFFF as the two halves of its pair, which become one again.

    >>> ansi_c(r"it\'s \303\251 \ud83d\ude00")
    "it's é 😀"
    """
    if "\\" not in text:
        return text
    data, place = bytearray(), 0
    for found in _ESCAPE.finditer(text):
        data += _bytes(text[place : found.start()]) + _meant(found)
        place = found.end()
    data += _bytes(text[place:])
    try:
        halves = bytes(data).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        halves = bytes(data).decode("utf-8", "replace")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _meant(found: re.Match[str]) -> bytes:
    """The bytes of one escape. What is no escape keeps its backslash."""
    if found["two"]:
        return bytes((int(found["two"], 16),))
    if found["octal"]:
        return bytes((int(found["octal"], 8) & 0xFF,))
    if found["control"]:
        return bytes((ord(found["control"].upper()) ^ 0x40,))
    if found["one"]:
        return _bytes(_NAMED.get(found["one"], found[0]))
    code = int(found["four"] or found["eight"], 16)
    return _bytes(chr(code) if code <= 0x10FFFF else "\ufffd")
