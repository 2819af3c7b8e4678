"""Undoes in a command what word processors and chats do to one: curly quotes, dashes, blanks."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""(?P<straight>\$'(?:[^'\\]|\\.)*+'?+|'[^']*+'?+|"(?:[^"\\]|\\.)*+"?+|\\."""
    r"""|\^"(?:[^\\^]|\\\^?.|\^(?!"))*+(?:\^"|\Z))"""
    r"|(?P<curly>[“”„‟](?P<double>[^“”„‟]*+)[“”„‟]|[‘’](?P<single>[^‘’]*+)[‘’])"
    r"|(?P<blank>[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]++)"
    r"|(?P<dash>(?<!\S)[–—](?=[A-Za-z]))",
    re.DOTALL,
)
_INVISIBLE = "\u200b\u2060\ufeff"
_NOTES = {
    "curly": "The quotes of the command had become curly ones; they were read as straight ones.",
    "blank": "Blanks that a shell does not know, such as non-breaking ones, were read as blanks.",
    "dash": "Hyphens before options had become dashes; they were read as hyphens.",
}
_SIGNS = re.compile(r"[“”„‟‘’–—\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The command as it was typed, and a sentence for each kind of thing that was undone.

    What stands inside straight quotes is the request's own, and stays.

    >>> mended("curl\u00a0‘https://h/’ –data x")[0]
    "curl 'https://h/' --data x"
    """
    if not _SIGNS.search(text):
        return text, ()
    notes: dict[str, None] = {}

    def typed(found: re.Match[str]) -> str:
        kind = _kind(found)
        if kind == "straight":
            return found[0]
        notes.setdefault(_NOTES[kind])
        if kind == "curly":
            return _quoted(found)
        if kind == "blank":
            return " " * bool(found[0].strip(_INVISIBLE))
        return "--" if text[found.end() + 1 : found.end() + 2].isalpha() else "-"

    return _PIECE.sub(typed, text), tuple(notes)


def _kind(found: re.Match[str]) -> str:
    return next(kind for kind in ("straight", "curly", "blank", "dash") if found[kind])


def _quoted(found: re.Match[str]) -> str:
    """The same text in straight quotes, in which nothing has a meaning of its own."""
    inner = found["double"] if found["double"] is not None else found["single"]
    return "'" + inner.replace("'", "'\\''") + "'"
