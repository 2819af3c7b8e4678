"""What a document for `/track` must look like, as JSON Schema for editors and other programs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from convert_console.core.linter.segment_rules import V1_KEYS
from convert_console.core.request.parameters import (
    COUNTRIES,
    EVENT,
    EVENT_TYPES,
    REQUEST,
    SEGMENTS,
    Parameter,
    parameter,
)

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

BEYOND = (
    "article-placeholder", "id-json-text", "json-text", "pairs-uneven", "placeholder",
    "variation-conflict", "vid-cookie-debris", "vid-one", "vid-personal",
)  # fmt: skip
"""Rules of the linter with errors in the document that the schema does not state: they compare
places with each other, or look into texts.
"""

_END = r"(?![\s\S])"
"""The end of a text, which $ is not in every language: Python's also matches before a line end."""

_DIGITS = rf"^[0-9]+{_END}"
_JOINED = rf"^\s*[0-9]+(?:[\s,;|]+[0-9]+)+[\s,;|]*{_END}"
"""Several ids in one text, which the linter only warns of."""

_NUMBER_AS_TEXT = rf"^\s*-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\s*{_END}"

_ONE_ID: Schema = {
    "anyOf": [
        {"type": "string", "pattern": _DIGITS},
        {"type": "integer", "minimum": 0},
        {"type": "string", "pattern": _JOINED},
    ]
}
_SEVERAL_IN_A_TEXT: Schema = {"type": "string", "pattern": _JOINED}
_NOT_BLANK: Schema = {"type": "string", "pattern": r"\S"}
_BLANK: Schema = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "not": {"pattern": r"\S"}},
        {"type": "object", "maxProperties": 0},
    ]
}
_ANY_ID: Schema = {"anyOf": [_NOT_BLANK, {"type": ["number", "boolean"]}]}
"""An id that need not be digits: the linter warns of such an experience."""

_NOT_ONE_ID: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"\S", "not": {"pattern": _DIGITS}},
        {"type": "number", "not": {"type": "integer", "minimum": 0}},
        {"type": "boolean"},
    ]
}


def schema_of_track() -> Schema:
    """The schema, in the 2020-12 dialect.

    A document that it rejects has an error for the linter. One that it accepts has none by its
    content, except of the rules in `BEYOND`. What the linter only warns of is accepted. The schema
    compares numbers by value, so it takes 1.0 for the id 1, and knows no largest number.
    """
    return {
        "$schema": DIALECT,
        "$id": "urn:convert-console:track-request",
        "title": "Convert tracking request",
        "description": "The body of a POST to /track, by Convert's article “New Tracking "
        "Structure – Advanced Integrations” and what public integrations send.",
        "$comment": f"Not stated here, and checked by convert-console check: {', '.join(BEYOND)}.",
        "type": "object",
        "required": ["cid", "pid", "vid", "ev"],
        "properties": {
            **_described(REQUEST, _OF_REQUEST),
            "seg": _segments(),
            "ev": {
                "title": "Events",
                "description": "What the visitor did, in order.",
                "type": "array",
                "minItems": 1,
                "items": _event(),
            },
        },
    }


_OF_REQUEST: Mapping[str, Schema] = {
    "cid": _ONE_ID,
    "pid": _ONE_ID,
    "vid": _ANY_ID,
    "tid": {"type": ["string", "number", "boolean", "null"]},
}


def _segments() -> Schema:
    return {
        "title": "Segments",
        "description": "What the visitor belongs to. Every key may be left out.",
        "type": "object",
        "properties": {
            **_described(SEGMENTS, _OF_SEGMENTS),
            **{
                old: {"not": {}, "description": f"The v1 name. Here it is called {name}."}
                for old, name in V1_KEYS.items()
            },
        },
    }


_OF_SEGMENTS: Mapping[str, Schema] = {
    "devices": {"items": {"examples": list(parameter("seg", "devices").values)}},
    "new": {"examples": [0, 1]},
    "ctry": {"examples": sorted(COUNTRIES)},
    "cust": {
        "if": {"type": "array"},
        "then": {"items": _ANY_ID},
        "else": {"not": {"type": "object", "minProperties": 1}},
    },
}


def _event() -> Schema:
    return {
        "title": "Event",
        "type": "object",
        "required": ["evt", "exps", "vars"],
        "properties": _described(EVENT, _OF_EVENT),
        "allOf": [
            {
                "if": {"required": ["evt"], "properties": {"evt": {"enum": ["hitGoal", "tr"]}}},
                "then": {
                    "required": ["goals"],
                    "properties": {"goals": _list_of(_ONE_ID, _SEVERAL_IN_A_TEXT, least=1)},
                },
            },
            {
                "if": {"required": ["evt"], "properties": {"evt": {"const": "tr"}}},
                "then": {
                    "required": ["r"],
                    "properties": {
                        "r": {
                            "anyOf": [
                                {"type": "number"},
                                {"type": "string", "pattern": _NUMBER_AS_TEXT},
                            ]
                        }
                    },
                },
            },
        ],
    }


def _list_of(item: Schema, alone: Schema, *, least: int) -> Schema:
    """A list; `alone` are the values in place of it that the linter only warns of, if at all."""
    return {"if": {"type": "array"}, "then": {"minItems": least, "items": item}, "else": alone}


_OF_EVENT: Mapping[str, Schema] = {
    "evt": {
        "oneOf": [{"const": choice.value, "description": choice.label} for choice in EVENT_TYPES]
    },
    "exps": _list_of(_ANY_ID, _NOT_ONE_ID, least=1),
    "vars": _list_of(_ONE_ID, _SEVERAL_IN_A_TEXT, least=1),
    "goals": _list_of(_ONE_ID, {"anyOf": [_ONE_ID, _BLANK]}, least=0),
}


def _described(rows: Sequence[Parameter], stated: Mapping[str, Schema]) -> Schema:
    """The properties of an object: what is known of each key, and what is stated of it."""
    return {row.wire_name: _property(row, stated.get(row.wire_name, {})) for row in rows}


def _property(row: Parameter, stated: Schema) -> Schema:
    schema: Schema = {"title": row.label, "description": row.meaning, **stated}
    examples: list[Any] = []
    if row.kind == "choice":
        examples = list(row.values)
    elif row.example:
        examples = [_KINDS.get(row.kind, str)(row.example)]
    return {"examples": examples, **schema} if examples else schema


_KINDS: Mapping[str, Callable[[str], object]] = {
    "amount": float,
    "count": int,
    "ids": lambda example: [example],
    "pairs": lambda example: [example],
}
"""How the example of a parameter is written as a value."""
