"""Builds requests for tests of the linter: a request without problems, with changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.query import read_query
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile

DATA = Path(__file__).parents[1] / "data"
CLEAN = (DATA / "clean.json").read_text(encoding="utf-8")
PROFILE = Profile(id="t", name="Test", project="10000001")
NOW = 1_763_900_000.0
"""23 November 2025, six weeks after the visitor id of the clean request."""
DROP = object()
PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}
GOAL = {"evt": "hitGoal", "goals": ["100300301"], **PAIR}
SALE = {"evt": "tr", "goals": ["100300301"], **PAIR, "r": 123.2, "prc": 2}
VIEW = {"evt": "viewExp", **PAIR}


def changed(base: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with some keys changed, or removed by the value DROP."""
    return {key: value for key, value in {**base, **changes}.items() if value is not DROP}


def document(**changes: Any) -> str:
    """The text of the clean request with some top-level keys changed."""
    return json.dumps(changed(json.loads(CLEAN), **changes))


def with_seg(**changes: Any) -> str:
    """The clean request with some segments changed."""
    return document(seg=changed(json.loads(CLEAN)["seg"], **changes))


def with_events(*events: Any) -> str:
    """The clean request with other events."""
    return document(ev=list(events))


def problems(text: str, rule: str = "", method: str = "POST", **known: Any) -> list[Problem]:
    """The problems of one rule or of all; `known` is the profile and fields of the situation."""
    profile = known.pop("profile", PROFILE)
    all_problems = check(Draft(text, method), profile, Situation(**known))  # type: ignore[arg-type]
    return [problem for problem in all_problems if rule in ("", problem.rule)]


def places(text: str, rule: str, method: str = "POST", **known: Any) -> list[tuple[str, str]]:
    """Severity and path of each problem of a rule."""
    return [(problem.severity, problem.where) for problem in problems(text, rule, method, **known)]


def fixed(text: str, rule: str, method: str = "POST", **known: Any) -> Any:
    """The document after the first problem's fix."""
    (fix, *_) = [p.fix for p in problems(text, rule, method, **known) if p.fix]
    return json.loads(fix.apply(text))


def observed(entry: Mapping[str, Any]) -> tuple[Draft, Profile]:
    """The draft and the profile that send the same request as an observed one."""
    headers = entry.get("headers", {})
    address, _, query = entry.get("url", "").partition("?")
    payload = entry.get("payload")
    text = json.dumps(read_query(query).payload if payload is None else payload)
    profile = replace(
        PROFILE,
        project=str((payload or {}).get("pid", "undefined")),
        headers=tuple(item for item in headers.items() if item[0] != "User-Agent"),
    )
    if address:
        project = (urlsplit(address).hostname or "").partition(".")[0]
        profile = replace(profile, target="custom", endpoint=address, project=project)
    if "User-Agent" in headers:
        profile = replace(profile, user_agent=headers["User-Agent"])
    return Draft(text, entry["method"]), profile
