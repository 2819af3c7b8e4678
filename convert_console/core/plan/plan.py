"""A tracking plan: what a project sends to Convert, read from YAML or JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from convert_console.core.document.payload import Number, Path, Payload, parse, path_text
from convert_console.core.plan.expectation import EventTerms, Expectation
from convert_console.core.plan.key_schema import (
    KeySchema,
    key_schema,
    plain,
    validator_of,
    words_of,
)
from convert_console.core.plan.plan_schema import schema_of_plan
from convert_console.core.text import plain_text

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

PLANNED = "plan"
"""The id of the linter's rule for what is not as the plan says."""

LARGEST = 1_000_000
"""Characters of a plan that are read."""

_MOST_VALUES = 100_000
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_OF_EVENT = "ev"
_COUNT = re.compile(r"\{0*([1-9][0-9]{0,9})(?:,[0-9]*)?\}")
_MOST_REPEATED = 100_000
"""A pattern is compiled with as many copies of what it repeats: at most 30 MB."""


class Plan(NamedTuple):
    """Named expectations; `project` is the id of the only project that they are about, or ""."""

    expectations: tuple[Expectation, ...]
    name: str = ""
    project: str = ""


class PlanFault(NamedTuple):
    """Why a plan cannot be used, with the next step."""

    sentence: str


def read_plan(text: str) -> Plan | PlanFault:
    """Read a plan, or a list of expectations alone; never raises.

    >>> read_plan('[{"document": {"vid": "v"}}]').expectations[0].name
    'expectation 1'
    >>> read_plan('expectations: [{goal: 5, event: tr, never: true}]').expectations[0].count
    0
    """
    if len(text) > LARGEST:
        return PlanFault(f"The plan is longer than {LARGEST:,} characters. Split it.")
    payload = _read_text(text)
    if isinstance(payload, PlanFault):
        return payload
    if isinstance(payload, list):
        payload = {"expectations": payload}
    error = min(_validator().iter_errors(plain(payload)), key=_place, default=None)
    if error is not None:
        return PlanFault(_sentence(error))
    assert isinstance(payload, dict)
    listed = payload["expectations"]
    assert isinstance(listed, list)
    name, project = (plain_text(payload.get(key, "")).strip() for key in ("name", "project"))
    read = [_expectation(item, place, project) for place, item in enumerate(listed, 1)]
    faults = (one for one in read if isinstance(one, PlanFault))
    expectations = tuple(one for one in read if isinstance(one, Expectation))
    fault = next(faults, None) or _fault_of_names(expectations)
    if fault:
        return fault
    return Plan(expectations, name, project)


# YAML and JSON.


class _Unusable(Exception):
    """What is wrong with a text, in a sentence."""


def _read_text(text: str) -> Payload | PlanFault:
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        reading = parse(text)
        if reading.duplicates:
            return PlanFault(f"The plan: “{path_text(reading.duplicates[0])}” is there twice.")
        if not reading.fault:
            return reading.payload
        fault = reading.fault
        where = f"(line {fault.line}, column {fault.column})"
        return PlanFault(f"The expectations are not JSON: {fault.sentence} {where}.")
    import yaml  # 24 ms, and only for who has a plan

    try:
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        node = yaml.compose(text, Loader=loader)
        return None if node is None else _Nodes().value(node)
    except yaml.MarkedYAMLError as why:
        mark = why.problem_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        reason = why.problem or "it cannot be read"
        if mark and _begins_with_tab(text, mark.line):
            reason = "a tab begins a line, where only spaces may"
        return PlanFault(f"The plan is not YAML: {reason}{where}.")
    except yaml.YAMLError:
        return PlanFault("The plan is not YAML: it has characters that no text has.")
    except RecursionError:
        return PlanFault("The plan is nested too deeply.")
    except _Unusable as why:
        return PlanFault(str(why))


def _begins_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line < len(lines) and "\t" in lines[line][: -len(lines[line].lstrip()) or None]


class _Nodes:
    """Makes values of YAML's nodes: digits are kept, and only true and false are Booleans."""

    def __init__(self) -> None:
        self._count = 0

    def value(self, node: Any) -> Payload:
        self._count += 1
        if self._count > _MOST_VALUES:
            raise _Unusable("The plan has too many values, perhaps since anchors repeat them.")
        if node.id == "sequence":
            return [self.value(item) for item in node.value]
        if node.id == "mapping":
            return self._mapping(node)
        kind = node.tag.rpartition(":")[2]
        text = str(node.value)
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if kind in ("int", "float") and _JSON_NUMBER.fullmatch(text):
            return Number(text)
        return text

    def _mapping(self, node: Any) -> Payload:
        found: dict[str, Payload] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar" or key_node.tag.endswith(":merge"):
                raise _Unusable(f"Line {line} of the plan: a key must be a text.")
            if key_node.value in found:
                raise _Unusable(f"Line {line} of the plan: “{key_node.value}” is there twice.")
            found[key_node.value] = self.value(value_node)
        return found


# Errors of the schema, in words.


@cache
def _validator() -> Validator:
    return validator_of(schema_of_plan())


def _place(error: ValidationError) -> tuple[int, int, list[str]]:
    """Errors of an outer place first, and in the order of the expectations."""
    path = list(error.absolute_path)
    return (int(path[1]) if len(path) > 1 else -1, len(path), list(map(str, path)))


