"""`check`: the linter's problems of a document or tracking URL, as JSON."""

import argparse
import json
import os
import re
import sys
import time
from dataclasses import replace
from typing import NamedTuple

from convert_console.cli.command import (
    DONE,
    NOT_DELIVERED,
    Command,
    InvalidInput,
    plan_in,
    text_of,
)
from convert_console.core.catalog.catalog import Catalog, CatalogFault, read_catalog
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import value_at
from convert_console.core.linter.checker import check, in_order
from convert_console.core.linter.get_rules import problems_of_query
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.linter.transport_rules import METRICS, UNDEFINED
from convert_console.core.linter.v1_body import NAMES, is_v1_body
from convert_console.core.paste import Recognised
from convert_console.core.paste.recognise import recognise
from convert_console.core.paste.tracking_url import is_tracking_query
from convert_console.core.query import read_query
from convert_console.core.query.write import Spelling
from convert_console.core.request.destination import host_of, is_loopback
from convert_console.core.request.draft import Draft, Method
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.wire import endpoint_fault
from convert_console.core.text import is_digits, plain_text

_URL = re.compile(
    r"https?://|//[\w.-]+(:[0-9]+)?/|(localhost|[\w-]+(\.[\w-]+)+)(:[0-9]+)?(/[^\s?]*)?\?",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(?:/[^\s?=&]*+\?|\?)?+[^\s{\"'=&?]++=")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE|URL|QUERY",
        help="a file with JSON, a tracking URL or a query; the URL or query itself; or - for "
        "standard input",
    )
    parser.add_argument(
        "--method",
        choices=("POST", "GET"),
        help="check it as this request (default: GET for a URL or query, else POST)",
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="check it for this endpoint (default: that of the URL, or Convert's host for the pid)",
    )
    parser.add_argument(
        "--user-agent",
        metavar="UA|none",
        default=CONVERT_AGENT,
        help=f"check it with this User-Agent, or none (default: {CONVERT_AGENT})",
    )
    parser.add_argument(
        "--catalog", metavar="FILE", help="check ids against this project configuration (JSON)"
    )
    parser.add_argument(
        "--plan", metavar="FILE", help="check it against this tracking plan (YAML or JSON)"
    )
    parser.add_argument("--json", action="store_true", help="has no effect: the output is JSON")


def _check(options: argparse.Namespace) -> int:
    text = _text(options.file)
    checked = _read(text, options.method)
    endpoint = _endpoint(options.endpoint) if options.endpoint else checked.endpoint
    profile = replace(
        _profile(checked.draft, endpoint, options.user_agent), spelling=checked.spelling
    )
    catalog = _catalog(options.catalog) if options.catalog else None
    plan = plan_in(options.plan) if options.plan else None
    situation = Situation(now=time.time(), catalog=catalog, plan=plan)
    problems = in_order([*check(checked.draft, profile, situation), *checked.problems])
    print(json.dumps([problem.as_dict() for problem in problems], indent=2, ensure_ascii=False))
    if checked.draft.reading.fault:
        _suggest_paste(text, options.file)
    return NOT_DELIVERED if any(p.severity == "error" for p in problems) else DONE


def _text(argument: str) -> str:
    """The text of a file, or the argument itself if it is a tracking URL or query."""
    is_file = os.path.exists(argument)  # noqa: PTH110 - a Path would raise where it is too long
    return argument if _is_url_or_query(argument.strip()) and not is_file else text_of(argument)


def _is_url_or_query(line: str) -> bool:
    """Whether a text is a URL, or a query that names what only a tracking request has."""
    return bool(_URL.match(line) or (_QUERY.match(line) and is_tracking_query(line, enough=1)))


def _suggest_paste(text: str, file: str) -> None:
    """If the text is not JSON but something that `paste` reads, say so."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return
    result = recognise(text)
    if isinstance(result, Recognised):
        found = len(result.requests)
        which = "its document" if found == 1 else f"the first of its {found:,} documents"
        print(
            f"note: recognised as: {result.label}. To check {which}: "
            f"“convert-console paste {file} --document 1 | convert-console check -”.",
            file=sys.stderr,
        )


class _Input(NamedTuple):
    """What is checked; the endpoint is "" where the text is not a URL."""

    draft: Draft
    endpoint: str = ""
    spelling: Spelling = "literal"
    problems: tuple[Problem, ...] = ()


def _read(text: str, method: Method | None) -> _Input:
    line = text.strip()
    if not _is_url_or_query(line):
        return _Input(Draft(text, method or "POST"))
    reading = read_query(line)
    draft = Draft(spelled(reading.payload), method or "GET")
    address = line.partition("?")[0].partition("#")[0] if _URL.match(line) else ""
    endpoint = _whole(address) if address else ""
    spelling: Spelling = "percent" if "%5b" in line.lower() else "literal"
    problems = problems_of_query(reading) if draft.method == "GET" else ()
    return _Input(draft, endpoint, spelling, problems)


def _whole(endpoint: str) -> str:
    """An address with a scheme; a host alone is given the usual one, this machine http."""
    if "://" in endpoint:
        return endpoint
    bare = endpoint.removeprefix("//")
    local = is_loopback(host_of(f"//{bare}"))
    return f"{'http' if local else 'https'}://{bare}"


def _endpoint(argument: str) -> str:
    endpoint = _whole(argument.strip())
    fault = endpoint_fault(endpoint)
    if fault:
        raise InvalidInput(fault)
    return endpoint


def _profile(draft: Draft, endpoint: str, user_agent: str) -> Profile:
    """Without an endpoint, Convert's host for the project, unless that is a word such as null."""
    sent_user_agent = None if user_agent.strip().lower() == "none" else user_agent
    is_v1 = is_v1_body(draft.payload)
    named = _id_in(draft, NAMES["pid"] if is_v1 else "pid")
    if is_v1 and not endpoint:
        endpoint = _v1_endpoint(_id_in(draft, NAMES["cid"]), named)
    profile = Profile(id="headless", name="headless", project=named, user_agent=sent_user_agent)
    return replace(profile, target="custom", endpoint=endpoint) if endpoint else profile


def _id_in(draft: Draft, key: str) -> str:
    value = value_at(draft.payload, (key,))
    plain = "" if value is None else plain_text(value).strip()
    return "" if plain.lower() in UNDEFINED else plain


def _v1_endpoint(account: str, project: str) -> str:
    """The address of the v1 API that a body is for, as Convert's SDKs build it."""
    known = all(is_digits(plain) for plain in (account, project))
    if not known:
        return f"https://{METRICS.lstrip('.')}/v1/track/key"
    return f"https://{project}{METRICS}/v1/track/{account}/{project}"


def _catalog(file: str) -> Catalog:
    catalog = read_catalog(text_of(file))
    if isinstance(catalog, CatalogFault):
        raise InvalidInput(catalog.sentence)
    return catalog


CHECK = Command(
    "check",
    "print the problems of a request as JSON; exit with 1 if there are errors",
    _arguments,
    _check,
    ("check request.json --catalog project.json", "check request.json --plan plan.yaml"),
)
