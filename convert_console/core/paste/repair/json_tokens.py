"""Cuts JSON-like text, JavaScript, Python and Ruby literals included, into tokens in one pass."""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from convert_console.core.paste.repair.repair_notes import RepairNotes
from convert_console.core.step_budget import STEPS_PER_TOKEN, spend
from convert_console.core.text import joined_surrogates

Kind = Literal[
    "text", "number", "word", "open", "close", "colon", "comma", "comment", "template", "odd",
    "other",
]  # fmt: skip


class Token(NamedTuple):
    """A piece of the text as it is written, and its offset."""

    kind: Kind
    raw: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.raw)


def tokens_of(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens from an offset on, without blanks; every character belongs to one of them.

    A letter before quotes, as Python writes it in `u'cid'`, counts as a blank, and so does
    `array:4` before brackets, as Symfony dumps it.
    """
    # Time grows with the length alone: no alternative of the pattern gives back what it took.
    for match in _TOKEN.finditer(text, start):
        kind: Any = match.lastgroup
        if kind != "prefix":
            raw = match[kind]
            if len(raw) > _LONG:  # quotes left open may reach to the end, again and again
                spend(2 * len(raw))
            yield Token(kind, raw, match.start(kind))


def content(raw: str) -> str:
    r"""The characters that a quoted token means, by JavaScript's rules.

    >>> content(r"'it\'s \x41'")
    "it's A"
    """
    inner = raw[1:-1] if is_closed(raw) else raw[1:]
    if "\\" not in inner:
        return inner
    spend(_STEPS_TO_UNESCAPE * len(inner))
    return joined_surrogates(_ESCAPE.sub(_unescaped, inner))


def php_content(raw: str) -> tuple[str, list[str]]:
    r"""The characters that a text of PHP means, with `${…}` for its variables, which are listed.

    >>> php_content(r"'C:\dir'"), php_content('"a$vid"')
    (('C:\\dir', []), ('a${$vid}', ['$vid']))
    """
    inner = raw[1:-1] if is_closed(raw) else raw[1:]
    if raw[0] != '"':
        return _PHP_SINGLE.sub(r"\1", inner), []
    names: list[str] = []

    def meant(match: re.Match[str]) -> str:
        if match["name"]:
            names.append(match["name"].strip("{}"))
            return "${" + names[-1] + "}"
        digits = match["point"] or match["two"]
        if digits:
            code = int(digits, 16)
            return chr(code) if code <= 0x10FFFF else "\ufffd"
        return _PHP_NAMED.get(match["one"], match[0])

    return joined_surrogates(_PHP_DOUBLE.sub(meant, inner)), names


def is_closed(raw: str) -> bool:
    """Whether a quoted token has its second quote."""
    if len(raw) < 2 or raw[-1] not in _CLOSING.get(raw[0], raw[0]):
        return False
    return raw[-2] != "\\" or not _ODD_END.search(raw)


_LONG = 1_000
_STEPS_TO_UNESCAPE = 5
_CLOSING = {**dict.fromkeys("“”„‟″", '”“„‟″"'), "‘": "’‘", "’": "’‘"}
_ODD_END = re.compile(r"(?<!\\)(?:\\\\)*+\\.\Z", re.DOTALL)
_TOKEN = re.compile(
    r"""
    [ \t\r\n]*+ (?:
      (?P<text>
          "(?:[^"\\]|\\.)*+"?+ | '(?:[^'\\]|\\.)*+'?+ | `(?:[^`\\]|\\.)*+`?+
        | [“”„‟″](?:[^“”„‟″"\\]++|\\.|"(?!\s*+[:,}\]]))*[“”„‟″"]?+ | [‘’](?:[^‘’\\]|\\.)*+[‘’]?+ )
    | (?P<template>
          \{\{[^{}\n"']*+\}\} | \{\{\{[^{}\n"']*+\}\}\} | \{\{[^{}\n"'|]*+\|[^{}\n]*+\}\}
        | [$\#]\{[^{}\n]{0,200}+\} | \{!![^{}\n]{0,200}+\} | \{\$[^{}\n:,]{0,200}+\}
        | <\?[^?\n]{0,200}+(?:\?++[^?>\n][^?\n]{0,200}+){0,8}+\?++> | <%[^%\n]{0,200}+%> )
    | (?P<open> [{\[] ) | (?P<close> [}\]] ) | (?P<comma> , ) | (?P<colon> : | => )
    | (?P<prefix> (?<![\w$])[uUbBrR](?=['"])
          | \barray:[0-9]++[ ]?+(?=\[) | [▼▶]++ )
    | (?P<odd> [\s\ufeff\u200b-\u200d\u2060\u00ad]++ )
    | (?P<comment> //[^\n]*+ | /\*(?:[^*]++|\*(?!/))*(?:\*/)?+ | \#[^\n]*+ )
    | (?P<number>
          [+-]?+(?: 0[xX][0-9A-Fa-f]++ | (?: [0-9][0-9_]*+(?:\.[0-9_]*+)?+ | \.[0-9]++ )
                    (?:[eE][+-]?+[0-9]++)?+ )n?+(?![\w.$-]) )
    | (?P<word>
          [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]++(?:Z|[+-][0-9:]++)?+
        | [^\s\ufeff\u200b-\u200d\u2060\u00ad"'`“”„‟″‘’,:;{}\[\]()+*/<>=!?&|%^~\#\\@]++ )
    | (?P<other> . ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{(?P<point>[0-9A-Fa-f]{1,6})\}|u(?P<four>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2})"
    r"|(?P<line>\r\n|[\n\r\u2028\u2029])|(?P<one>.))",
    re.DOTALL,
)
_PHP_SINGLE = re.compile(r"\\([\\'])")
_PHP_DOUBLE = re.compile(
    r"\\(?:u\{(?P<point>[0-9A-Fa-f]{1,6})\}|x(?P<two>[0-9A-Fa-f]{1,2})|(?P<one>.))"
    r"|(?P<name>\{\$[^{}]{1,200}+\}|\$[A-Za-z_]\w{0,80}+)",
    re.DOTALL,
)
_PHP_NAMED = {
    "n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\",
    "$": "$", '"': '"',
}  # fmt: skip
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _unescaped(match: re.Match[str]) -> str:
    digits = match["point"] or match["four"] or match["two"]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return "" if match["line"] else _NAMED.get(match["one"], match["one"])


# Reading without comments, with one token of lookahead.

_PREFIXES = frozenset(("new", "await", "typeof", "function", "async", "void"))
_BETWEEN = frozenset(("for", "if", "or", "and", "is"))  # Python's: `[e.id for e in exps]`
_OPERATORS = frozenset("+-*/%?.&|^<>=!(")
_COUNTED = 64
EXPRESSION_LIMIT = 5_000
"""Tokens of one expression; with more of them a text is a program, or a bracket is not closed."""


class LooseReader:
    """Yields tokens, and joins the tokens of a program's expression."""

    def __init__(self, text: str, start: int, notes: RepairNotes) -> None:
        self._text = text
        self._tokens = tokens_of(text, start)
        self._notes = notes
        self._ahead: Token | None = None
        self._taken = 0

    def take(self) -> Token | None:
        """The next token; `None` at the end of the text."""
        token = self._ahead
        if token is not None:
            self._ahead = None
            return token
        return self._pull()

    def go_to(self, place: int) -> None:
        """Continue at an offset, after a value was read in another way."""
        spend(STEPS_PER_TOKEN)
        self._ahead = None
        self._tokens = tokens_of(self._text, place)

    def peek(self) -> Token | None:
        """The token after the last one that was taken."""
        self._ahead = self._ahead or self._pull()
        return self._ahead

    def continues(self, token: Token) -> bool:
        """Whether what follows makes this token the beginning of an expression."""
        following = self.peek()
        if following is None or following.kind in ("comma", "close"):
            return False
        if token.raw in _PREFIXES:
            return following.kind in ("word", "text", "open", "number")
        if following.kind in ("word", "number"):
            return following.raw[0] in "+-." or following.raw in _BETWEEN
        if following.kind == "open":
            return token.kind == "word" and following.raw == "[" and following.start == token.end
        return following.kind == "other" and following.raw in _OPERATORS

    def expression(self, first: Token) -> str:
        """The text from this token up to the comma or bracket that ends the value."""
        depth, end, pieces = step_of(first), first.end, 0
        while (token := self.take()) is not None:
            if depth <= 0 and (token.kind in ("comma", "close") or token.raw == ";"):
                self._ahead = token
                break
            depth += step_of(token)
            end = token.end
            pieces += 1
            if pieces > EXPRESSION_LIMIT:
                self._notes.hopeless = True
                break
        return self._text[first.start : end]

    def _pull(self) -> Token | None:
        for token in self._tokens:
            self._taken += 1
            if self._taken % _COUNTED == 0:
                spend(_COUNTED * STEPS_PER_TOKEN)
            kind = token.kind
            if kind == "odd":
                self._notes.add("blank", f"U+{ord(token.raw[0]):04X}")
            elif kind == "comment":
                self._notes.add("comment", token.raw)
            else:
                return token
        return None


def step_of(token: Token) -> int:
    """How many brackets or parentheses a token opens: 1, 0, or -1 for one that it closes."""
    if token.kind == "open" or token.raw == "(":
        return 1
    return -1 if token.kind == "close" or token.raw == ")" else 0
