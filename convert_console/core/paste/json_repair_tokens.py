"""Cuts JSON-like text, JavaScript, Python and Ruby literals included, into tokens in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from convert_console.core.text import printable

Kind = Literal[
    "text", "number", "word", "open", "close", "colon", "comma", "comment", "template", "odd",
    "other",
]  # fmt: skip


class Token(NamedTuple):
    """A piece of the text as it is written, and where it stands."""

    kind: Kind
    raw: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


def tokens_of(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens from an offset on, without blanks; every character belongs to one of them.

    A letter before quotes, as Python writes it in `u'cid'`, is no more than a blank.

    Time grows with the length alone: no alternative of the pattern ever gives back what it took.
    """
    for found in _TOKEN.finditer(text, start):
        kind: Any = found.lastgroup
        if kind != "prefix":
            yield tuple.__new__(Token, (kind, found[kind], found.start(kind)))  # a third sooner


def content(raw: str) -> str:
    r"""The characters that a quoted token stands for, by JavaScript's rules.

    >>> content(r"'it\'s \x41'")
    "it's A"
    """
    inner = raw[1:-1] if is_closed(raw) else raw[1:]
    return _joined(_ESCAPE.sub(_unescaped, inner)) if "\\" in inner else inner


def is_closed(raw: str) -> bool:
    """Whether a quoted token has its second quote."""
    if len(raw) < 2 or raw[-1] not in _CLOSING.get(raw[0], raw[0]):
        return False
    return raw[-2] != "\\" or not _ODD_END.search(raw)


