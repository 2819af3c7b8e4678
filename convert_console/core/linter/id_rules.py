"""Rules about single ids in `goals`, `exps`, `vars`, `seg.cust`, and those at top level."""

from collections.abc import Iterator

from convert_console.core.document.payload import Number, Path, Payload
from convert_console.core.linter.checked_request import Event, Request
from convert_console.core.linter.fixes import Remove, SetValue, Splice
from convert_console.core.linter.id_shapes import (
    Id,
    Shape,
    flattened,
    is_blank,
    shape_of,
    split,
    spreadsheet_form,
    unwrapped,
)
from convert_console.core.linter.problem import Finding, Fix, error, short, warning
from convert_console.core.linter.rule import Rule, id_rule
from convert_console.core.linter.transport_rules import UNDEFINED, differs_from_host
from convert_console.core.request.parameters import PARAMETERS
from convert_console.core.text import id_text, is_digits, plain_text

# Ids that are not in a list. A visitor or transaction id may be any text.

_SINGLE_IDS = {"cid": "account", "pid": "project", "vid": "visitor", "tid": "transaction"}
_DIGITS_ONLY = ("cid", "pid")


def nested(request: Request) -> Iterator[Finding]:
    """A list or an object; empty ones are reported as missing by other rules."""
    for key, noun in _SINGLE_IDS.items():
        value = request.document.get(key)
        if not isinstance(value, (list, dict)) or not (value or key == "tid"):
            continue
        fix = _keeping_only(key, value, "Take it out of the list")
        yield error((key,), sentence_about(value, noun, key), fix)


def json_text(request: Request) -> Iterator[Finding]:
    """JSON inside a text."""
    for key, value in _of_shape(request, "json", tuple(_SINGLE_IDS)):
        yield error(
            (key,),
            f"The {_SINGLE_IDS[key]} id ({key}) is JSON inside a text. Write only the id.",
            _keeping_only(key, unwrapped(id_text(value)), "Unwrap the id"),
        )


def joined(request: Request) -> Iterator[Finding]:
    """Several ids in one text: it is not certain which is right, so there is no fix."""
    for key, value in _of_shape(request, "joined", _DIGITS_ONLY):
        count = len(split(id_text(value)))
        yield warning(
            (key,),
            f"{key} contains {count} ids, and a request has one {_SINGLE_IDS[key]}. "
            "Keep the right one.",
        )


def not_numeric(request: Request) -> Iterator[Finding]:
    """Other characters than digits, where no other rule judges the id."""
    for key, value in _of_shape(request, "odd", _DIGITS_ONLY):
        text = plain_text(value)
        plain = text.strip()
        if plain.lower() in UNDEFINED or (key == "pid" and differs_from_host(request)):
            continue
        trimmed = plain if is_digits(plain) else ""
        yield error(
            (key,),
            f"The {_SINGLE_IDS[key]} id ({key}) “{short(value)}” is not a number. Write only the "
            "number, as Convert shows it.",
            Fix("Remove the spaces", SetValue((key,), trimmed)) if trimmed else None,
        )


def _of_shape(
    request: Request, shape: Shape, keys: tuple[str, ...]
) -> Iterator[tuple[str, Payload]]:
    for key in keys:
        value = request.document.get(key)
        if not is_blank(value) and shape_of(value) == shape:
            yield key, value


