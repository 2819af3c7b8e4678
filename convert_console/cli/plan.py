"""`plan`: writes the first draft of a tracking plan from a recording."""

import argparse
from collections.abc import Iterator, Mapping

from convert_console.cli.command import DONE, Command, InvalidInput, text_of
from convert_console.core.document.payload import Payload, parse
from convert_console.core.paste.recognise import recognise
from convert_console.core.paste.results import Recognised
from convert_console.core.plan.recording import Recorded, draft_of_plan


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a HAR file, what “watch --json” or the collector's /received printed, or anything "
        "that “paste” reads; or - for standard input",
    )


def _plan(options: argparse.Namespace) -> int:
    text = text_of(options.file)
    recorded = list(_listed(text)) or list(_recognised(text))
    if not any(isinstance(one.document, Mapping) for one in recorded):
        raise InvalidInput(f"{options.file} has no tracking request.")
    print(draft_of_plan(recorded), end="")
    return DONE


def _listed(text: str) -> Iterator[Recorded]:
    """The documents of a list of requests, or of one request in each line."""
    whole = parse(text).payload
    lines = whole if isinstance(whole, list) else [parse(line).payload for line in text.split("\n")]
    for entry in lines:
        documents = entry.get("documents") if isinstance(entry, Mapping) else None
        if isinstance(entry, Mapping) and isinstance(documents, list):
            yield from (Recorded(one, entry.get("method") == "GET") for one in documents)


def _recognised(text: str) -> Iterator[Recorded]:
    found = recognise(text)
    for request in found.requests if isinstance(found, Recognised) else ():
        document: Payload = parse(request.text).payload
        yield Recorded(document, request.method == "GET")


PLAN = Command(
    "plan",
    "write the first draft of a tracking plan from requests that were recorded",
    _arguments,
    _plan,
    ("plan recording.har >plan.yaml", "watch https://shop.example --json | convert-console plan -"),
)
