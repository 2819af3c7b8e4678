"""`journey`: sends the steps of one visitor, as the window does."""

import argparse
import asyncio
import secrets
import sys
import time
from asyncio import CancelledError
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from convert_console.cli.asking import confirmed, print_errors
from convert_console.cli.command import (
    DONE,
    NOT_DELIVERED,
    Command,
    InvalidInput,
    text_of,
    whole_number,
)
from convert_console.cli.progress import Advance, progress
from convert_console.cli.recording import LoopRecording, accepted_before, open_history
from convert_console.cli.target import (
    Target,
    add_target_arguments,
    add_yes_argument,
    plan_of,
    reachable,
    saved_profile,
    saved_profiles,
    target_of,
)
from convert_console.core.document.payload import Payload, Reading, value_at
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.export.tables import json_line
from convert_console.core.history.columns import age_and_moment
from convert_console.core.journeys.journey import MOST_REPEATS, Journey, step_text
from convert_console.core.journeys.preparation import (
    JourneyEnvironment,
    PreparedRequest,
    RunChecks,
    confirmation_sentence,
    errors_in,
    marker_sentence,
    prepared_requests,
)
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.draft import Draft
from convert_console.core.request.new_ids import new_order_number, visitor_id
from convert_console.core.request.profile import Profile
from convert_console.core.request.run_marker import MARKERS, run_marker
from convert_console.core.text import one_line
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict
from convert_console.services.history.recording import Recording
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.sender import Sender
from convert_console.services.journeys.run import JourneyEnd, run_journey
from convert_console.services.storage.files import StoreFailed
from convert_console.services.storage.folders import Folders
from convert_console.services.storage.journeys import JourneyStore, read_journeys
from convert_console.services.storage.keyring import StoredCredentials, Vault


def _arguments(parser: argparse.ArgumentParser) -> None:
    journey = parser.add_argument(
        "journey",
        metavar="NAME|FILE",
        help="a journey that the window has saved, or a file with one, which comes first",
    )
    journey.completer = _complete  # type: ignore[attr-defined]
    add_target_arguments(parser, "Convert's host for the pid of the first step")
    parser.add_argument(
        "--name", metavar="NAME", help="which journey of a file that has several, by its name"
    )
    parser.add_argument(
        "--repeat",
        type=whole_number(1, MOST_REPEATS),
        metavar="N",
        help="run it N times; several runs have a new visitor each, and a single one has that of "
        "the first step (default: as saved)",
    )
    add_yes_argument(parser)
    parser.add_argument(
        "--json", action="store_true", help="print each request with its answer as a line of JSON"
    )


def _run_command(options: argparse.Namespace) -> int:
    journey, owner = _journey(options)
    if options.repeat is not None:
        journey = replace(journey, repeats=options.repeat)
    first = journey.steps[0].draft.payload if journey.steps else None
    project = value_at(first, ("pid",))
    with reachable(target_of(options, project, "The first step", owner)) as target:
        draft = _ids(first, target)
        marker = run_marker(secrets.randbelow(MARKERS))
        ready = prepared_requests(journey, draft, target.shown, _new_visitor, _new_order, marker)
        if isinstance(ready, str):
            raise InvalidInput(ready)
        environment = JourneyEnvironment(time.time, _new_visitor, accepted_before, _when)
        checks = RunChecks(target.shown, environment, target.catalog, plan_of(target.profile))
        print_errors(errors_in(ready[: len(journey.steps)], checks))
        question = ""
        if destination_kind(ready[0].wire.url) != "loopback":
            question = confirmation_sentence(journey, draft, ready, checks)
        marking = marker_sentence(journey, ready, target.shown)
        if marking:
            print(marking, file=sys.stderr)
        if not confirmed(question, yes=options.yes):
            return NOT_DELIVERED
        return _run(ready, target, as_json=options.json, stops=journey.stop is not False)


