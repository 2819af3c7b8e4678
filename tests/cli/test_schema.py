"""`schema`, as an editor's settings use what it prints."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from convert_console.core.linter.json_schema import schema_of_track
from support import terminal
from support.linting import CLEAN


def test_it_prints_a_schema_that_accepts_a_request() -> None:
    ended = terminal.run("schema")
    assert (ended.code, ended.err) == (0, "")
    printed = json.loads(ended.out)
    assert printed == schema_of_track()
    Draft202012Validator(printed).validate(json.loads(CLEAN))
