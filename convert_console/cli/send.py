"""`send`: sends one document and prints the verdict."""

import argparse
import asyncio
import sys
import time
from contextlib import closing
from uuid import uuid4

from convert_console.cli.asking import confirmed, print_errors
from convert_console.cli.command import DONE, NOT_DELIVERED, Command, InvalidInput, text_of
from convert_console.cli.recording import LoopRecording, accepted_before, open_history
from convert_console.cli.target import (
    Target,
    add_target_arguments,
    add_yes_argument,
    plan_of,
    reachable,
    target_of,
)
from convert_console.core.document.payload import value_at
from convert_console.core.export.exchange_json import exchange_json
from convert_console.core.history.columns import age_and_moment
from convert_console.core.linter.checker import check
from convert_console.core.linter.problem import Problem, Situation
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.request.wire import Unsendable, WireRequest, encode
from convert_console.core.sending.confirmation import Known, question_before, repeats, visitor_in
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.services.history.recording import Recording
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.route import cancelled
from convert_console.services.http.sender import Sender
from convert_console.services.storage.keyring import StoredCredentials, Vault


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a JSON file with the document, or - for standard input"
    )
    parser.add_argument(
        "--method", choices=("POST", "GET"), default="POST", help="the HTTP method (default: POST)"
    )
    add_target_arguments(parser, "Convert's host for the pid of the document")
    parser.add_argument(
        "--record",
        action="store_true",
        help="keep it in the history, with its answer; it is there before its first byte is sent",
    )
    add_yes_argument(parser)
    parser.add_argument("--json", action="store_true", help="print request and answer as JSON")


def _send(options: argparse.Namespace) -> int:
    draft = Draft(text_of(options.file), options.method)
    with reachable(target_of(options, value_at(draft.payload, ("pid",)))) as target:
        wire = _wire_of(draft, target)  # raises before anything else is printed
        errors = _errors_of(draft, target)
        print_errors(errors)
        if target.saved and not confirmed(_question(wire, draft, target, errors), yes=options.yes):
            return NOT_DELIVERED
        exchange = Exchange(
            uuid4().hex,
            time.time(),
            target.profile.name,
            wire,
            draft.text,
            profile_id=target.profile.id,
        )
        exchange = (
            _recorded(exchange, target) if options.record else asyncio.run(_sent(exchange, target))
        )
    judged = verdict(exchange)
    if options.json:
        print(exchange_json(exchange))
    else:
        print(f"{exchange.request.method} {exchange.request.url}")
        print(f"{judged.word}: {judged.sentence} {judged.next_step}".rstrip())
    return DONE if judged.delivered else NOT_DELIVERED


def _errors_of(draft: Draft, target: Target) -> list[Problem]:
    silenced = frozenset(target.profile.silenced)
    plan = plan_of(target.profile)
    situation = Situation(time.time(), target.catalog, silenced=silenced, plan=plan)
    problems = check(draft, target.shown, situation)
    return [problem for problem in problems if problem.severity == "error"]


def _wire_of(draft: Draft, target: Target) -> WireRequest:
    """Raises `InvalidInput` for what cannot be sent, and for what the profile must not reach."""
    wire = encode(draft, target.shown)
    if isinstance(wire, Unsendable):
        raise InvalidInput(wire.reason)
    reason = target.profile.block_reason(wire.url)
    if reason:
        raise InvalidInput(reason)
    return wire


def _question(wire: WireRequest, draft: Draft, target: Target, errors: list[Problem]) -> str:
    """What the window asks before a saved profile sends this beyond this machine; "" for nothing.

    Errors alone ask nothing: they are on stderr already.
    """
    if destination_kind(wire.url) == "loopback":
        return ""
    now, vid = time.time(), "" if draft.heavy else visitor_in(draft.payload)
    repeated = [
        (repeat.goal, age_and_moment(repeat.sent_at, now))
        for repeat in repeats(draft.payload, accepted_before(vid, wire.url))
    ]
    shown_errors = errors if target.profile.reach == "ask" else []
    question = question_before(
        wire, draft, target.shown, Known(shown_errors, target.catalog, repeated)
    )
    return question.sentence if question else ""


def _recorded(exchange: Exchange, target: Target) -> Exchange:
    with closing(open_history()) as store:
        recorder = LoopRecording(Recording(store, lambda: target.catalog))
        return asyncio.run(_sent(exchange, target, recorder))


async def _sent(
    exchange: Exchange, target: Target, recorder: LoopRecording | None = None
) -> Exchange:
    sender = Sender(StoredCredentials(Vault()))
    try:
        if recorder is not None:
            return await send_recorded(exchange, target.profile, sender, recorder)
        sent = await sender.send_as(target.profile, exchange.request)
        return exchange._replace(outcome=sent.outcome, timings=sent.timings)
    except asyncio.CancelledError as given_up:
        judged = verdict(exchange._replace(outcome=cancelled(given_up)))
        words = f"{judged.word}: {judged.sentence} {judged.next_step}".rstrip()
        print(f"convert-console: {words}", file=sys.stderr)
        raise
    finally:
        await sender.aclose()


SEND = Command(
    "send",
    "send a document once, print the verdict, and exit with 1 if it failed",
    _arguments,
    _send,
    ("send request.json --local", 'send request.json --profile "Shop" --record'),
)