def _keeping_only(key: str, value: Payload, label: str) -> Fix | None:
    """A repair where a list holds a single text or number, however deep."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    certain = isinstance(value, (str, Number)) and not is_blank(value)
    return Fix(label, SetValue((key,), value)) if certain else None


_PAIRED = ("exps", "vars")
NOUNS = {row.wire_name: row.id_kind for row in PARAMETERS if row.id_kind} | {"cust": "audience"}


@id_rule("id-empty", "empty")
def id_empty(an_id: Id) -> Iterator[Finding]:
    """An id is null or an empty text."""
    alone = an_id.size == 1 or an_id.key in _PAIRED  # a removal would shift the pairs
    fix = None if alone else Fix("Remove the empty id", Remove(an_id.path))
    yield error(an_id.path, f"This {NOUNS[an_id.key]} id is empty. Enter it.", fix)


@id_rule("id-nested", "nested", nested)
def id_nested(an_id: Id) -> Iterator[Finding]:
    """A list or an object is in place of an id."""
    yield error(
        an_id.path,
        f"This is {_container(an_id.value)}, not {_article(NOUNS[an_id.key])} id. "
        "Write the ids one after the other in one list.",
        _spread(an_id, "Flatten the list", flattened(an_id.value)),
    )


@id_rule("id-json-text", "json", json_text)
def id_json_text(an_id: Id) -> Iterator[Finding]:
    """An id is JSON inside a text."""
    yield error(
        an_id.path,
        "This id is JSON inside a text. Write the ids themselves, one after the other in the list.",
        _spread(an_id, "Unwrap the ids", flattened(unwrapped(id_text(an_id.value)))),
    )


@id_rule("id-joined", "joined", joined)
def id_joined(an_id: Id) -> Iterator[Finding]:
    """One text holds several ids."""
    parts: list[Payload] = list(split(id_text(an_id.value)))
    yield warning(
        an_id.path,
        f"One text contains {len(parts)} ids. Make each one an item of the list.",
        _spread(an_id, f"Split into {len(parts)} ids", parts),
    )


def _not_numeric(event: Event) -> Iterator[Finding]:
    """An id has other characters than digits, and no other rule judges it."""
    for an_id in event.odd_ids:
        if an_id.shape == "odd":
            value = plain_text(an_id.value)
            fix = None
            if is_digits(value.strip()):
                fix = Fix("Remove the spaces", SetValue(an_id.path, value.strip()))
            grade = warning if an_id.key == "exps" else error
            yield grade(
                an_id.path,
                f"The {NOUNS[an_id.key]} id “{short(value)}” is not a number. "
                "Look up the number in Convert.",
                fix,
            )


id_not_numeric = Rule("id-not-numeric", not_numeric, _not_numeric)


_SPREADSHEET = {
    "exponent": "This id has the exponent of a spreadsheet, which drops digits: {}. Take it from "
    "the source again, as text.",
    "cell": "This id is {}, which a spreadsheet shows in place of a value. Take it from the source "
    "again.",
    "formula": "This id has the form that keeps a text from a spreadsheet: {}. Write only the id.",
    "other formula": "This id is a formula of a spreadsheet: {}. Take it from the source again, as "
    "text.",
    "date": "A spreadsheet may have made a date of this id: {}. Compare it with the source.",
    "apostrophe": "The apostrophe in {} marks a text in a spreadsheet. Write only the id.",
    "decimals": "A spreadsheet has made a decimal number of this id: {}. Write it without the "
    "decimals.",
}


def spreadsheet(path: Path, value: Payload) -> Iterator[Finding]:
    """What is said of an id that a spreadsheet has changed."""
    form = spreadsheet_form(value)
    if form:
        how, certain = form
        fix = None if certain is None else Fix(f"Write {short(certain)}", SetValue(path, certain))
        yield warning(path, _SPREADSHEET[how].format(short(value)), fix)


def _spreadsheet_in_request(request: Request) -> Iterator[Finding]:
    for key in _SINGLE_IDS:
        yield from spreadsheet((key,), request.document.get(key))
    for an_id in request.odd_ids:
        yield from spreadsheet(an_id.path, an_id.value)


def _spreadsheet_in_event(event: Event) -> Iterator[Finding]:
    for an_id in event.odd_ids:
        yield from spreadsheet(an_id.path, an_id.value)
    yield from spreadsheet(event.at("tid"), event.body.get("tid"))


id_spreadsheet = Rule("id-spreadsheet", _spreadsheet_in_request, _spreadsheet_in_event)


def _spread(an_id: Id, label: str, ids: list[Payload] | None) -> Fix | None:
    return Fix(label, Splice(an_id.list_path, an_id.position, tuple(ids))) if ids else None


def sentence_about(value: Payload, noun: str, what: str = "This") -> str:
    """What is said of a list or an object in place of a single id."""
    return (
        f"{what} is {_container(value)}, not {_article(noun)} id. Write only the id, without "
        "brackets."
    )


def _container(value: Payload) -> str:
    return "a list" if isinstance(value, list) else "an object"


def _article(noun: str) -> str:
    """A noun with its article.

    >>> _article("audience"), _article("goal")
    ('an audience', 'a goal')
    """
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
