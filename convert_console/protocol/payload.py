"""JSON text read strictly, with the digits of every number kept as they were written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

DEPTH_LIMIT = 200
"""Levels of nesting that are read. A tracking request has four; a bomb has thousands."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: keys and list positions from the top, as in `("ev", 0, "goals", 1)`."""


class Number:
    """A JSON number as its own digits: `Number("1.10")` is not `Number("1.1")`."""

    __slots__ = ("literal",)

    def __init__(self, literal: str) -> None:
        self.literal = literal

    def __repr__(self) -> str:
        return f"Number({self.literal!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and other.literal == self.literal

    def __hash__(self) -> int:
        return hash((Number, self.literal))


Payload: TypeAlias = "Mapping[str, Payload] | Sequence[Payload] | str | Number | bool | None"
"""A document's tree: dict, list, str, Number, bool, None. Read it, never change it in place."""


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Why a text is not JSON, at which line and column (both from 1) and character offset."""

    sentence: str
    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its tree, or why it has none.

    `duplicates` are the paths of keys that stand twice in one object; the last value counts, as
    with every common parser.
    """

    payload: Payload
    fault: SyntaxFault | None = None
    duplicates: tuple[Path, ...] = ()


def parse(text: str) -> Reading:
    """Read a text as strict JSON; never raises, whatever the text.

    >>> parse('{"r": 1.10}').payload
    {'r': Number('1.10')}
    >>> parse('{"a": 1,}').fault.column
    8
    """
    doubled: list[tuple[dict[str, Payload], str]] = []

    def as_object(pairs: list[tuple[str, Payload]]) -> dict[str, Payload]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            doubled.extend((found, key) for key in found if keys.count(key) > 1)
        return found

    fault = _too_deep(text)
    if fault:
        return Reading(None, fault)
    try:
        payload: Payload = json.loads(
            text,
            object_pairs_hook=as_object,
            parse_int=Number,
            parse_float=_number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        return Reading(None, _fault_at(text, error.pos, _SENTENCES.get(error.msg, error.msg)))
    except _OddNumber as error:
        return Reading(None, _fault_at(text, text.find(error.literal), str(error)))
    return Reading(payload, None, _doubled_paths(payload, doubled) if doubled else ())


def value_at(payload: Payload, path: Path) -> Payload:
    """The value at a path, or `None` where there is nothing.

    >>> value_at({"ev": [{"evt": "tr"}]}, ("ev", 0, "evt"))
    'tr'
    """
    here = payload
    for step in path:
        if isinstance(here, dict) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            here = here[step]
        else:
            return None
    return here


def path_text(path: Path) -> str:
    """A path as people read it.

    >>> path_text(("ev", 0, "goals", 1))
    'ev[0].goals[1]'
    """
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).removeprefix(".")


_EXPONENT_LIMIT = 9_999
_EXPONENT = re.compile(r"[eE][+-]?0*(\d*)$")
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SENTENCES = {
    "Expecting value": "A value is missing here",
    "Expecting property name enclosed in double quotes": "A key in double quotes belongs here",
    "Illegal trailing comma before end of object": "The comma before this bracket is one too many",
    "Illegal trailing comma before end of array": "The comma before this bracket is one too many",
    "Expecting ':' delimiter": "A colon belongs here",
    "Expecting ',' delimiter": "A comma or a closing bracket belongs here",
    "Unterminated string starting at": "This text has no closing quote",
    "Extra data": "The document has ended, but more text follows",
    "Invalid control character at": "A line break or control character inside a text must be escaped",
    "Invalid \\escape": "This backslash escape does not exist in JSON",
    "Invalid \\uXXXX escape": "After \\u four hexadecimal digits belong",
    "Unexpected UTF-8 BOM (decode using utf-8-sig)": "A byte order mark stands before the document",
}


class _OddNumber(ValueError):
    def __init__(self, literal: str, sentence: str) -> None:
        super().__init__(sentence)
        self.literal = literal


def _number(literal: str) -> Number:
    exponent = _EXPONENT.search(literal)
    if exponent and (len(exponent[1]) > 4 or int(exponent[1] or 0) > _EXPONENT_LIMIT):
        raise _OddNumber(literal, f"A number's exponent ends at {_EXPONENT_LIMIT:,} here")
    return Number(literal)


def _refuse_constant(word: str) -> Payload:
    raise _OddNumber(word, f"{word} is not JSON; a number or null belongs here")


def _fault_at(text: str, offset: int, sentence: str) -> SyntaxFault:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return SyntaxFault(sentence, line, column, offset)


def _too_deep(text: str) -> SyntaxFault | None:
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return None
    depth = 0
    for token in _TOKENS.finditer(text):
        kind = token[0][0]
        if kind in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                sentence = f"More than {DEPTH_LIMIT} levels of brackets"
                return _fault_at(text, token.start(), sentence)
        elif kind in "]}":
            depth -= 1
    return None


def _doubled_paths(payload: Payload, doubled: list[tuple[dict[str, Payload], str]]) -> tuple[Path, ...]:
    wanted: dict[int, list[str]] = {}
    for found, key in doubled:
        wanted.setdefault(id(found), []).append(key)
    paths: list[Path] = []
    open_nodes: list[tuple[Path, Payload]] = [((), payload)]
    while open_nodes:
        path, node = open_nodes.pop()
        if isinstance(node, dict):
            paths.extend((*path, key) for key in wanted.get(id(node), ()))
            open_nodes.extend(((*path, key), value) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            open_nodes.extend(((*path, i), item) for i, item in reversed(list(enumerate(node))))
    return tuple(paths)
