"""What the rules for ids say of those that stand alone: account, project, visitor, transaction.

A visitor or transaction id may be any text; the other two are digits.
"""

from __future__ import annotations

from collections.abc import Iterator

from convert_console.core.document.payload import Number, Payload
from convert_console.core.linter.fixes import SetValue
from convert_console.core.linter.id_shapes import (
    Shape,
    id_text,
    is_blank,
    shape_of,
    split,
    unwrapped,
)
from convert_console.core.linter.problem import Finding, Fix, error, warning
from convert_console.core.linter.transport import UNDEFINED, differs_from_host
from convert_console.core.linter.view import Request
from convert_console.core.linter.wording import article, container, short
from convert_console.core.request.event_summary import plain_text

_NOUNS = {"cid": "account", "pid": "project", "vid": "visitor", "tid": "transaction"}
_DIGITS_ONLY = ("cid", "pid")


def nested(request: Request) -> Iterator[Finding]:
    """A list or an object; empty ones of the first three are said to be missing."""
    for key, noun in _NOUNS.items():
        value = request.document.get(key)
        if not isinstance(value, (list, dict)) or not (value or key == "tid"):
            continue
        yield error(
            (key,),
            f"{container(value)} stands where {article(noun)} id ({key}) belongs. "
            "Write the id alone, without brackets.",
            _keeping_only(key, value, "Take it out of the list"),
        )


def json_text(request: Request) -> Iterator[Finding]:
    """JSON inside a text."""
    for key, value in _of_shape(request, "json", tuple(_NOUNS)):
        yield error(
            (key,),
            f"The {_NOUNS[key]} id ({key}) is JSON inside a text. Write the id alone.",
            _keeping_only(key, unwrapped(id_text(value)), "Unwrap the id"),
        )


def joined(request: Request) -> Iterator[Finding]:
    """Several ids in one text. Which is meant nobody can tell."""
    for key, value in _of_shape(request, "joined", _DIGITS_ONLY):
        count = len(split(id_text(value)))
        yield warning(
            (key,),
            f"{count} ids stand in {key}, and a request has one {_NOUNS[key]}. "
            "Keep the one that is meant.",
        )


def not_numeric(request: Request) -> Iterator[Finding]:
    """Anything but digits, where no other rule says what it is or that it is another's."""
    for key, value in _of_shape(request, "odd", _DIGITS_ONLY):
        text = plain_text(value)
        plain = text.strip()
        if plain.lower() in UNDEFINED or (key == "pid" and differs_from_host(request)):
            continue
        trimmed = plain if plain.isascii() and plain.isdecimal() else ""
        yield error(
            (key,),
            f"The {_NOUNS[key]} id ({key}) “{short(value)}” is not a number. "
            "Write the number alone, as Convert shows it.",
            Fix("Remove the blanks", SetValue((key,), trimmed)) if trimmed else None,
        )


def _of_shape(
    request: Request, shape: Shape, keys: tuple[str, ...]
) -> Iterator[tuple[str, Payload]]:
    for key in keys:
        value = request.document.get(key)
        if not is_blank(value) and shape_of(value) == shape:
            yield key, value


def _keeping_only(key: str, value: Payload, label: str) -> Fix | None:
    """A repair where there is but one text or number in a list of one, however deep."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    certain = isinstance(value, (str, Number)) and not is_blank(value)
    return Fix(label, SetValue((key,), value)) if certain else None