def _journey(options: argparse.Namespace) -> tuple[Journey, Profile | None]:
    """The journey, and the profile that it is saved with. Raises `InvalidInput`."""
    if Path(options.journey).is_file():
        return _journey_in_file(options.journey, options.name), None
    if options.name is not None:
        raise InvalidInput(f"{options.journey} is not a file, and --name is for files.")
    owners = [saved_profile(options.profile)] if options.profile is not None else saved_profiles()
    found = [
        (journey, owner)
        for owner in owners
        for journey in _saved(owner)
        if journey.name == options.journey
    ]
    if len(found) > 1:
        names = ", ".join(f"“{owner.name}”" for _, owner in found)
        raise InvalidInput(
            f"Several profiles have a journey “{options.journey}”: {names}. Choose with --profile."
        )
    if not found:
        known = [f"“{journey.name}”" for owner in owners for journey in _saved(owner)]
        hint = f"Saved: {', '.join(known[:5])}." if known else "None is saved."
        raise InvalidInput(f"There is no journey or file “{options.journey}”. {hint}")
    return found[0]


def _journey_in_file(file: str, name: str | None) -> Journey:
    try:
        journeys = read_journeys(text_of(file))
    except ValueError:
        raise InvalidInput(
            f"{file} holds no journey. It needs “name”, “repeats” and “steps”, as in the window's "
            "files."
        ) from None
    found = [journey for journey in journeys if name in (None, journey.name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"“{journey.name}”" for journey in journeys)
    which = f"no journey “{name}”" if name is not None and not found else "several journeys"
    raise InvalidInput(f"{file} has {which}. Choose with --name: {known}.")


def _saved(profile: Profile) -> Sequence[Journey]:
    try:
        return JourneyStore(Folders.default().journeys).peek(profile.id)
    except StoreFailed as why:
        raise InvalidInput(str(why)) from None


def _complete(**_known: object) -> list[str]:
    try:
        return [journey.name for profile in saved_profiles() for journey in _saved(profile)]
    except InvalidInput:
        return []


def _ids(first: Payload, target: Target) -> Draft:
    """The ids that all steps take: a saved profile's account and project, and the visitor of the
    first step.
    """
    ids: dict[str, Payload] = {}
    for key, own in (("cid", target.profile.account), ("pid", target.profile.project), ("vid", "")):
        value = own if own and target.saved else value_at(first, (key,))
        if value is not None:
            ids[key] = value
    return Draft("").read_as(Reading(ids))


def _new_visitor() -> str:
    return visitor_id(time.time(), secrets.randbelow(10**16))


def _new_order(tid: str) -> str:
    return new_order_number(tid, secrets.randbelow(10**6))


def _when(sent_at: float) -> str:
    return age_and_moment(sent_at, time.time())


def _run(ready: Sequence[PreparedRequest], target: Target, *, as_json: bool, stops: bool) -> int:
    with (
        closing(open_history()) as store,
        progress(len(ready), "requests") as advance,
    ):
        recorder = LoopRecording(Recording(store, lambda: target.catalog))
        end = asyncio.run(_sent(ready, target, recorder, (advance, as_json), stops=stops))
    print(end.sentence, file=sys.stderr)
    return DONE if end.complete else NOT_DELIVERED


async def _sent(
    ready: Sequence[PreparedRequest],
    target: Target,
    recorder: LoopRecording,
    output: tuple[Advance, bool],
    *,
    stops: bool,
) -> JourneyEnd:
    sender, done = Sender(StoredCredentials(Vault())), 0
    advance, as_json = output

    async def send(request: PreparedRequest) -> Exchange:
        document, now = request.planned.step.text, time.time()
        exchange = Exchange(
            uuid4().hex,
            now,
            target.profile.name,
            request.wire,
            document,
            profile_id=target.profile.id,
        )
        exchange = await send_recorded(exchange, target.profile, sender, recorder)
        print(
            json_line(AnnotatedExchange(exchange)) if as_json else _line(request, exchange),
            flush=True,
        )
        return exchange

    def count(accepted: int) -> None:
        nonlocal done
        done = accepted
        advance(done, "")

    try:
        return await run_journey(ready, send, count, stops=stops)
    except CancelledError:
        print(f"Cancelled after {done:,} of {len(ready):,}.", file=sys.stderr)
        raise
    finally:
        await sender.aclose()


def _line(request: PreparedRequest, exchange: Exchange) -> str:
    planned = request.planned
    return one_line(
        f"{planned.round + 1}.{planned.place + 1}  {request.wire.method:4}  "
        f"{verdict(exchange).word}  {step_text(planned.step)}"
    )


JOURNEY = Command(
    "journey",
    "send the steps of one visitor, with their pauses, and keep them in the history",
    _arguments,
    _run_command,
    ('journey "Checkout" --profile "Shop" --repeat 3', "journey journey.json --local"),
)
