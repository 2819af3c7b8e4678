"""Reads the cases of linter rules in `tests/data/rules`."""

# A case is the clean request (`clean.json`) with changes: "set" and "drop" have paths such as
# `ev.0.goals`; "text" replaces the text, with an @ for the [piece, times, separator] of "fill".
# "agent", "headers" and "endpoint" are of the profile, "catalog" loads `catalog.json` and "plan"
# `plan.yaml`, "now" is the time, and in "sent" the visitor @ is that of the clean request. "at" is
# the expected severity and path.

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.linter.problem import Situation
from convert_console.core.plan.plan import Plan, read_plan
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from support.linting import CLEAN, DATA, PROFILE

Case = Mapping[str, Any]

VISITOR = json.loads(CLEAN)["vid"]
FAMILIES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((DATA / "rules").glob("*.json"))
}
RULES: dict[str, dict[str, list[Case]]] = {
    rule: cases for family in FAMILIES.values() for rule, cases in family.items()
}


def name_of(case: Case) -> str:
    """A case as a line of JSON, by which a failure names it."""
    return json.dumps(case, ensure_ascii=True)


def draft_of(case: Case) -> Draft:
    """The text and the method of a case."""
    return Draft(_text(case), case.get("method", "POST"))


def profile_of(case: Case) -> Profile:
    """The profile of a case."""
    profile = PROFILE
    if "endpoint" in case:
        profile = replace(profile, target="custom", endpoint=case["endpoint"])
    if "agent" in case:
        profile = replace(profile, user_agent=case["agent"])
    headers = tuple((name, value) for name, value in case.get("headers", ()))
    return replace(profile, headers=headers)


def situation_of(case: Case) -> Situation:
    """The situation of a case."""
    sent = ((VISITOR if who == "@" else who, goal, tid) for who, goal, tid in case.get("sent", ()))
    catalog = _catalog() if case.get("catalog") else None
    plan = _plan() if case.get("plan") else None
    return Situation(now=case.get("now"), catalog=catalog, sent=frozenset(sent), plan=plan)


def _text(case: Case) -> str:
    if "text" in case:
        piece, times, separator = case.get("fill", ("@", 1, ""))
        return str(case["text"]).replace("@", separator.join([piece] * times))
    document = json.loads(CLEAN)
    for path in case.get("drop", ()):
        node, step = _parent_and_key(document, path)
        del node[step]
    for path, value in case.get("set", {}).items():
        node, step = _parent_and_key(document, path)
        node[step] = value
    return json.dumps(document, ensure_ascii=False, indent=2)


def _parent_and_key(document: Any, path: str) -> tuple[Any, str | int]:
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    for step in steps:
        document = document[step]
    return document, last


def _plan() -> Plan:
    plan = read_plan((DATA / "plan.yaml").read_text(encoding="utf-8"))
    assert isinstance(plan, Plan)
    return plan


def _catalog() -> Catalog:
    catalog = read_catalog((DATA / "catalog.json").read_text(encoding="utf-8"))
    assert isinstance(catalog, Catalog)
    return catalog
