"""Converts between the text of a form field and a JSON value."""

import re
from typing import Literal, get_args

from convert_console.core.document.formatting import flat_text
from convert_console.core.document.payload import Number, Path, Payload, parse, value_at
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.text import plain_text

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def is_number(text: str) -> bool:
    """Whether a text is a number literal as JSON spells them, and one that is read back."""
    match = _NUMBER.fullmatch(text)  # only an exponent can be more than is read back
    return match is not None and (match[3] is None or parse(text).fault is None)


def as_number(text: str) -> Payload:
    """A number where the text is one, the text itself where it is not: nothing is corrected.

    >>> as_number("123.20"), as_number("12,5")
    (Number('123.20'), '12,5')
    """
    return Number(text) if is_number(text) else text


def like(before: Payload, text: str) -> Payload:
    """The text in the form its value had before: an id that was a number stays one.

    >>> like(Number("7"), "78"), like("7", "78")
    (Number('78'), '78')
    """
    return as_number(text) if isinstance(before, Number) else text


def number_if_it_is_one(_before: Payload, text: str) -> Payload:
    """A number where the text is one, whatever was there before: for keys that are numbers in the
    article.

    >>> number_if_it_is_one("123,20", "123.20"), number_if_it_is_one(Number("1"), "1.")
    (Number('123.20'), '1.')
    """
    return as_number(text)


def ids_like(before: Payload, texts: list[str]) -> list[Payload]:
    """A list of ids in which those that were there keep their form and new ones follow it.

    >>> ids_like([Number("7")], ["7", "8"])
    [Number('7'), Number('8')]
    """
    items = before if isinstance(before, list) else []
    known = {plain_text(item): item for item in reversed(items)}
    pattern = items[0] if items else ""
    return [known[text] if text in known else like(pattern, text) for text in texts]


# Values of undocumented keys; the user chooses their kind.

ValueKind = Literal["text", "number", "true", "false", "null", "JSON"]
KINDS: tuple[ValueKind, ...] = get_args(ValueKind)

_WORDS: dict[str, Payload] = {"true": True, "false": False, "null": None}
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\u2028\u2029\x7f]")


class Unreadable(ValueError):
    """A typed text is no value of its kind; the message says why, in a sentence."""


def extra_keys(payload: Payload, path: Path) -> tuple[str, ...]:
    """The keys that the object at a path has beyond the documented ones, in their order.

    >>> extra_keys({"cid": "1", "dbg": True, "ev": []}, ())
    ('dbg',)
    """
    value = value_at(payload, path)
    if not isinstance(value, dict):
        return ()
    level = tuple(step for step in path if isinstance(step, str))
    known = {row.path[len(level)] for row in PARAMETERS if row.path[: len(level)] == level}
    return tuple(key for key in value if key not in known)


def kind_of(value: Payload) -> ValueKind:
    r"""The kind that a line of text can edit a value as.

    Text with a line break in it has no place in one line, but as JSON it has.

    >>> kind_of(Number("1.10")), kind_of("a"), kind_of("a\nb"), kind_of([])
    ('number', 'text', 'JSON', 'JSON')
    """
    match value:
        case Number():
            return "number"
        case True:
            return "true"
        case False:
            return "false"
        case None:
            return "null"
        case str() if not _NOT_IN_A_LINE.search(value):
            return "text"
        case _:
            return "JSON"


def is_within(value: Payload, limit: int) -> bool:
    """Whether the characters of all texts in a value and the number of its members add up to no
    more than the limit. Stops early for a large value.

    >>> is_within({"a": ["b", "c"]}, 6), is_within({"a": ["b", "c"]}, 3)
    (True, False)
    """
    waiting: list[Payload] = [value]
    left = limit
    while waiting and left >= 0:
        current = waiting.pop()
        if isinstance(current, str):
            left -= len(current)
        elif isinstance(current, dict | list):
            left -= len(current)
            if left >= 0:
                waiting.extend(current.values() if isinstance(current, dict) else current)
                waiting.extend(current if isinstance(current, dict) else ())
    return left >= 0


def text_as(kind: ValueKind, value: Payload) -> str:
    """The text of the line in which a value is edited as a kind.

    >>> text_as("text", Number("1.10")), text_as("JSON", "a"), text_as("text", ["a"])
    ('1.10', '"a"', '["a"]')
    """
    if kind in _WORDS:
        return kind
    if kind == "JSON" or isinstance(value, list | dict):
        return flat_text(value)
    return plain_text(value)


def read_as(kind: ValueKind, text: str) -> Payload:
    """The value that a typed text is; raises Unreadable, with the reason.

    >>> read_as("number", "1.10"), read_as("text", "1.10"), read_as("JSON", "[1.10]")
    (Number('1.10'), '1.10', [Number('1.10')])
    """
    if kind in _WORDS:
        return _WORDS[kind]
    if kind == "number":
        if not is_number(text):
            raise Unreadable("This is not a JSON number. Use digits, and a point for decimals.")
        return Number(text)
    return _json(text) if kind == "JSON" else text


def _json(text: str) -> Payload:
    reading = parse(text)
    if reading.fault is not None:
        raise Unreadable(f"Column {reading.fault.column}: {reading.fault.sentence}.")
    if reading.duplicates:
        raise Unreadable(f"The key {reading.duplicates[0][-1]} occurs twice here.")
    return reading.payload
