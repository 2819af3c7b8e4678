"""Finds parts of a loose text that are JSON, or literals of Python or JavaScript that are close to
it.
"""

import json
import re
from contextlib import suppress
from typing import NamedTuple

from convert_console.core.document.formatting import SURROGATE
from convert_console.core.document.payload import end_of_value, first_too_deep
from convert_console.core.paste.repair.json_literals import CONSTANTS
from convert_console.core.paste.repair.repair_notes import RepairKind


class Part(NamedTuple):
    """Strict JSON of a piece of text that ended at `end`, and what was changed in it."""

    json: str
    end: int
    changes: tuple[tuple[RepairKind, str], ...] = ()


class StrictParts:
    """Finds parts that need no reading token by token, which takes about fifty times as long.

    A failed attempt has read everything up to the fault. Each bracket around the fault fails there
    again, so all attempts together may read only a few times the length of the text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _ATTEMPTS * len(text)
        self._fault = 0

    def at(self, start: int, levels: int) -> Part | None:
        """The object or list at an offset; `None` if it has to be read token by token.

        So has one with an escape, which is written out, or with half of a surrogate pair, which
        becomes an escape.

        >>> StrictParts("{'new': True}").at(0, 1)
        Part(json='{"new": true}', end=13, changes=(('quotes', "'new'"), ('word', 'True → true')))
        """
        return self._strict(start, levels) or self._literal(start, levels)

    def _strict(self, start: int, levels: int) -> Part | None:
        if not self._may_try(start) or not _STRICT_START.match(self._text, start):
            return None
        try:
            end = end_of_value(self._text, start)
        except json.JSONDecodeError as why:
            self._fail(start, why.pos)
            return None
        except (ValueError, RecursionError):
            self._fail(start, len(self._text))
            return None
        piece = self._text[start:end]
        odd = "\\" in piece or (not piece.isascii() and SURROGATE.search(piece))
        if odd or first_too_deep(piece, levels) is not None:
            self._fail(start, end)
            return None
        return Part(piece, end)

    def _literal(self, start: int, levels: int) -> Part | None:
        """A value as Python prints it or JavaScript writes it: with single quotes, keys without
        quotes, and other words.
        """
        if not self._may_try(start):
            return None
        depth, end = 0, start
        while match := _TO_NEXT_BRACKET.match(self._text, end):
            end = match.end()
            depth += 1 if self._text[end - 1] in "[{" else -1
            if depth == 0 or depth > levels:
                break
        piece = self._text[start:end]
        if depth == 0 and not SURROGATE.search(piece):
            as_json = _TOKEN.sub(_json_of, piece)
            with suppress(ValueError):
                end_of_value(as_json, 0)
                changes = (_change(match) for match in _TOKEN.finditer(piece))
                return Part(as_json, end, tuple(change for change in changes if change))
        self._fail(start, end)
        return None

    def _may_try(self, start: int) -> bool:
        return self._left > max(0, self._fault - start)

    def _fail(self, start: int, fault: int) -> None:
        self._left -= fault - start + fault // 16  # json counts the lines before a fault
        self._fault = max(self._fault, fault)


def _json_of(match: re.Match[str]) -> str:
    raw = match[0]
    if match.lastgroup == "word":
        return CONSTANTS[raw]
    return f'"{raw}"' if match.lastgroup == "key" else f'"{raw[1:-1]}"'


def _change(match: re.Match[str]) -> tuple[RepairKind, str] | None:
    raw = match[0]
    match match.lastgroup:
        case "quoted":
            return "quotes", raw
        case "key":
            return "key", raw
        case "word" if raw != CONSTANTS[raw]:
            return "word", f"{raw} → {CONSTANTS[raw]}"
        case _:
            return None


_ATTEMPTS = 8
_STRICT_START = re.compile(r"[\[{]\s*+[\[{\]}\"\dtfn-]")
_NUMBER = r"-?\d[\d.eE+-]*+"
_TEXT = r'"[^"\\$\x00-\x1f]*+"'
_QUOTED = r"""'[^'"\\\x00-\x1f]*+'"""
_NAME = r"[A-Za-z_$][A-Za-z0-9_$]*+"
_WORD = r"(?:True|False|None|true|false|null|undefined)\b"
_TOKEN = re.compile(
    rf"(?P<text>{_TEXT})|(?P<quoted>{_QUOTED})|(?P<key>{_NAME}(?=\s*+:))|(?P<word>{_WORD})"
)
_TO_NEXT_BRACKET = re.compile(
    rf"(?:[,:\s]++|{_NUMBER}|{_TEXT}|{_QUOTED}|{_NAME}\s*+:|{_WORD})*+[{{}}\[\]]"
)
