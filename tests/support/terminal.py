"""The command line in a process of its own, as a script sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple

SECONDS = 60
"""How long a test waits before it counts as hung; nothing is expected to take as long."""


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Begin a command, with pipes to all its streams."""
    return start_python("-m", "convert_console", *arguments, **environment)


def run(*arguments: str, given: bytes = b"", **environment: str) -> Ended:
    """Run a command to its end."""
    return _ended(start(*arguments, **environment), given)


def python(script: str) -> Ended:
    """Run a script of Python to its end."""
    return _ended(start_python("-c", script))


def start_python(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Begin a Python of its own, with pipes to all its streams."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def _ended(process: subprocess.Popen[bytes], given: bytes = b"") -> Ended:
    out, err = process.communicate(given, timeout=SECONDS)
    return Ended(process.returncode, _lines(out), _lines(err))


def _lines(output: bytes) -> str:
    return output.decode("utf-8").replace("\r\n", "\n")
