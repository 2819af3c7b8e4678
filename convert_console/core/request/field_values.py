"""What a person's typing in a form field means as a JSON value."""

from __future__ import annotations

import re

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.request.event_summary import plain_text

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def is_number(text: str) -> bool:
    """Whether a text is a number literal as JSON spells them, and one that is read back."""
    found = _NUMBER.fullmatch(text)  # only an exponent can be more than is read back
    return found is not None and (found[3] is None or parse(text).fault is None)


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


def number_unless_text(before: Payload, text: str) -> Payload:
    """A number, unless the value was text before: for keys that are numbers in the article."""
    return text if isinstance(before, str) else as_number(text)


def ids_like(before: Payload, texts: list[str]) -> list[Payload]:
    """A list of ids in which those that were there keep their form and new ones follow it.

    >>> ids_like([Number("7")], ["7", "8"])
    [Number('7'), Number('8')]
    """
    items = before if isinstance(before, list) else []
    known = {plain_text(item): item for item in reversed(items)}
    pattern = items[0] if items else ""
    return [known[text] if text in known else like(pattern, text) for text in texts]
