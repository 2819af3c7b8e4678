"""The arguments of curl that send a request byte for byte, for any shell to quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert_console.core.copy_as.target import (
    HandoffImpossible,
    ascii_headers,
    body_text,
    has_header,
    refuse_nul,
    told_headers,
)
from convert_console.core.request.wire import WireRequest

WAITS_FROM = 1_000_000
"""Bytes of a body from which curl asks the server first (Expect: 100-continue, since 1 MiB)."""

_DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)

Option = tuple[str, ...]
"""A flag with its value, to be kept on one line."""


def options(wire: WireRequest) -> list[Option]:
    """All but the body; the last one is the URL.

    `--globoff` keeps brackets and braces, `--path-as-is` keeps `/../`. Redirects are not followed,
    since curl does so only when asked.
    """
    found: list[Option] = [("--include",), ("--globoff",)]
    if _DOTS.search(wire.target.partition("?")[0]):
        found.append(("--path-as-is",))
    found += [("--header", line) for line in header_lines(wire)]
    return [*found, (wire.url,)]


def header_lines(wire: WireRequest) -> Iterator[str]:
    """Headers as libcurl reads them: `Name:` leaves out one of its own, `Name;` sends no value."""
    for name, value in told_headers(wire):
        yield f"{name}: {value}" if value else f"{name};"
    for name in ("User-Agent", "Accept", *(["Content-Type"] if wire.method == "POST" else [])):
        if not has_header(wire, name):
            yield f"{name}:"
    if len(wire.body) > WAITS_FROM and not has_header(wire, "Expect"):
        yield "Expect:"


# A request as a curl command for bash and zsh.

ARGUMENT_LIMIT = 100_000
"""Bytes of a body up to which it stands in an argument; Linux takes 128 KiB in one."""


def write_bash(wire: WireRequest) -> str:
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


# A request as a curl command for the prompt of cmd.exe.

LINE_LIMIT = 8_191
"""Characters of a command that cmd.exe takes (Microsoft, KB 830473)."""

_UNICODE = "rem The body holds other than ASCII: curl --version must name Unicode, as since 2023\n"


def write_cmd(wire: WireRequest) -> str:
    """The command, to be pasted at the prompt: a batch file would read each % another way."""
    refuse_nul(wire)
    ascii_headers(told_headers(wire))
    words = [word for option in options(wire) for word in option]
    body = body_text(wire)
    if wire.method == "POST":
        words[-1:-1] = ["--data-raw", body]
    command = " ".join(["curl.exe", *map(quoted_curl_cmd, words)])
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


def quoted_curl_cmd(word: str) -> str:
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

# A request as a curl command for PowerShell: Windows' own 5.1, and 7.

_LEGACY = "$PSNativeCommandArgumentPassing = 'Legacy' # so that 7 passes quotes as 5.1 does\n"
_BODY = """\
$body = {}
$file = [IO.Path]::GetTempFileName()
[IO.File]::WriteAllText($file, $body) # UTF-8
"""
_DATA = ' `\n  --data-binary "@$file"'
_LAST = "Remove-Item $file\n"


def write_powershell(wire: WireRequest) -> str:
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
    expression = text(_BEFORE_QUOTE_CURL_POWERSHELL.sub(r'\1\1\\"', word))
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


_BEFORE_QUOTE_CURL_POWERSHELL = re.compile(r'(\\*)"')
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
