"""What a tracking plan must look like, as JSON Schema for editors and for reading it."""

from collections.abc import Sequence
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

VERDICTS = ("accepted", "bot", "blocked", "faulted", "any")
METHODS = ("POST", "GET", "any")
KINDS = ("viewExp", "hitGoal", "tr")
SCOPES = ("visitor", "order", "all")

_MOST = 1_000_000
_ID: Schema = {"type": ["string", "integer"]}
_TEXT: Schema = {"type": "string"}
_AMOUNT: Schema = {"type": "number"}
_LENGTH: Schema = {"type": "integer", "minimum": 0}


def schema_of_plan() -> Schema:
    """The schema, in the 2020-12 dialect. Beyond it `read_plan` tests that patterns can be used,
    that names are unique, and that `after` names an expectation.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:convert-console:tracking-plan",
        "title": "Tracking plan",
        "description": "What a project sends to Convert. convert-console checks requests by it.",
        "type": "object",
        "required": ["expectations"],
        "additionalProperties": False,
        "properties": {
            "$schema": _TEXT,
            "name": _described(_TEXT, "What the plan is for, such as the shop."),
            "project": _described(_ID, "The project's id (pid): other projects are not judged."),
            "expectations": {
                "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/expectation"},
            },
        },
        "$defs": {"expectation": _expectation(), "key": _key()},
    }  # fmt: skip


def _expectation() -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": [key]} for key in ("document", "goal", "experience", "event")],
        "properties": {
            "name": _described(_TEXT, "What is expected, in words."),
            "document": {
                "type": "object",
                "description": "A part of the request. Objects and lists may have more.",
            },
            "goal": _described(_ID, "The goal of the events that are meant."),
            "experience": _described(_ID, "The experience of the events that are meant."),
            "event": _described(_choice(KINDS), "The type of the events that are meant."),
            "required": _described(
                {"type": "array", "items": _TEXT},
                "Keys that each of them must have: ev.r of the event, tid of the request.",
            ),
            "keys": {
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/key"},
                "description": "What keys must be like where they are, named as in required.",
            },
            "variations": _described(
                {"type": "array", "minItems": 1, "items": _ID}, "The variations that may be sent."
            ),
            "after": _described(
                _TEXT, "The name of the expectation that the same visitor fulfils before."
            ),
            "at_most": _described(
                {"type": "integer", "minimum": 1, "maximum": _MOST},
                "How many of them are sent at most.",
            ),
            "per": _described(_choice(SCOPES), "Whose are counted by at_most (visitor)."),
            "optional": _described(
                {"type": "boolean"}, "Whether it need not be sent at all (false)."
            ),
            "never": _described({"const": True}, "That it is never sent."),
            "count": _described(
                {"type": "integer", "minimum": 0, "maximum": _MOST},
                "How many are sent at least (1); 0 for never.",
            ),
            "method": _described(_choice(METHODS), "How it is sent (any)."),
            "verdict": _described(_choice(VERDICTS), "What the collector says of it (accepted)."),
            "problems": {
                "anyOf": [{"const": "none"}, {"type": "array", "items": _TEXT}, {"type": "null"}],
                "description": "none, or the rules of the linter that may find something.",
            },
        },
    }  # fmt: skip


def _key() -> Schema:
    types = ("array", "boolean", "integer", "null", "number", "object", "string")
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "type": {"anyOf": [_choice(types), {"type": "array", "items": _choice(types)}]},
            "enum": {"type": "array", "minItems": 1},
            "const": {},
            "minimum": _AMOUNT,
            "maximum": _AMOUNT,
            "exclusiveMinimum": _AMOUNT,
            "exclusiveMaximum": _AMOUNT,
            "pattern": _TEXT,
            "minLength": _LENGTH,
            "maxLength": _LENGTH,
            "minItems": _LENGTH,
            "maxItems": _LENGTH,
            "uniqueItems": {"type": "boolean"},
        },
    }


def _choice(values: Sequence[str]) -> Schema:
    return {"enum": list(values)}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}
