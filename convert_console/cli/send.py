"""`send`: sends one document and prints the verdict."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from dataclasses import replace
from uuid import uuid4

from convert_console.cli.command import DONE, NOT_DELIVERED, Command, InvalidInput, text_of
from convert_console.core.document.payload import value_at
from convert_console.core.export.exchange_json import exchange_json
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Situation
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import CONVERT_AGENT, Profile
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.text import plain_text
from convert_console.core.verdict.exchange import Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.services.http.sender import Sender


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a JSON file with the document, or - for standard input"
    )
    parser.add_argument(
        "--method", choices=("POST", "GET"), default="POST", help="the HTTP method (default: POST)"
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--endpoint",
        metavar="URL",
        help="the URL to send to (default: Convert's host for the pid of the document)",
    )
    target.add_argument(
        "--local",
        action="store_true",
        help="send to the local collector; if none is running, one is started for this request",
    )
    parser.add_argument(
        "--user-agent",
        metavar="UA|none",
        default=CONVERT_AGENT,
        help=f"the User-Agent header, or none to leave it out (default: {CONVERT_AGENT})",
    )
    parser.add_argument("--json", action="store_true", help="print request and answer as JSON")


MAX_PRINTED_ERRORS = 10
"""Errors of a document that are printed before it is sent; `check` prints them all."""


def _send(options: argparse.Namespace) -> int:
    draft = Draft(text_of(options.file), options.method)
    profile = _profile(options, draft)
    _wire_of(draft, profile)  # raises before anything else is printed
    _print_errors(draft, profile)
    exchange = _sent_locally(draft, profile) if options.local else _sent(draft, profile)
    judged = verdict(exchange)
    if options.json:
        print(exchange_json(exchange))
    else:
        print(f"{exchange.request.method} {exchange.request.url}")
        print(f"{judged.word}: {judged.sentence} {judged.next_step}".rstrip())
    return DONE if judged.delivered else NOT_DELIVERED


def _print_errors(draft: Draft, profile: Profile) -> None:
    """Print why the request will not count. It is sent anyway: that may be intended."""
    problems = check(draft, profile, Situation(now=time.time()))
    errors = [problem for problem in problems if problem.severity == "error"]
    for problem in errors[:MAX_PRINTED_ERRORS]:
        where = f"{problem.where}: " if problem.path else ""
        print(f"error: {where}{problem.sentence}", file=sys.stderr)
    more = len(errors) - MAX_PRINTED_ERRORS
    if more > 0:
        print(f"error: {more} more; “convert-console check” prints them all.", file=sys.stderr)


def _profile(options: argparse.Namespace, draft: Draft) -> Profile:
    sent_user_agent = None if options.user_agent.lower() == "none" else options.user_agent
    profile = Profile(id="headless", name="headless", user_agent=sent_user_agent)
    if options.local:
        return replace(profile, target="local", reach="local")
    if options.endpoint is not None:
        return replace(profile, target="custom", endpoint=options.endpoint)
    project = value_at(draft.payload, ("pid",))
    if project is None or not plain_text(project).isdigit():
        raise InvalidInput("The document has no pid. Give the target with --endpoint.")
    return replace(profile, project=plain_text(project))


def _wire_of(draft: Draft, profile: Profile) -> WireRequest:
    """Raises `InvalidInput` for what cannot be sent."""
    wire = encode(draft, profile)
    if isinstance(wire, Unsendable):
        raise InvalidInput(wire.reason)
    return wire


def _sent(draft: Draft, profile: Profile) -> Exchange:
    wire = _wire_of(draft, profile)
    return asyncio.run(_exchanged(wire, draft.text, profile))


def _sent_locally(draft: Draft, profile: Profile) -> Exchange:
    """Send to the collector of a window or another terminal, or else to a temporary one."""
    from convert_console.services.collector.server import Collector

    exchange = _sent(draft, profile)
    if not isinstance(exchange.outcome, Failure) or exchange.outcome.kind != "refused":
        return exchange
    # Any free port, never the usual one: another `send` would find the collector there, and be cut
    # off when this one ends. Nothing was sent before, since the connection was refused.
    collector = Collector(0)
    url = collector.start()
    try:
        return _sent(draft, replace(profile, target="custom", endpoint=url))
    finally:
        collector.stop()


async def _exchanged(wire: WireRequest, document: str, profile: Profile) -> Exchange:
    exchange = Exchange(uuid4().hex, time.time(), profile.name, wire, document)
    sender = Sender()
    try:
        sent = await sender.send_as(profile, wire)
    finally:
        await sender.aclose()
    return replace(exchange, outcome=sent.outcome, timings=sent.timings)


SEND = Command(
    "send",
    "send a document once, print the verdict, and exit with 1 if it failed",
    _arguments,
    _send,
)
