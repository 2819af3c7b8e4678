"""`confirm`: whether Convert's live log shows what was sent with a marker."""

import argparse
import sys
import time

from convert_console.cli.command import (
    DONE,
    NOT_DELIVERED,
    Command,
    InvalidInput,
    readable,
    text_of,
    whole_number,
)
from convert_console.cli.convert_api import (
    KEY_HELP,
    add_api_url,
    ask_convert,
    asking_as,
    project_of,
    told,
    usable,
)
from convert_console.cli.target import complete_profiles, saved_profile
from convert_console.core.convert_api.matching import STATE_WORDS, Finding, sent_request
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import value_at
from convert_console.core.request.draft import Draft
from convert_console.core.text import escaped, plain_text
from convert_console.services.convert_api.client import ConvertApi
from convert_console.services.convert_api.confirming import WAIT, confirm

LOOKS_BACK = 600.0
"""Seconds before this command in which the request was sent: a file does not say when."""


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a JSON file with the document that was sent, or -"
    )
    parser.add_argument(
        "--marker",
        required=True,
        metavar="M",
        help="the campaign (seg.campaign) that marks the request; one that nobody else uses, and a "
        "new one for each run",
    )
    parser.add_argument(
        "--wait",
        type=whole_number(0, 3_600),
        default=int(WAIT),
        metavar="S",
        help=f"seconds in which to look again until it is seen (default: {WAIT:.0f}); 0 looks once",
    )
    add_api_url(parser)
    profile = parser.add_argument(
        "--profile",
        metavar="NAME",
        help=f"this saved profile's key, proxy, time limits and project. {KEY_HELP}",
    )
    profile.completer = complete_profiles  # type: ignore[attr-defined]
    parser.add_argument("--json", action="store_true", help="print what is known as JSON")


def _confirm(options: argparse.Namespace) -> int:
    draft = readable(Draft(text_of(options.file), "POST"))
    if not options.marker.strip():
        raise InvalidInput(
            "The marker is empty. Give the campaign that the document was sent with."
        )
    profile = saved_profile(options.profile) if options.profile is not None else None
    asking = asking_as(profile, options.api_url)
    where = project_of(draft.payload, profile)
    _note_campaign(draft, options.marker)
    begin = time.time() - LOOKS_BACK
    request = sent_request(draft.payload, begin, options.marker.strip())._replace(within=LOOKS_BACK)

    async def asked(api: ConvertApi) -> Finding:
        usable(await api.why_not(asking))
        (found,) = await confirm(api, asking, where, [request], options.wait, on_progress=told)
        return found

    finding = ask_convert(asked)
    if options.json:
        print(escaped(spelled(finding.as_dict())))
    else:
        _print(finding)
    return DONE if finding.state == "seen" else NOT_DELIVERED


def _note_campaign(draft: Draft, marker: str) -> None:
    """Say if the document was not sent with the marker: it is found by its campaign."""
    campaign = value_at(draft.payload, ("seg", "campaign"))
    if campaign is None or plain_text(campaign) != marker.strip():
        what = "has no campaign" if campaign is None else "has another campaign"
        print(f"note: The document {what}; it is looked for with the marker.", file=sys.stderr)


def _print(finding: Finding) -> None:
    print(escaped(f"{STATE_WORDS[finding.state]}: {finding.reason}"))
    if len(finding.events) > 1:
        for event in finding.events:
            print(escaped(f"event {event.number}: {STATE_WORDS[event.state]}. {event.reason}"))
    for observed in finding.observations:
        print(escaped(f"observed: {observed.sentence}"))


CONFIRM = Command(
    "confirm",
    "look in Convert's live log for a request that was sent with a marker; exit with 0 only if it "
    "is seen",
    _arguments,
    _confirm,
    (
        "confirm request.json --marker cc-7f3a91 --profile Shop",
        "confirm request.json --marker cc-7f3a91 --wait 120 --json",
    ),
)
