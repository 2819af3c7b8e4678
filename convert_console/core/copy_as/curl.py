"""Copy as cURL: one command for bash, cmd.exe or PowerShell that sends a request byte for byte."""

import re

from convert_console.core.copy_as.request_parts import (
    CopyError,
    body_text,
    curl_header_lines,
    named_headers,
    refuse_nul,
    refuse_other_than_ascii,
    sends_body,
)
from convert_console.core.request.wire import WireRequest

CMD_LIMIT = 8_191
"""Characters of a command that cmd.exe takes (Microsoft, KB 830473)."""

_BASH_ARGUMENT_LIMIT = 100_000
"""Bytes of a body that one argument holds; Linux takes 128 KiB in one."""


def write_bash(wire: WireRequest) -> str:
    """The command for bash and zsh, an option a line; a long body goes through a pipe."""
    refuse_nul(wire)
    piped = len(wire.body) > _BASH_ARGUMENT_LIMIT
    lines = [" ".join(_bash_option(part) for part in option) for option in options(wire)]
    if sends_body(wire):
        data = "--data-binary @-" if piped else f"--data-raw {bash_word(wire.body)}"
        lines.insert(-1, data)
    command = " \\\n  ".join(["curl", *lines])
    return f"printf %s {bash_word(wire.body)} |\n{command}\n" if piped else f"{command}\n"


def write_cmd(wire: WireRequest) -> str:
    """The command for the prompt of cmd.exe; a batch file would interpret % differently."""
    refuse_nul(wire)
    refuse_other_than_ascii(named_headers(wire))
    words = [word for option in options(wire) for word in option]
    body = body_text(wire)
    if sends_body(wire):
        words[-1:-1] = ["--data-raw", body]
    command = " ".join(["curl.exe", *map(cmd_word, words)])
    if _LOST_BY_CMD.search("".join(words)):
        raise CopyError("cmd.exe drops tabs and other control characters. Copy it for PowerShell.")
    if len(command) > CMD_LIMIT:
        raise CopyError(
            f"cmd.exe takes {CMD_LIMIT:,} characters in a command, and this one has "
            f"{len(command):,}. Copy it for PowerShell."
        )
    return f"{'' if body.isascii() else _CMD_NEEDS_UNICODE}{command}\n"


def write_powershell(wire: WireRequest) -> str:
    """The commands for PowerShell: Windows' own 5.1, and 7."""
    refuse_nul(wire)
    refuse_other_than_ascii(named_headers(wire))
    body = body_text(wire)
    words = [" ".join(powershell_word(word) for word in option) for option in options(wire)]
    # In 5.1, `curl` without .exe is an alias of Invoke-WebRequest.
    command = " `\n  ".join(["curl.exe", *words[:-1]])
    has_quotes = any('"' in word for option in options(wire) for word in option)
    start = _LEGACY_QUOTES if has_quotes else ""
    if not sends_body(wire):
        return f"{start}{command} `\n  {words[-1]}\n"
    # The body goes through a file: 5.1 would take the quotes out of an argument, a pipe would add
    # a line break, and both have a limit.
    body_file = _POWERSHELL_BODY.format(powershell_text(body))
    data = ' `\n  --data-binary "@$file"'
    return f"{start}{body_file}{command}{data} `\n  {words[-1]}\nRemove-Item $file\n"


_CMD_NEEDS_UNICODE = (
    "rem The body has non-ASCII text: curl --version must list Unicode, as since 2023\n"
)
_LOST_BY_CMD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_LEGACY_QUOTES = "$PSNativeCommandArgumentPassing = 'Legacy' # so that 7 passes quotes like 5.1\n"
_POWERSHELL_BODY = """\
$body = {}
$file = [IO.Path]::GetTempFileName()
[IO.File]::WriteAllText($file, $body) # UTF-8
"""


# The options, for any shell to quote.

Option = tuple[str, ...]
"""A flag with its value, to be kept on one line."""

_DOTS_IN_PATH = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)


def options(wire: WireRequest) -> list[Option]:
    """All options but the body; the last one is the URL.

    `--globoff` keeps brackets and braces, `--path-as-is` keeps `/../`. Redirects are not followed,
    since curl does so only when asked.
    """
    result: list[Option] = [("--include",), ("--globoff",)]
    method: str = wire.method
    if method == "HEAD" and not wire.body:
        result.append(("--head",))
    elif method != ("POST" if sends_body(wire) else "GET"):
        result.append(("--request", method))
    if _DOTS_IN_PATH.search(wire.target.partition("?")[0]):
        result.append(("--path-as-is",))
    result += [("--header", line) for line in curl_header_lines(wire)]
    return [*result, (wire.url,)]


