"""Runs the command line, or a script, in another process."""

from __future__ import annotations

import os
import subprocess
import sys
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
    out, err = process.communicate(given, timeout=SECONDS)
    return Result(process.returncode, _lines(out), _lines(err))


def _lines(output: bytes) -> str:
    return output.decode("utf-8").replace("\r\n", "\n")
