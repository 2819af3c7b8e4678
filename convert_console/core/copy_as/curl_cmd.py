"""A request as a curl command for the prompt of cmd.exe."""

from __future__ import annotations

import re

from convert_console.core.copy_as.curl import options
from convert_console.core.copy_as.target import (
    HandoffImpossible,
    ascii_headers,
    body_text,
    refuse_nul,
    told_headers,
)
from convert_console.core.request.wire import WireRequest

LINE_LIMIT = 8_191
"""Characters of a command that cmd.exe takes (Microsoft, KB 830473)."""

_UNICODE = "rem The body holds other than ASCII: curl --version must name Unicode, as since 2023\n"


def write(wire: WireRequest) -> str:
    """The command, to be pasted at the prompt: a batch file would read each % another way."""
    refuse_nul(wire)
    ascii_headers(told_headers(wire))
    words = [word for option in options(wire) for word in option]
    body = body_text(wire)
    if wire.method == "POST":
        words[-1:-1] = ["--data-raw", body]
    command = " ".join(["curl.exe", *map(quoted, words)])
    if _LOST.search("".join(words)):
        raise HandoffImpossible(
            "cmd.exe loses tabs and other control characters. Copy it for PowerShell."
        )
    if len(command) > LINE_LIMIT:
        raise HandoffImpossible(
            f"cmd.exe takes {LINE_LIMIT:,} characters in a command, and this one has "
            f"{len(command):,}. Copy it for PowerShell."
        )
    return f"{'' if body.isascii() else _UNICODE}{command}\n"


def quoted(word: str) -> str:
    r"""A word as cmd.exe and then the C runtime of curl take it apart.

    Even the quotes are escaped for cmd.exe, so that for it nothing is ever inside of quotes and
    each caret counts. The caret behind a % is no part of any variable's name.

    >>> print(quoted('a "b" %c%'))
    ^"a \^"b\^" ^%^c^%^"
    """
    if _PLAIN.fullmatch(word):
        return word
    # Backslashes count for the C runtime only before a quote, and before the one that ends it all.
    inner = _BEFORE_QUOTE.sub(lambda found: found[1] * 2 + found[2].replace('"', '\\"'), word)
    escaped = _SPECIAL.sub(lambda sign: f"^{sign[0]}", inner).replace("\n", "^\n\n")
    return '^"' + _OPEN_PERCENT.sub("%^", f'{escaped}^"')


_PLAIN = re.compile(r"[A-Za-z0-9_./:=-]+")
_BEFORE_QUOTE = re.compile(r'(\\*)("|\Z)')
_SPECIAL = re.compile(r'[!"%&()<>^|]')
_OPEN_PERCENT = re.compile(r"%(?!\^)")
_LOST = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
