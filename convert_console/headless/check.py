"""`check`: the linter's problems of a document or tracking URL, as JSON."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import replace
from typing import Any

from convert_console.headless.inputs import DONE, NOT_DELIVERED, InvalidInput, text_of
from convert_console.protocol.catalog import Catalog, CatalogFault, read_catalog
from convert_console.protocol.draft import Draft, Method
from convert_console.protocol.event_words import plain_text
from convert_console.protocol.layout import spelled
from convert_console.protocol.payload import value_at
from convert_console.protocol.profile import CONVERT_AGENT, Profile
from convert_console.protocol.query import read_query
from convert_console.protocol.rules import Problem, Situation, check


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    checker = commands.add_parser(
        "check", help="print what the linter says as JSON; exit 1 if there are errors"
    )
    checker.add_argument(
        "file", metavar="FILE", help="a file with JSON or a tracking URL, or - for standard input"
    )
    checker.add_argument("--method", choices=("POST", "GET"), help="default: GET for a URL")
    checker.add_argument("--endpoint", metavar="URL", help="where it would go")
    checker.add_argument("--user-agent", metavar="UA|none", default=CONVERT_AGENT)
    checker.add_argument("--catalog", metavar="FILE", help="the project's configuration as JSON")
    checker.add_argument("--json", action="store_true", help="the default; there is no other form")
    checker.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    text = text_of(options.file)
    draft, endpoint = _read(text, options.method)
    profile = _profile(draft, options.endpoint or endpoint, options.user_agent)
    catalog = _catalog(options.catalog) if options.catalog else None
    problems = check(draft, profile, Situation(now=time.time(), catalog=catalog))
    print(json.dumps([_told(problem) for problem in problems], indent=2, ensure_ascii=False))
    return NOT_DELIVERED if any(p.severity == "error" for p in problems) else DONE


def _read(text: str, method: Method | None) -> tuple[Draft, str]:
    """The draft, and the endpoint where the text is a URL."""
    line = text.strip()
    if not line.lower().startswith(("http://", "https://")):
        return Draft(text, method or "POST"), ""
    address, _, _query = line.partition("?")
    document = spelled(read_query(line).payload)
    return Draft(document, method or "GET"), address


def _profile(draft: Draft, endpoint: str, user_agent: str) -> Profile:
    agent = None if user_agent.lower() == "none" else user_agent
    project = value_at(draft.payload, ("pid",))
    named = "" if project is None else plain_text(project).strip()
    profile = Profile(id="headless", name="headless", project=named, user_agent=agent)
    return replace(profile, target="custom", endpoint=endpoint) if endpoint else profile


def _catalog(file: str) -> Catalog:
    found = read_catalog(text_of(file))
    if isinstance(found, CatalogFault):
        raise InvalidInput(found.sentence)
    return found


def _told(problem: Problem) -> dict[str, str]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "path": problem.where,
        "message": problem.sentence,
    }
