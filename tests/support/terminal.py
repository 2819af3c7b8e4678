"""Runs the command line, or a script, in another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import NamedTuple

SECONDS = 60
"""How long a test waits before it fails as hung."""


class Result(NamedTuple):
    code: int
    out: str
    err: str


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a command, with pipes to all its streams."""
    return start_python("-m", "convert_console", *arguments, **environment)


def run(*arguments: str, given: bytes = b"", **environment: str) -> Result:
    """Run a command to its end."""
    return _finish(start(*arguments, **environment), given)


def python(script: str) -> Result:
    """Run a Python script to its end."""
    return _finish(start_python("-c", script))


def start_python(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start another Python process, with pipes to all its streams."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def _finish(process: subprocess.Popen[bytes], given: bytes = b"") -> Result:
    try:
        out, err = process.communicate(given, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Result(process.returncode, _lines(out), _lines(err))


def _lines(output: bytes) -> str:
    return output.decode("utf-8").replace("\r\n", "\n")


def on_terminal(*arguments: str, typed: str = "") -> Result:
    """Run a command whose input and errors are a terminal, on which this is typed; POSIX only.

    `err` is what the terminal shows.
    """
    import pty

    mine, theirs = pty.openpty()
    with os.fdopen(mine, "r+b", buffering=0) as screen:
        process = subprocess.Popen(
            [sys.executable, "-m", "convert_console", *arguments],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        screen.write(typed.encode())
        shown = b""
        with suppress(OSError):  # Linux reports the end of a terminal as an error
            while piece := screen.read(4_096):
                shown += piece
        out, _ = process.communicate(timeout=SECONDS)
    return Result(process.returncode, _lines(out), _lines(shown))


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Press Ctrl+C for a process; POSIX only."""
    process.send_signal(signal.SIGINT)
