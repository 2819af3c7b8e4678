"""The program's output: UTF-8, without control sequences, quiet when nobody reads it."""

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO, cast

from convert_console.core.text import escaped

PIPE_CLOSED = 141
"""The exit code of a program that SIGPIPE ended, as when `head` has read enough."""

UNWRITTEN = 74
"""EX_IOERR of sysexits.h, as for a full disk."""


class Escaping:
    """A stream that escapes control and invisible characters, as `text.escaped` does.

    Everything that is printed goes through it: answers, notes, argparse's errors, tracebacks, logs.
    A terminal, a pipe and a file get the same, so that `… >file; cat file` is safe too. Data stays
    intact: in JSON such an escape means the character, and in a query the characters are
    percent-encoded.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        # A pasted document may have Windows line ends; a single CR would overwrite the line.
        self._stream.write(escaped(text.replace("\r\n", "\n")))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)


def prepare() -> None:
    """Make both streams safe and UTF-8, and replace one that is closed; safe to repeat.

    Scripts read JSON, which is UTF-8 (RFC 8259, 8.1), whatever the code page of a pipe on Windows.
    A closed stream is `None` in Python, and the next socket would get its descriptor.
    """
    # Python 3.13 colours tracebacks, and 3.14 help, with escape sequences.
    os.environ["PYTHON_COLORS"] = "0"
    sys.stdout = _prepared(sys.stdout)
    sys.stderr = _prepared(sys.stderr)


def _prepared(stream: TextIO | None) -> TextIO:
    if isinstance(stream, Escaping):
        return cast(TextIO, stream)
    stream = stream or _nowhere()
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    return cast(TextIO, Escaping(stream))


def unescaped(stream: TextIO) -> TextIO:
    """The stream behind one that escapes, for what moves the cursor on purpose."""
    return stream._stream if isinstance(stream, Escaping) else stream  # noqa: SLF001 - of this file


def unwritable(why: OSError) -> int:
    """The exit code after output failed; prints why, unless the reader closed the pipe."""
    # Drop what is left in the buffers: Python would report the error again when it exits.
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


def _silence(stream: TextIO) -> None:
    with suppress(OSError), Path(os.devnull).open("wb") as nowhere:  # one of a test has no number
        os.dup2(nowhere.fileno(), stream.fileno())
