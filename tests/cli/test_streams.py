"""Output that cannot be written ends a command without a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support import terminal

POSIX = sys.platform != "win32"
MANY = "&".join(f"a[{number}]={'x' * 90}" for number in range(5_000))


def ended(tail: str, given: bytes = b'{"cid": "1"}') -> subprocess.CompletedProcess[bytes]:
    """The command line with what a shell puts behind it."""
    line = f'"{sys.executable}" -m convert_console {tail}'
    return subprocess.run(
        ["/bin/bash", "-c", line], input=given, capture_output=True, timeout=60, check=False
    )


@pytest.mark.skipif(not POSIX, reason="a shell's redirections")
@pytest.mark.parametrize("command", ["encode -", "decode -", "check -", "paste -"])
def test_a_reader_that_stops_reading_ends_it_quietly(command: str) -> None:
    told = ended(f"{command} | true", MANY.encode())
    assert b"Traceback" not in told.stderr
    assert b"BrokenPipe" not in told.stderr


@pytest.mark.skipif(not POSIX, reason="a shell's redirections")
def test_a_long_unread_output_ends_as_sigpipe_would() -> None:
    told = ended("decode - | head -c 3; exit ${PIPESTATUS[0]}", MANY.encode())
    assert (told.returncode, told.stdout) == (141, b"{\n ")
    assert told.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize(
    "command", ["encode -", "decode -", "check -", "paste -", "--help", "send --help", "--version"]
)
def test_a_full_disk_is_reported_in_one_sentence(command: str) -> None:
    told = ended(f"{command} >/dev/full")
    assert told.returncode == 74
    said = told.stderr.decode().splitlines()[-1]
    assert said == "convert-console: The output cannot be written: No space left on device."


@pytest.mark.skipif(not POSIX, reason="a shell's redirections")
@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_behave_like_unread_ones(closing: str) -> None:
    told = ended(f"encode - {closing}", b'{"a": 1, "b": null}')
    assert told.returncode == 0
    assert b"Traceback" not in told.stderr


@pytest.mark.skipif(not POSIX, reason="a shell's redirections")
@pytest.mark.parametrize("command", ["encode -", "decode -", "send - --local", "check -"])
def test_a_closed_input_is_reported_in_one_sentence(command: str) -> None:
    told = ended(f"{command} <&-")
    assert (told.returncode, told.stdout) == (2, b"")
    assert told.stderr == (
        b"convert-console: Standard input is closed. Give a file name, or pipe something in.\n"
    )


def test_the_pipe_s_encoding_does_not_matter() -> None:
    told = terminal.run("decode", "a=%E6%97%A5", PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert (told.code, told.out) == (0, '{\n  "a": "日"\n}\n')
