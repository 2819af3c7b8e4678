"""`schema`: what a request must look like, as JSON Schema."""

from __future__ import annotations

import argparse
import json

from convert_console.cli.command import DONE, Command


def _arguments(_parser: argparse.ArgumentParser) -> None:
    """There are none."""


def _print(_options: argparse.Namespace) -> int:
    from convert_console.core.linter.json_schema import schema_of_track

    print(json.dumps(schema_of_track(), indent=2, ensure_ascii=False))
    return DONE


SCHEMA = Command(
    "schema",
    "print the JSON Schema of a request for /track, by which editors complete and check it",
    _arguments,
    _print,
    ("schema > track.schema.json",),
)
