"""Rules about single ids in `goals`, `exps`, `vars`, `seg.cust`, and those at top level."""

from __future__ import annotations

from collections.abc import Iterator

from convert_console.core.document.payload import Payload
from convert_console.core.linter import lone_ids
from convert_console.core.linter.fixes import Remove, SetValue, Splice
from convert_console.core.linter.id_shapes import Id, flattened, id_text, split, unwrapped
from convert_console.core.linter.problem import Finding, Fix, error, warning
from convert_console.core.linter.rule import Rule, id_rule
from convert_console.core.linter.view import Event
from convert_console.core.linter.wording import article, container, short
from convert_console.core.request.event_summary import plain_text

_PAIRED = ("exps", "vars")
_NOUNS = {"goals": "goal", "exps": "experience", "vars": "variation", "cust": "audience"}


@id_rule("id-empty", "empty")
def id_empty(one: Id) -> Iterator[Finding]:
    """An id is null or an empty text."""
    alone = one.size == 1 or one.key in _PAIRED  # a removal would shift the pairs
    fix = None if alone else Fix("Remove the empty id", Remove(one.path))
    yield error(one.path, f"This {_NOUNS[one.key]} id is empty. Put the id there.", fix)


@id_rule("id-nested", "nested", lone_ids.nested)
def id_nested(one: Id) -> Iterator[Finding]:
    """A list or an object stands where an id belongs."""
    yield error(
        one.path,
        f"{container(one.value)} stands where {article(_NOUNS[one.key])} id belongs. "
        "Write the ids side by side in one list.",
        _spread(one, "Flatten the list", flattened(one.value)),
    )


@id_rule("id-json-text", "json", lone_ids.json_text)
def id_json_text(one: Id) -> Iterator[Finding]:
    """An id is JSON inside a text."""
    yield error(
        one.path,
        "This id is JSON inside a text. Write the ids themselves, side by side in the list.",
        _spread(one, "Unwrap the ids", flattened(unwrapped(id_text(one.value)))),
    )


@id_rule("id-joined", "joined", lone_ids.joined)
def id_joined(one: Id) -> Iterator[Finding]:
    """Several ids stand in one text."""
    parts: list[Payload] = list(split(id_text(one.value)))
    yield warning(
        one.path,
        f"{len(parts)} ids stand in one text. Write each as an item of the list.",
        _spread(one, f"Split into {len(parts)} ids", parts),
    )


def _not_numeric(event: Event) -> Iterator[Finding]:
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


id_not_numeric = Rule("id-not-numeric", lone_ids.not_numeric, _not_numeric)


def _spread(one: Id, label: str, ids: list[Payload] | None) -> Fix | None:
    return Fix(label, Splice(one.list_path, one.position, tuple(ids))) if ids else None