def _sentence(error: ValidationError) -> str:
    path = list(error.absolute_path)
    is_item = len(path) > 1
    what = f"Expectation {int(path[1]) + 1}" if is_item else "The plan"
    inner = ".".join(map(str, path[2:] if is_item else path))
    match error.validator:
        case "additionalProperties":
            known = error.schema["properties"]
            unknown = next(key for key in error.instance if key not in known)
            listed = ", ".join(key for key in known if not key.startswith("$"))
            return f"{what}: {f'“{inner}”: ' if inner else ''}“{unknown}” is not one of {listed}."
        case "required":
            return f"{what} needs a list “expectations”."
        case "minItems":
            return f"{what}: “{inner}” needs at least one item."
        case "anyOf" if not inner:
            return f"{what} needs a “document”, or a “goal”, an “experience” or an “event”."
        case "anyOf" if inner == "problems":
            return f"{what}: “problems” is “none”, or a list of the ids of rules that are allowed."
        case "anyOf":
            return f"{what}: “{inner}” must be a type of JSON, such as number, or a list of them."
        case "type" if not inner:
            return f"{what} is not an object." if is_item else _NO_PLAN
    wanted = error.validator_value
    return f"{what}: “{inner}” must be {words_of(str(error.validator), wanted)}."


_NO_PLAN = "A plan is a list of expectations, or an object with “expectations”, which is one."


# From the text to expectations. The schema has seen to the types.


def _expectation(item: Payload, place: int, project: str) -> Expectation | PlanFault:
    assert isinstance(item, Mapping)
    name = str(item.get("name", f"expectation {place}"))
    events = _terms(item, project)
    if isinstance(events, str):
        return PlanFault(f"Expectation {place}: {events}")
    if "never" in item and ("count" in item or "optional" in item):
        return PlanFault(f"Expectation {place}: with “never” leave out “count” and “optional”.")
    problems = item.get("problems")
    allowed = None if problems is None else frozenset(_texts(problems))
    return Expectation(
        name,
        item.get("document", {}),
        str(item.get("method", "any")),
        str(item.get("verdict", "accepted")),
        0 if "never" in item else int(plain_text(item.get("count", Number("1")))),
        frozenset() if problems == "none" else allowed,
        events,
        optional=item.get("optional") is True,
    )


def _terms(item: Mapping[str, Payload], project: str) -> EventTerms | str | None:
    """What is said of events; a sentence if that cannot be used."""
    named = [plain_text(item.get(key, "")).strip() for key in ("goal", "experience", "event")]
    if not any(named):
        only = ("required", "keys", "variations", "after", "at_most", "per")
        left = next((key for key in only if key in item), "")
        return f"“{left}” needs a “goal”, an “experience” or an “event”." if left else None
    keys: dict[Path, KeySchema] = {}
    listed = item.get("keys", {})
    assert isinstance(listed, Mapping)
    for path, schema in listed.items():
        pattern = schema.get("pattern") if isinstance(schema, Mapping) else None
        fault = _fault_of_pattern(pattern) if isinstance(pattern, str) else ""
        if fault:
            return f"“keys.{path}.pattern” {fault}."
        keys[_path(path)] = key_schema(plain(schema))
    required = tuple(map(_path, _texts(item.get("required", []))))
    if not all(map(all, (*required, *keys))):
        return "a key is empty. Name it such as tid, seg.campaign or ev.r."
    at_most = item.get("at_most")
    goal, experience, kind = named
    return EventTerms(
        goal,
        experience,
        kind,
        tuple(path[1:] for path in required if _is_of_event(path)),
        {path[1:]: schema for path, schema in keys.items() if _is_of_event(path)},
        tuple(path for path in required if not _is_of_event(path)),
        {path: schema for path, schema in keys.items() if not _is_of_event(path)},
        tuple(_texts(item.get("variations", []))),
        str(item.get("after", "")),
        None if at_most is None else int(plain_text(at_most)),
        item.get("per", "visitor"),  # type: ignore[arg-type]
        project,
    )


def _fault_of_pattern(pattern: str) -> str:
    """Why a pattern cannot be used; "" if it can."""
    import regex  # 25 ms, and only for who has a plan

    if prod(int(count) for count in _COUNT.findall(pattern)) > _MOST_REPEATED:
        return f"has counts that multiply to more than {_MOST_REPEATED:,}"
    try:
        re.compile(pattern)  # which knows no more than other programs do
        regex.compile(pattern)
    except (re.error, regex.error, RecursionError, OverflowError, FutureWarning):
        return "is no regular expression"
    return ""


def _path(text: str) -> Path:
    return tuple(text.split("."))


def _is_of_event(path: Path) -> bool:
    return path[0] == _OF_EVENT and len(path) > 1


def _texts(values: Payload) -> list[str]:
    return [plain_text(value).strip() for value in values] if isinstance(values, list) else []


def _fault_of_names(expectations: Sequence[Expectation]) -> PlanFault | None:
    """Whether `after` names another expectation, each name is used once where one is named, and no
    expectation comes after itself.
    """
    counts = Counter(one.name for one in expectations)
    before = {one.name: one.events.after for one in expectations if one.events}
    for place, one in enumerate(expectations, 1):
        after = one.events.after if one.events else ""
        if after and (after == one.name or counts[after] != 1):
            why = "is this one" if after == one.name else f"is the name of {counts[after]}"
            return PlanFault(
                f"Expectation {place}: “after” names “{after}”, which {why}. "
                "Name one other expectation."
            )
    checked = {""}
    for one in expectations:
        name, way = one.name, set[str]()
        while name not in checked and name not in way:
            way.add(name)
            name = before.get(name, "")
        if name in way:
            return PlanFault(f"By “after”, “{name}” would come after itself. Leave one out.")
        checked |= way
    return None
