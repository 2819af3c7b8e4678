"""Rules about single ids in `goals`, `exps`, `vars`, `seg.cust`, and those at top level."""

from __future__ import annotations

from collections.abc import Iterator

from convert_console.protocol.event_words import plain_text
from convert_console.protocol.payload import Number, Payload
from convert_console.protocol.rules.fixes import Remove, SetValue, Splice
from convert_console.protocol.rules.identity import (
    Id,
    flattened,
    id_text,
    is_blank,
    split,
    unwrapped,
)
from convert_console.protocol.rules.problem import Finding, Fix, error, warning
from convert_console.protocol.rules.rule import Rule, event_rule, id_rule
from convert_console.protocol.rules.view import Event, Request
from convert_console.protocol.rules.words import short

_PAIRED = ("exps", "vars")
_NOUNS = {"goals": "goal", "exps": "experience", "vars": "variation", "cust": "audience"}
_ALONE = {"cid": "account", "pid": "project", "vid": "visitor", "tid": "transaction"}


@id_rule("id-empty", "empty")
def id_empty(one: Id) -> Iterator[Finding]:
    """An id is null or an empty text."""
    alone = one.size == 1 or one.key in _PAIRED  # a removal would shift the pairs
    fix = None if alone else Fix("Remove the empty id", Remove(one.path))
    yield error(one.path, f"This {_NOUNS[one.key]} id is empty. Put the id there.", fix)


def _nested_in_list(place: Request | Event) -> Iterator[Finding]:
    for one in place.odd_ids:
        if one.shape == "nested":
            yield error(
                one.path,
                f"{_container(one.value)} stands where {_article(_NOUNS[one.key])} id belongs. "
                "Write the ids side by side in one list.",
                _spread(one, "Flatten the list", flattened(one.value)),
            )


def _nested_at_top(request: Request) -> Iterator[Finding]:
    """An account, project, visitor or transaction id that is a list or an object.

    Empty ones of the first three are missing, and that is said by a rule of its own.
    """
    for key, noun in _ALONE.items():
        value = request.document.get(key)
        if not isinstance(value, (list, dict)) or not (value or key == "tid"):
            continue
        only = _only_item(value)
        fix = Fix("Take it out of the list", SetValue((key,), only)) if only is not None else None
        yield error(
            (key,),
            f"{_container(value)} stands where {_article(noun)} id ({key}) belongs. "
            "Write the id alone, without brackets.",
            fix,
        )


def _nested(request: Request) -> Iterator[Finding]:
    yield from _nested_at_top(request)
    yield from _nested_in_list(request)


id_nested = Rule("id-nested", _nested, _nested_in_list)


@id_rule("id-json-text", "json")
def id_json_text(one: Id) -> Iterator[Finding]:
    """An id is JSON inside a text."""
    yield error(
        one.path,
        "This id is JSON inside a text. Write the ids themselves, side by side in the list.",
        _spread(one, "Unwrap the ids", flattened(unwrapped(id_text(one.value)))),
    )


@id_rule("id-joined", "joined")
def id_joined(one: Id) -> Iterator[Finding]:
    """Several ids stand in one text."""
    parts: list[Payload] = list(split(id_text(one.value)))
    yield warning(
        one.path,
        f"{len(parts)} ids stand in one text. Write each as an item of the list.",
        _spread(one, f"Split into {len(parts)} ids", parts),
    )


@event_rule("id-not-numeric")
def id_not_numeric(event: Event) -> Iterator[Finding]:
    """An id has anything but digits, and no other rule says what it is."""
    for one in event.odd_ids:
        if one.shape == "odd":
            value = plain_text(one.value)
            fix = None
            if value.strip().isdecimal() and value.isascii():
                fix = Fix("Remove the blanks", SetValue(one.path, value.strip()))
            grade = warning if one.key == "exps" else error
            yield grade(
                one.path,
                f"The {_NOUNS[one.key]} id “{short(value)}” is not a number. "
                "Look up the number in Convert.",
                fix,
            )


def _spread(one: Id, label: str, ids: list[Payload] | None) -> Fix | None:
    return Fix(label, Splice(one.list_path, one.position, tuple(ids))) if ids else None


def _only_item(value: Payload) -> Payload:
    """The one text or number in a list of one, however deep; `None` where there is none."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, (str, Number)) and not is_blank(value) else None


def _container(value: Payload) -> str:
    return "A list" if isinstance(value, list) else "An object"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
