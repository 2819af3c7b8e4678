"""JSON text read strictly, with the digits of every number kept as they were written."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

DEPTH_LIMIT = 200
"""Levels of nesting that are read. A tracking request has four; a bomb has thousands."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value is: keys and list positions from the top, as in `("ev", 0, "goals", 1)`."""


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


class SyntaxFault(NamedTuple):
    """Why a text is not JSON, at which line and column (both from 1) and character offset."""

    sentence: str
    line: int
    column: int
    offset: int


class Reading(NamedTuple):
    """A parsed text: its tree, or why it has none.

    `duplicates` are the paths of keys that appear twice in one object; the last value counts, as
    with every common parser.
    """

    payload: Payload
    fault: SyntaxFault | None = None
    duplicates: tuple[Path, ...] = ()


Doubled: TypeAlias = list[tuple[dict[str, Payload], str]]
"""Objects in which a key appears twice, each with that key."""


def parse(text: str) -> Reading:
    """Read a text as strict JSON; never raises, whatever the text.

    >>> parse('{"r": 1.10}').payload
    {'r': Number('1.10')}
    >>> parse('{"a": 1,}').fault.column
    8
    """
    deep = first_too_deep(text, DEPTH_LIMIT)
    if deep is not None:
        return Reading(None, _fault_at(text, deep, f"More than {DEPTH_LIMIT} levels of brackets"))
    doubled: Doubled = []
    try:
        payload: Payload = decoder(doubled).decode(text)
    except json.JSONDecodeError as error:
        return Reading(None, _syntax_fault(text, error))
    except _UnreadableNumber as error:
        return Reading(None, _fault_at(text, _offset_of(text, error.literal), str(error)))
    return Reading(payload, None, _doubled_paths(payload, doubled) if doubled else ())


def decoder(doubled: Doubled) -> json.JSONDecoder:
    """The standard library's scanner, set to read as `parse` does, or one value at an offset.

    It adds to `doubled` and raises ValueError; it recurses, so check the depth before.
    """

    def as_object(pairs: list[tuple[str, Payload]]) -> dict[str, Payload]:
        value = dict(pairs)
        if len(value) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            doubled.extend((value, key) for key, count in counts.items() if count > 1)
        return value

    return json.JSONDecoder(
        object_pairs_hook=as_object,
        parse_int=Number,
        parse_float=_number,
        parse_constant=_refuse_constant,
    )


def end_of_value(text: str, start: int) -> int:
    """Where the value that begins at `start` ends; ValueError when it is not JSON.

    Passes over a value about twice as fast as reading it. It recurses, as `decoder` does.
    """
    return _PASSING.raw_decode(text, start)[1]


def key_at(text: str, start: int) -> tuple[str, int]:
    """The key that begins at `start`, decoded, and where it ends; ValueError when there is none."""
    key, end = _PASSING.raw_decode(text, start)
    if text[start] != '"':
        raise ValueError("A key begins with a quote")
    return key, end


def value_at(payload: Payload, path: Path) -> Payload:
    """The value at a path, or `None` where there is nothing.

    >>> value_at({"ev": [{"evt": "tr"}]}, ("ev", 0, "evt"))
    'tr'
    """
    value = payload
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def equal_start(left: Sequence[Payload], right: Sequence[Payload]) -> int:
    """How many items at the beginning of two lists are equal.

    >>> equal_start(["a", "b", "c"], ["a", "b", "d"])
    2
    """
    pairs = enumerate(zip(left, right, strict=False))
    # Large events are most often the same objects.
    differing = (at for at, (a, b) in pairs if a is not b and a != b)
    return next(differing, min(len(left), len(right)))


def path_text(path: Path) -> str:
    """A path as people read it.

    >>> path_text(("ev", 0, "goals", 1))
    'ev[0].goals[1]'
    """
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).removeprefix(".")


_EXPONENT_LIMIT = 400  # a query spells digits out; no double reaches 1e309, and 1e9999 fills memory
_EXPONENT = re.compile(r"[eE][+-]?0*([0-9]*)$")
_STRING_OR_NUMBER = re.compile(
    r'"(?:[^"\\]|\\.)*+"?'
    r"|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?",
    re.DOTALL,
)
_COMMA = "There is an extra comma here"
_SENTENCES = {
    "Illegal trailing comma before end of object": _COMMA,
    "Illegal trailing comma before end of array": _COMMA,
    "Expecting value": "A value is missing here",
    "Expecting property name enclosed in double quotes": "A key in double quotes is expected here",
    "Expecting ':' delimiter": "A colon is expected here",
    "Expecting ',' delimiter": "A comma or a closing bracket is expected here",
    "Unterminated string starting at": "This text has no closing quote",
    "Extra data": "More text follows after the end of the document",
    "Invalid control character at": "A line break or control character in a text must be escaped",
    "Invalid \\escape": "This backslash escape does not exist in JSON",
    "Invalid \\uXXXX escape": "Four hexadecimal digits are expected after \\u",
}


