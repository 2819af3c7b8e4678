"""Removes the escapes of a text, and finds the place in the source of what is left."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cached_property
from html.entities import html5

Span = tuple[int, int]

ESCAPE = re.compile(
    # The characters that begin an escape come first, and once, so that others are skipped quickly.
    rb"[%\\&<\xc2\xe2\xef](?:"
    rb"(?<=%)(?:u([0-9a-f]{4})|([0-9a-f]{2}))"
    rb"|(?<=\\)(?:\\(?:\\\\)+|u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|(?-i:U)([0-9a-f]{8})"
    rb"|[ux]\{0*([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3][0-7]{2})|([^0-9ux]))"
    rb"|(?<=&)(?:#x0*([0-9a-f]{1,6});?|#0*([0-9]{1,7});?|([a-z][a-z0-9]{1,31};|amp|lt|gt|quot))"
    rb"|(?<=\xe2)(\x80[\x8b-\x8f])|(?<=\xc2)(\xad)|(?<=\xef)(\xbb\xbf)|(?<=<)(wbr ?/?>))",
    re.IGNORECASE | re.DOTALL,
)
"""Escapes of URLs, of JSON and scripting languages, and of HTML; and invisible characters."""

_BYTES = (2, 8)
_PAIR, _OCTAL, _SIGN, _DECIMAL, _NAME = 4, 9, 10, 12, 13
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


class UnescapedText:
    """A text with one layer of escapes removed; maps a part of it to its place in the source."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.text = ESCAPE.sub(_Meanings(), source)

    def source(self, start: int, end: int) -> Span:
        """The span that became this one; an escape belongs to it whole."""
        return self._place(start, last=False), self._place(end - 1, last=True)

    def _place(self, index: int, *, last: bool) -> int:
        meanings, ends, lengths = self._escapes
        escape = bisect_right(meanings, index) - 1
        if escape < 0:
            return index + last
        after = ends[escape] + index - meanings[escape] - lengths[escape]
        if after >= ends[escape]:
            return after + last
        return ends[escape] if last else self._starts[escape]

    @cached_property
    def _starts(self) -> array[int]:
        return array("Q", (escape.start() for escape in ESCAPE.finditer(self._source)))

    @cached_property
    def _escapes(self) -> tuple[array[int], array[int], array[int]]:
        """Of each escape: where its meaning begins, where it ends, and how long its meaning is.

        Computed when it is first needed, since most answers hold no secret.
        """
        meanings, ends, lengths = array("Q"), array("Q"), array("Q")
        meaning, shift = _Meanings(), 0
        for escape in ESCAPE.finditer(self._source):
            start, end = escape.span()
            length = len(meaning(escape))
            meanings.append(start - shift)
            ends.append(end)
            lengths.append(length)
            shift += end - start - length
        return meanings, ends, lengths


class _Meanings(dict[bytes, bytes]):
    """The meaning of each escape; an invalid one means itself. A text has few different escapes,
    and may have a million of them.
    """

    def __call__(self, escape: re.Match[bytes]) -> bytes:
        return self[escape[0]]

    def __missing__(self, text: bytes) -> bytes:
        escape = ESCAPE.fullmatch(text)
        assert escape is not None
        self[text] = meaning = _meaning(escape)
        return meaning


def _meaning(escape: re.Match[bytes]) -> bytes:
    kind, text = escape.lastindex, escape[0]
    if kind is None:  # backslashes, each of them escaped
        return text[: len(text) // 2]
    digits = escape[kind]
    if kind > _NAME:
        return b""
    if kind == _PAIR:
        return bytes.fromhex((escape[3] + digits).decode("ascii")).decode("utf-16-be").encode()
    if kind in _BYTES:
        return bytes((int(digits, 16),))
    if kind == _OCTAL:
        return bytes((int(digits, 8),))
    if kind == _SIGN:
        return _CONTROLS.get(digits, digits)
    if kind == _NAME:
        return html5[digits.decode("ascii")].encode() if digits.decode("ascii") in html5 else text
    number = int(digits, 10 if kind == _DECIMAL else 16)
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else text
