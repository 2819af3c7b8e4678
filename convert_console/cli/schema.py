"""`schema`: what a request must look like, as JSON Schema."""

import argparse
import json

from convert_console.cli.command import DONE, Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="print that of a tracking plan instead")


def _print(options: argparse.Namespace) -> int:
    from convert_console.core.linter.json_schema import schema_of_track
    from convert_console.core.plan.plan_schema import schema_of_plan

    schema = schema_of_plan() if options.plan else schema_of_track()
    print(json.dumps(schema, indent=2, ensure_ascii=False))
    return DONE


SCHEMA = Command(
    "schema",
    "print the JSON Schema of a request for /track, by which editors complete and check it",
    _arguments,
    _print,
    ("schema > track.schema.json", "schema --plan > plan.schema.json"),
)
