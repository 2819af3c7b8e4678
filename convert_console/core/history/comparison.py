"""Compares two exchanges, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict

TEXT_COMPARED = 65_536
"""Characters of a text that are compared; a longer one says that it goes on."""

LINES_COMPARED = 5_000
"""Values of one document that are compared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value in both exchanges; `None` if an exchange does not have it. `part` is "Request" or
    "Answer", `place` a path such as `ev[0].goals[1]`, or a name in words.
    """

    part: str
    place: str
    left: str | None
    right: str | None

    @property
    def same(self) -> bool:
        """Whether both have the same value."""
        return self.left == self.right


def compare(left: Exchange, right: Exchange) -> tuple[Compared, ...]:
    """Every value of both, in the order of the left one, then what only the right one has.

    If one came in from another program, only the requests are compared, since it has no answer.
    """
    request = (
        *_side_by_side("Request", _request(left), _request(right)),
        *_texts("Request", "document", left.document, right.document),
    )
    if left.inbound or right.inbound:
        return request
    return (
        *request,
        *_side_by_side("Answer", _answer(left), _answer(right)),
        *_texts("Answer", "body", _body(left), _body(right)),
    )


def flattened(payload: Payload) -> dict[str, str]:
    """Each value that holds no others, by its path.

    >>> flattened({"vid": "v", "ev": [{"r": Number("1.10"), "goals": []}]})
    {'vid': '"v"', 'ev[0].r': '1.10', 'ev[0].goals': '[]'}
    """
    values: dict[str, str] = {}
    for path, value in _leaves("", payload):
        if len(values) == LINES_COMPARED:
            break
        values[path] = value
    return values


def _request(exchange: Exchange) -> dict[str, str]:
    request = exchange.request
    named = {"profile": exchange.profile, "method": request.method, "URL": request.url}
    return {**named, **_headers(request.headers)}


def _answer(exchange: Exchange) -> dict[str, str]:
    judged, outcome = verdict(exchange), exchange.outcome
    values = {"verdict": judged.word}
    if isinstance(outcome, Answer):
        values["status"] = f"{outcome.status} {outcome.reason}".rstrip()
        values.update(_headers(outcome.headers))
    elif isinstance(outcome, Failure):
        values["failure"] = outcome.detail
    return values


def _headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Values by lower-case name; a repeated header has all its values."""
    by_name: dict[str, str] = {}
    for name, value in headers:
        key = f"header {name.lower()}"
        by_name[key] = f"{by_name[key]}\n{value}" if key in by_name else value
    return by_name


def _body(exchange: Exchange) -> str:
    outcome = exchange.outcome
    return outcome.body.decode("utf-8", "replace") if isinstance(outcome, Answer) else ""


def _texts(part: str, name: str, left: str, right: str) -> Iterator[Compared]:
    """By path where both are JSON, else line by line."""
    readings = [parse(text) for text in (left, right) if len(text) <= TEXT_COMPARED]
    trees = [flattened(reading.payload) for reading in readings if reading.fault is None]
    if len(trees) == 2:
        yield from _side_by_side(part, trees[0], trees[1])
    elif left or right:
        yield from _lines(part, name, left[:TEXT_COMPARED], right[:TEXT_COMPARED])
        if max(len(left), len(right)) > TEXT_COMPARED:
            sizes = (f"{len(text):,} characters" for text in (left, right))
            yield Compared(part, f"{name}, total length", *sizes)


def _side_by_side(part: str, left: Mapping[str, str], right: Mapping[str, str]) -> list[Compared]:
    names = dict.fromkeys([*left, *right])
    return [Compared(part, name, left.get(name), right.get(name)) for name in names]


def _lines(part: str, name: str, left: str, right: str) -> Iterator[Compared]:
    ours, theirs = left.split("\n"), right.split("\n")
    number = 0
    for _kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for our_line, their_line in zip_longest(ours[a:b], theirs[c:d]):
            number += 1
            yield Compared(part, f"{name}, line {number}", our_line, their_line)


def _leaves(path: str, value: Payload) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}[{place}]", inner)
    else:
        yield path or "whole document", _written(value)


def _written(value: Payload) -> str:
    match value:
        case Number():
            return value.literal
        case str():
            return f'"{value}"'
        case Mapping():
            return "{}"
        case True | False:
            return str(value).lower()
    return "null" if value is None else "[]"