class _UnreadableNumber(ValueError):
    def __init__(self, literal: str, sentence: str) -> None:
        super().__init__(sentence)
        self.literal = literal


def _number(literal: str) -> Number:
    exponent = _EXPONENT.search(literal)
    if exponent and (len(exponent[1]) > 4 or int(exponent[1] or 0) > _EXPONENT_LIMIT):
        raise _UnreadableNumber(
            literal, f"The exponent of this number is above {_EXPONENT_LIMIT:,}"
        )
    return Number(literal)


def _refuse_constant(word: str) -> Payload:
    raise _UnreadableNumber(word, f"{word} is not valid JSON; write a number or null")


_PASSING = json.JSONDecoder(parse_int=str, parse_float=_number, parse_constant=_refuse_constant)

scan_past: Callable[[str, int], tuple[object, int]] = _PASSING.scan_once  # type: ignore[attr-defined]
"""What `end_of_value` does, for a loop over many values: the value, and its end."""


def _fault_at(text: str, offset: int, sentence: str) -> SyntaxFault:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return SyntaxFault(sentence, line, column, offset)


def _syntax_fault(text: str, error: json.JSONDecodeError) -> SyntaxFault:
    at, sentence = error.pos, _SENTENCES.get(error.msg, error.msg)
    before = text[:at].rstrip(" \t\n\r")
    if text.startswith("\ufeff"):
        sentence = "A byte order mark comes before the document"
    elif before.endswith(",") and text[at : at + 1] in ("]", "}"):
        at, sentence = len(before) - 1, _COMMA  # Python 3.13 says so itself, earlier ones do not
    return _fault_at(text, at, sentence)


def _offset_of(text: str, literal: str) -> int:
    """The offset of a number that the scanner refused: the first one outside of strings."""
    offsets = (m.start() for m in _STRING_OR_NUMBER.finditer(text) if m[0] == literal)
    return next(offsets, 0)


def _doubled_paths(
    payload: Payload, doubled: list[tuple[dict[str, Payload], str]]
) -> tuple[Path, ...]:
    keys: dict[int, list[str]] = {}
    for owner, key in doubled:
        keys.setdefault(id(owner), []).append(key)
    paths: list[Path] = []
    open_nodes: list[tuple[Path, Payload]] = [((), payload)]
    while open_nodes:
        path, node = open_nodes.pop()
        if isinstance(node, dict):
            paths.extend((*path, key) for key in keys.get(id(node), ()))
            open_nodes.extend(((*path, key), value) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            open_nodes.extend(((*path, i), item) for i, item in reversed(list(enumerate(node))))
    return tuple(paths)


# The depth of brackets is checked without recursion before anything recurses.

_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_ALL_BUT_BRACKETS_AND_QUOTES = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = [1 if byte in b"[{" else -1 if byte in b"]}" else 0 for byte in range(256)]
_LEVELS_CHECKED_QUICKLY = 8


def first_too_deep(text: str, limit: int) -> int | None:
    """The offset of the first bracket outside of strings that opens level `limit` + 1.

    Text that is not JSON has a depth too: a string without an end reaches to the end.

    >>> first_too_deep('[["["]]', 1), first_too_deep('["["]', 1)
    (1, None)
    """
    if text.count("[") + text.count("{") <= limit:
        return None
    brackets = _brackets(text)
    if _shallow(brackets, min(limit, _LEVELS_CHECKED_QUICKLY)):
        return None
    return _offset_of_level(text, limit + 1) if _is_deeper(brackets, limit) else None


def opened(text: str) -> int:
    """How many brackets a text opens outside of strings.

    >>> opened('{"a": [1], "b": "["}')
    2
    """
    brackets = _brackets(text)
    return brackets.count(b"[") + brackets.count(b"{")


def _brackets(text: str) -> bytes:
    """The brackets outside of strings."""
    # It runs on each keystroke, so it replaces in the whole text (1 ms for 300 KB), where a walk
    # over the tokens takes 9 ms. Removing two adjacent quotes changes the role of no other quote.
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    left = text.encode("ascii", "replace").translate(None, _ALL_BUT_BRACKETS_AND_QUOTES)
    left = left.replace(b'""', b"")
    return b"".join(left.split(b'"')[::2])


def _shallow(brackets: bytes, limit: int) -> bool:
    """Whether removing the innermost pairs `limit` times leaves nothing."""
    for _ in range(limit // 2):  # a round takes up to two levels: `{}`, and the `[]` around it
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if not brackets:
            return True
    return False


def _is_deeper(brackets: bytes, limit: int) -> bool:
    """Whether more than `limit` brackets are open somewhere."""
    depth = 0
    for start in range(0, len(brackets), _BLOCK):  # a hostile text is too deep in its first block
        steps = map(_STEPS.__getitem__, brackets[start : start + _BLOCK])
        depths = list(accumulate(steps, initial=depth))
        if max(depths) > limit:
            return True
        depth = depths[-1]
    return False


_BLOCK = 10_000


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
