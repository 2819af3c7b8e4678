"""`encode` and `decode`: a document as a query string, and back."""

import argparse
import os
import sys

from convert_console.cli.command import DONE, Command, InvalidInput, query_of, readable, text_of
from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import path_text
from convert_console.core.query import (
    QueryTooLong,
    half_character,
    lost_in_get,
    read_query,
    write_query,
)
from convert_console.core.request.draft import Draft

DECODE_LIMIT = 4_000_000
"""Characters of a query that is read; none over 65,536 is ever sent."""


def _encode_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    parser.add_argument(
        "--spelling",
        choices=("literal", "percent"),
        default="literal",
        help="write brackets as in Convert's article, or percent-encoded (default: literal)",
    )


def _decode_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query", metavar="QUERY|URL", help="a query or a tracking URL, or - for standard input"
    )


def _encode(options: argparse.Namespace) -> int:
    reading = readable(Draft(text_of(options.file), "GET")).reading
    payload = reading.payload
    try:
        query = write_query(payload, options.spelling)
    except QueryTooLong as why:
        raise InvalidInput(str(why)) from why
    halved = half_character(payload, query)
    if halved:
        raise InvalidInput(halved)
    print(query)
    for path in reading.duplicates:
        print(f"note: {path_text(path)} appears twice; the last value counts", file=sys.stderr)
    for loss in lost_in_get(payload):
        if loss.kind != "type":
            print(f"note: {loss.sentence}", file=sys.stderr)
    return DONE


def _decode(options: argparse.Namespace) -> int:
    # Path.is_file raises where the text is too long for a name.
    if "=" not in options.query and os.path.isfile(options.query):  # noqa: PTH113
        raise InvalidInput(
            f"{options.query} is a file, and decode reads a query or a URL. To read one from the "
            "file, give - in its place and the file as standard input."
        )
    query = query_of(options.query)
    if len(query) > DECODE_LIMIT:
        raise InvalidInput(
            f"The query has {len(query):,} characters; up to {DECODE_LIMIT:,} are read. Decode it "
            "in parts."
        )
    reading = read_query(query)
    print(spelled(reading.payload))
    for note in reading.notes:
        print(f"note: {note}", file=sys.stderr)
    return DONE


ENCODE = Command(
    "encode",
    "print a JSON document as a GET query",
    _encode_arguments,
    _encode,
    ("encode request.json",),
)
DECODE = Command(
    "decode",
    "print a query or tracking URL as JSON",
    _decode_arguments,
    _decode,
    ("decode 'cid=1&ev[0][evt]=viewExp'",),
)