# Words of bash and zsh.


def bash_word(data: bytes) -> str:
    r"""Bytes as one word, in which the shell changes and expands nothing, `!` included.

    >>> print(bash_word(b"it's"), bash_word(b"a\tb"))
    'it'\''s' $'a\tb'
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return f"$'{_BEYOND_ASCII.sub(_octal, _bash_escaped(data.decode('latin-1')))}'"
    if _UNSAFE_IN_TERMINAL.search(text):
        return f"$'{_bash_escaped(text)}'"
    return "'" + text.replace("'", "'\\''") + "'"


# A pasted tab asks a terminal for completion, and a pasted carriage return ends a line.
_UNSAFE_IN_TERMINAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]")
_BASH_ESCAPED = re.compile(r"[\x00-\x1f\x7f\\']")
_BEYOND_ASCII = re.compile(r"[\x80-\xff]")
_BASH_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}


def _bash_escaped(text: str) -> str:
    return _BASH_ESCAPED.sub(lambda sign: _BASH_ESCAPES.get(sign[0]) or _octal(sign), text)


def _octal(sign: re.Match[str]) -> str:
    return f"\\{ord(sign[0]):03o}"


def _bash_option(part: str) -> str:
    return part if re.fullmatch(r"--[a-z-]+", part) else bash_word(part.encode("latin-1"))


# Words of cmd.exe.


def cmd_word(word: str) -> str:
    r"""A word, escaped for the parsers of cmd.exe and of the C runtime of curl.

    The quotes are escaped too, so that for cmd.exe nothing is inside quotes and each caret is an
    escape. The caret after a % is not part of any variable's name.

    >>> print(cmd_word('a "b" %c%'))
    ^"a \^"b\^" ^%^c^%^"
    """
    if _CMD_PLAIN.fullmatch(word):
        return word
    # Backslashes count for the C runtime only before a quote, and before the one that ends it all.
    inner = _BEFORE_QUOTE_OR_END.sub(
        lambda match: match[1] * 2 + match[2].replace('"', '\\"'), word
    )
    escaped = _CMD_SPECIAL.sub(lambda sign: f"^{sign[0]}", inner).replace("\n", "^\n\n")
    return '^"' + _OPEN_PERCENT.sub("%^", f'{escaped}^"')


_CMD_PLAIN = re.compile(r"[A-Za-z0-9_./:=-]+")
_BEFORE_QUOTE_OR_END = re.compile(r'(\\*)("|\Z)')
_CMD_SPECIAL = re.compile(r'[!"%&()<>^|]')
_OPEN_PERCENT = re.compile(r"%(?!\^)")


# Words and texts of PowerShell.


def powershell_word(word: str) -> str:
    r"""A word for a program, for versions that do not escape quotes in arguments themselves.

    They only put quotes around a word with a space, so the quotes inside are escaped here.

    >>> powershell_word('X-A: "b"')
    '\'X-A: \\"b\\"\''
    """
    if re.fullmatch(r"--[a-z0-9.-]+", word):
        return word
    if word.endswith("\\") and re.search(r"\s", word):
        raise CopyError(
            "PowerShell 5.1 and 7 treat a backslash at the end of a header differently. "
            "Copy it for bash or as Python."
        )
    expression = powershell_text(_BEFORE_QUOTE.sub(r'\1\1\\"', word))
    return f"({expression})" if "+" in expression and "[char]" in expression else expression


def powershell_text(value: str) -> str:
    """An expression for a text, in ASCII: 5.1 reads a script without a mark in a code page, and
    takes typographic quotes for its own.

    >>> powershell_text("it's é")
    "'it''s ' + [char]233"
    """
    lines = [_powershell_line(line) for line in value.split("\n")]
    if len(lines) == 1:
        return lines[0]
    inner = ",\n".join(f"  {line}" if "[char]" not in line else f"  ({line})" for line in lines)
    return f'@(\n{inner}\n) -join "`n"'


_BEFORE_QUOTE = re.compile(r'(\\*)"')
_ASCII_RUN_OR_OTHER = re.compile(r"[ -~]+|[^ -~]")


def _powershell_line(line: str) -> str:
    runs = _ASCII_RUN_OR_OTHER.findall(line)
    parts = [part for run in runs for part in _powershell_parts(run)]
    if parts and not parts[0].startswith("'"):
        parts.insert(0, "''")  # the first operand decides the type of a sum
    return " + ".join(parts) or "''"


def _powershell_parts(run: str) -> list[str]:
    if " " <= run[0] <= "~":
        return ["'" + run.replace("'", "''") + "'"]
    units = run.encode("utf-16-be")
    numbers = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return [f"[char]{number}" for number in numbers]