_CLOSING = {**dict.fromkeys("“”„‟″", '”“„‟″"'), "‘": "’‘", "’": "’‘"}
_ODD_END = re.compile(r"(?<!\\)(?:\\\\)*+\\.\Z", re.DOTALL)
_TOKEN = re.compile(
    r"""
    [ \t\r\n]*+ (?:
      (?P<text>
          "(?:[^"\\]|\\.)*+"?+ | '(?:[^'\\]|\\.)*+'?+ | `(?:[^`\\]|\\.)*+`?+
        | [“”„‟″](?:[^“”„‟″"\\]|\\.|"(?!\s*+[:,}\]]))*+[“”„‟″"]?+ | [‘’](?:[^‘’\\]|\\.)*+[‘’]?+ )
    | (?P<template> \{\{[^{}\n"']*+\}\} )
    | (?P<open> [{\[] ) | (?P<close> [}\]] ) | (?P<comma> , ) | (?P<colon> : | => )
    | (?P<prefix> (?<![\w$])[uUbBrR](?=['"]) )
    | (?P<odd> [\s\ufeff\u200b-\u200d\u2060\u00ad]++ )
    | (?P<comment> //[^\n]*+ | /\*(?:[^*]|\*(?!/))*+(?:\*/)?+ | \#[^\n]*+ )
    | (?P<number>
          [+-]?+(?: 0[xX][0-9A-Fa-f]++ | (?: [0-9][0-9_]*+(?:\.[0-9_]*+)?+ | \.[0-9]++ )
                    (?:[eE][+-]?+[0-9]++)?+ )n?+(?![\w.$-]) )
    | (?P<word>
          [^\s\ufeff\u200b-\u200d\u2060\u00ad"'`“”„‟″‘’,:;{}\[\]()+*/<>=!?&|%^~\#\\@]++ )
    | (?P<other> . ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{(?P<point>[0-9A-Fa-f]{1,6})\}|u(?P<four>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2})"
    r"|(?P<line>\r\n|[\n\r\u2028\u2029])|(?P<one>.))",
    re.DOTALL,
)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _unescaped(found: re.Match[str]) -> str:
    digits = found["point"] or found["four"] or found["two"]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return "" if found["line"] else _NAMED.get(found["one"], found["one"])


def _joined(text: str) -> str:
    """Two halves of a surrogate pair as the one character they mean."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


# Says what was repaired in a text: a sentence for each kind of repair, with its first places.

RepairKind = Literal[
    "before", "after", "comment", "quotes", "smart", "key", "bare", "name", "word", "number",
    "octal", "comma-missing", "comma-extra", "colon", "bracket", "end", "unclosed", "line-break",
    "stray", "value", "spread", "blank", "escape", "cut",
]  # fmt: skip

SENTENCES: dict[RepairKind, str] = {
    "before": "Left out what stands before the document: “{}”.",
    "after": "Left out what follows the document: “{}”.",
    "comment": "Left out comments, which JSON has not: {}.",
    "quotes": "Wrote double quotes in place of others: {}.",
    "smart": "Wrote straight quotes in place of curly ones: {}.",
    "key": "Put quotes around keys: {}.",
    "bare": "Put quotes around text: {}.",
    "name": "A program's own names and expressions have no value here; each stands as a "
    "placeholder to fill in: {}.",
    "word": "Wrote the words of a programming language as JSON has them: {}.",
    "number": "Wrote numbers as JSON spells them: {}.",
    "octal": "Kept as text, since programs disagree on such a number: {}.",
    "comma-missing": "Added missing commas: {}.",
    "comma-extra": "Took out commas that are one too many: {}.",
    "colon": "Wrote colons between keys and values: {}.",
    "bracket": "Closed brackets that were left open: {}.",
    "end": "The text ends too early; added what closes it: {}.",
    "unclosed": "The text ends inside quotes; closed them: {}.",
    "line-break": "Escaped line breaks and control characters inside texts: {}.",
    "stray": "Left out what belongs nowhere: {}.",
    "value": "Wrote null where a value is missing: {}.",
    "blank": "Left out blanks that JSON does not know, such as non-breaking ones: {}.",
    "escape": "Read escapes that JSON does not know as a program would: {}.",
    "cut": "The text was shortened where it was copied; what stood here is missing: {}.",
    "spread": "Left out what a program would spread in here: {}.",
}
_STRUCTURAL = frozenset((
    "comma-missing", "comma-extra", "colon", "bracket", "value", "spread", "cut", "blank",
))  # fmt: skip
REPAIR_LIMIT = 5_000
"""Commas, colons and brackets that are put right in one text."""

STRAY_LIMIT = 200
"""Pieces that belong nowhere; a text with more of them is something else than JSON."""

_NAMED_LOOSE_NOTES, _SHOWN = 3, 40
_STYLE = tuple(
    SENTENCES[kind].partition(":")[0] for kind in ("key", "quotes", "comma-extra", "comment")
)


@dataclass(slots=True)
class RepairNotes:
    """Collects repairs by kind, so that a million of them still make a few sentences.

    `structural` counts those between the values, not those of their spelling. `hopeless` says
    that so much was left out or put right that the text is something else than JSON.
    """

    _examples: dict[RepairKind, list[str]] = field(default_factory=dict)
    _counts: dict[RepairKind, int] = field(default_factory=dict)
    structural: int = 0
    hopeless: bool = False

    def add(self, kind: RepairKind, example: str) -> None:
        """Remember one repair by the piece of text it concerns."""
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        if count == 1:
            self._examples[kind] = []
        if count <= _NAMED_LOOSE_NOTES:
            self._examples[kind].append(short(example))
        if kind in _STRUCTURAL:
            self.structural += 1
            self.hopeless = self.hopeless or self.structural > REPAIR_LIMIT
        elif kind == "stray" and count > STRAY_LIMIT:
            self.hopeless = True

    def count(self, kind: RepairKind) -> int:
        """How often something was repaired."""
        return self._counts.get(kind, 0)

    def sentences(self) -> tuple[str, ...]:
        """One sentence a kind, in the order in which they first came up."""
        return tuple(SENTENCES[kind].format(self._listed(kind)) for kind in self._counts)

    def _listed(self, kind: RepairKind) -> str:
        more = self._counts[kind] - len(self._examples[kind])
        return ", ".join(self._examples[kind]) + (f" and {more:,} more" if more else "")


def beyond_style(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes without those on what is right in a program, such as keys without quotes."""
    return tuple(note for note in notes if not note.startswith(_STYLE))


def short(text: str) -> str:
    r"""A piece of text in one printable line.

    >>> short("a\n  b")
    'a b'
    """
    line = printable(" ".join(text[: 4 * _SHOWN].split()))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
