"""`send`: one document, sent once, judged in words."""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from convert_console.headless.inputs import DONE, NOT_DELIVERED, InvalidInput, text_of
from convert_console.protocol.draft import Draft
from convert_console.protocol.event_words import plain_text
from convert_console.protocol.exchange import Exchange, Failure
from convert_console.protocol.exchange_words import exchange_json
from convert_console.protocol.payload import value_at
from convert_console.protocol.profile import CONVERT_AGENT, Profile
from convert_console.protocol.verdict import verdict
from convert_console.protocol.wire import Unsendable, WireRequest, encode

if TYPE_CHECKING:
    from convert_console.services.sender import Sender, Sent

TRIES = 20
PATIENCE = 1.0
"""Seconds that another `send` may go on at our collector after ours is over."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    send = commands.add_parser("send", help="send a document and judge the answer")
    send.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    send.add_argument("--method", choices=("POST", "GET"), default="POST")
    where = send.add_mutually_exclusive_group()
    where.add_argument(
        "--endpoint", metavar="URL", help="where to (default: Convert's host of the pid)"
    )
    where.add_argument(
        "--local", action="store_true", help="to the local collector, started if none runs"
    )
    send.add_argument(
        "--user-agent",
        metavar="UA|none",
        default=CONVERT_AGENT,
        help="the User-Agent, or none for no such header",
    )
    send.add_argument("--json", action="store_true", help="print the whole exchange as JSON")
    send.set_defaults(run=_send)


def _send(options: argparse.Namespace) -> int:
    draft = Draft(text_of(options.file), options.method)
    profile = _profile(options, draft)
    wire = encode(draft, profile)
    if isinstance(wire, Unsendable):
        raise InvalidInput(wire.reason)
    exchange = asyncio.run(_exchanged(wire, draft.text, local=options.local))
    judged = verdict(exchange)
    if options.json:
        print(exchange_json(exchange))
    else:
        print(f"{wire.method} {wire.url}")
        print(f"{judged.word}: {judged.sentence} {judged.next_step}".rstrip())
    return DONE if judged.delivered else NOT_DELIVERED


def _profile(options: argparse.Namespace, draft: Draft) -> Profile:
    agent = None if options.user_agent.lower() == "none" else options.user_agent
    profile = Profile(id="headless", name="headless", user_agent=agent)
    if options.local:
        return replace(profile, target="local")
    if options.endpoint is not None:
        return replace(profile, target="custom", endpoint=options.endpoint)
    project = value_at(draft.payload, ("pid",))
    if project is None or not plain_text(project).isdigit():
        raise InvalidInput("Without a pid in the document, name the target with --endpoint.")
    return replace(profile, project=plain_text(project))


async def _exchanged(wire: WireRequest, document: str, *, local: bool) -> Exchange:
    from convert_console.services.sender import Route, Sender

    exchange = Exchange(uuid4().hex, time.time(), "headless", wire, document)
    sender = Sender()
    try:
        sent = await (_sent_locally(sender, wire) if local else sender.send(wire, Route()))
    finally:
        await sender.aclose()
    return replace(exchange, outcome=sent.outcome, timings=sent.timings)


async def _sent_locally(sender: Sender, wire: WireRequest) -> Sent:
    """Send to the collector that runs, in a window or another terminal, or to one of our own.

    The one that runs may be that of another `send`, which ends with it: when nobody listens any
    more, nothing was sent, and the port is free for ours.
    """
    from convert_console.services.collector import Collector
    from convert_console.services.sender import Route

    collector = Collector(fallback=False)
    try:
        for _ in range(TRIES):
            with suppress(OSError):
                collector.start()
            sent = await sender.send(wire, Route(only_loopback=True))
            if collector.running or not _refused(sent):
                break
    finally:
        await sender.aclose()
        collector.stop(PATIENCE)
    return sent


def _refused(sent: Sent) -> bool:
    return isinstance(sent.outcome, Failure) and sent.outcome.kind == "refused"
