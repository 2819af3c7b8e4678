"""What a command writes to: UTF-8 whatever the system says, and quiet when nobody reads it."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

PIPE_CLOSED = 141
"""As a shell reports a program that SIGPIPE ended: the reader, such as `head`, had enough."""

UNWRITTEN = 74
"""As sysexits.h has it for trouble with output, such as a full disk."""


def prepare() -> None:
    """Set both streams to UTF-8, and stand in for one that is closed.

    Scripts read JSON, which is UTF-8 (RFC 8259, 8.1), whatever code page Windows gives a pipe.
    Half a surrogate pair, which has no UTF-8, becomes an escape. A closed stream is `None` in
    Python, and its number would go to the next socket.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def unwritable(why: OSError) -> int:
    """The exit code after an output failed; said in one sentence unless a reader went away.

    A file is named; standard output has no name.
    What is left in the buffers goes nowhere, or Python would complain once more at its end.
    """
    closed = isinstance(why, BrokenPipeError)
    _silence(sys.stdout)
    try:
        if not closed:
            sentence = f"{why.filename or 'The output'} cannot be written: {why.strerror or why}."
            print(f"convert-console: {sentence}", file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)
    return PIPE_CLOSED if closed else UNWRITTEN


def _nowhere() -> io.TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")


def _silence(stream: object) -> None:
    if isinstance(stream, io.TextIOWrapper):
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
