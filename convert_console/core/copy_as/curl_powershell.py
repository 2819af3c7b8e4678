"""A request as a curl command for PowerShell: Windows' own 5.1, and 7."""

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

_LEGACY = "$PSNativeCommandArgumentPassing = 'Legacy' # so that 7 passes quotes as 5.1 does\n"
_BODY = """\
$body = {}
$file = [IO.Path]::GetTempFileName()
[IO.File]::WriteAllText($file, $body) # UTF-8
"""
_DATA = ' `\n  --data-binary "@$file"'
_LAST = "Remove-Item $file\n"


def write(wire: WireRequest) -> str:
    """The commands.

    The body goes through a file: 5.1 would take the quotes out of it, a pipe would add a line
    break, and both have a limit. It is `curl.exe`, since in 5.1 `curl` is another command.
    """
    refuse_nul(wire)
    ascii_headers(told_headers(wire))
    body = body_text(wire)
    words = [" ".join(native(word) for word in option) for option in options(wire)]
    command = " `\n  ".join(["curl.exe", *words[:-1]])
    legacy = _LEGACY if any('"' in word for option in options(wire) for word in option) else ""
    if wire.method == "GET":
        return f"{legacy}{command} `\n  {words[-1]}\n"
    before = _BODY.format(text(body))
    return f"{legacy}{before}{command}{_DATA} `\n  {words[-1]}\n{_LAST}"


def native(word: str) -> str:
    r"""A word for a program, so that it arrives whole where quotes are passed the old way.

    Then PowerShell only puts quotes around a word with a space, and leaves those inside to us.

    >>> native('X-A: "b"')
    '\'X-A: \\"b\\"\''
    """
    if re.fullmatch(r"--[a-z0-9.-]+", word):
        return word
    if word.endswith("\\") and re.search(r"\s", word):
        raise HandoffImpossible(
            "PowerShell 5.1 and 7 differ in what they do with a backslash at the end of a header. "
            "Copy it for bash or as Python."
        )
    expression = text(_BEFORE_QUOTE.sub(r'\1\1\\"', word))
    return f"({expression})" if "+" in expression and "[char]" in expression else expression


def text(value: str) -> str:
    """An expression for a text, in ASCII: 5.1 reads a script without a mark in a code page, and
    takes typographic quotes for its own.

    >>> text("it's é")
    "'it''s ' + [char]233"
    """
    lines = [_line(line) for line in value.split("\n")]
    if len(lines) == 1:
        return lines[0]
    inner = ",\n".join(f"  {line}" if "[char]" not in line else f"  ({line})" for line in lines)
    return f'@(\n{inner}\n) -join "`n"'


_BEFORE_QUOTE = re.compile(r'(\\*)"')
_RUN = re.compile(r"[ -~]+|[^ -~]")


def _line(line: str) -> str:
    parts = [part for run in _RUN.findall(line) for part in _parts(run)]
    if parts and not parts[0].startswith("'"):
        parts.insert(0, "''")  # a sum is of the kind of its first part
    return " + ".join(parts) or "''"


def _parts(run: str) -> list[str]:
    if " " <= run[0] <= "~":
        return ["'" + run.replace("'", "''") + "'"]
    units = run.encode("utf-16-be")
    numbers = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return [f"[char]{number}" for number in numbers]
