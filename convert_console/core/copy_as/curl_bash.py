"""A request as a curl command for bash and zsh."""

from __future__ import annotations

import re

from convert_console.core.copy_as.curl import options
from convert_console.core.copy_as.target import refuse_nul
from convert_console.core.request.wire import WireRequest

ARGUMENT_LIMIT = 100_000
"""Bytes of a body up to which it stands in an argument; Linux takes 128 KiB in one."""


def write(wire: WireRequest) -> str:
    """The command, an option a line. A long body goes through a pipe, as no argument holds it."""
    refuse_nul(wire)
    piped = len(wire.body) > ARGUMENT_LIMIT
    lines = [" ".join(_word(part) for part in option) for option in options(wire)]
    if wire.method == "POST":
        data = "--data-binary @-" if piped else f"--data-raw {quoted(wire.body)}"
        lines.insert(-1, data)
    command = " \\\n  ".join(["curl", *lines])
    return f"printf %s {quoted(wire.body)} |\n{command}\n" if piped else f"{command}\n"


def quoted(data: bytes) -> str:
    r"""Bytes as one word, in which the shell changes and expands nothing, `!` included.

    >>> print(quoted(b"it's"), quoted(b"a\tb"))
    'it'\''s' $'a\tb'
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return f"$'{_OTHER_THAN_ASCII.sub(_octal, _escaped(data.decode('latin-1')))}'"
    if _CONTROL.search(text):
        return f"$'{_escaped(text)}'"
    return "'" + text.replace("'", "'\\''") + "'"


# A pasted tab asks a terminal for completion, and a pasted carriage return ends a line.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]")
_TO_ESCAPE = re.compile(r"[\x00-\x1f\x7f\\']")
_OTHER_THAN_ASCII = re.compile(r"[\x80-\xff]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda sign: _NAMED.get(sign[0]) or _octal(sign), text)


def _octal(sign: re.Match[str]) -> str:
    return f"\\{ord(sign[0]):03o}"


def _word(part: str) -> str:
    return part if re.fullmatch(r"--[a-z-]+", part) else quoted(part.encode("latin-1"))
