"""What a terminal shows before a send: its errors, and the question before a live one."""

import sys

from convert_console.cli.command import InvalidInput
from convert_console.core.linter.problem import Problem

MAX_PRINTED_ERRORS = 10
"""Errors of a document that are printed before it is sent; `check` prints them all."""


def print_errors(errors: list[Problem]) -> None:
    """Print why the request will not count. It is sent anyway: that may be intended."""
    for problem in errors[:MAX_PRINTED_ERRORS]:
        where = f"{problem.where}: " if problem.path else ""
        print(f"error: {where}{problem.sentence}", file=sys.stderr)
    more = len(errors) - MAX_PRINTED_ERRORS
    if more > 0:
        print(f"error: {more} more; “convert-console check” prints them all.", file=sys.stderr)


def confirmed(sentence: str, *, yes: bool) -> bool:
    """Whether to send what a sentence describes; an empty one asks nothing.

    Raises `InvalidInput` where nobody can be asked, so that a script never sends by accident.
    """
    if not sentence:
        return True
    if not yes and not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        raise InvalidInput(f"{sentence} Nothing was sent. Add --yes to send it without a question.")
    print(sentence, file=sys.stderr)
    if yes:
        return True
    print("Send? [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if answer.strip().lower() in ("y", "yes"):
        return True
    begin = "" if answer.endswith("\n") else "\n"  # Ctrl+D leaves the cursor behind the question
    print(f"{begin}Nothing was sent.", file=sys.stderr)
    return False


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())
