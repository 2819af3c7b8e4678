"""The question before a live send: asked on a terminal, or answered with --yes."""

from __future__ import annotations

import sys

from convert_console.cli.command import InvalidInput


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
