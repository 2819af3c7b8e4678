"""Reads Invoke-WebRequest and Invoke-RestMethod of PowerShell, as browsers copy them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import Headers

_COMMAND = re.compile(r"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
# A quote that is not closed goes on to the end, so that no later one is tried as a beginning.
_QUOTED = r"""(?:"(?:[^"`]|`.|"")*+(?:"|`?\Z)|'(?:[^']|'')*+(?:'|\Z))"""
_COMMAND_OR_VALUE = re.compile(
    rf"{_QUOTED}|(?P<command>{_COMMAND.pattern})", re.IGNORECASE | re.DOTALL
)
COMMANDS_LIMIT = 1_000
_BYTES = r"\(\s*+\[(?:System\.)?Text\.Encoding\]::UTF8\.GetBytes\(\s*+"
_AGENT = re.compile(rf"\$\w++\.UserAgent\s*+=\s*+(?P<agent>{_QUOTED})", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(
    r"(?:^|(?<=\s))-(?P<name>Uri|Method|Headers|ContentType|Body|UserAgent)[\s`:]++"
    rf"(?:@\{{(?P<table>(?:{_QUOTED}|[^}}\"'])*+)(?:\}}|\Z)|(?:{_BYTES})?(?P<quoted>{_QUOTED})"
    rf"|(?P<word>[^\s`\"'(@]\S*+))|(?P<alone>{_QUOTED})",
    re.IGNORECASE | re.DOTALL,
)
# A name without a value is taken as well, so that nobody looks for one inside of it.
_PAIR = re.compile(
    rf"((?<![\w-])[\w-]++|{_QUOTED})(?:\s*+=\s*+({_QUOTED}|[^\s;}}]++))?+", re.DOTALL
)
_ESCAPE = re.compile(r"\$\(\[char\](?P<code>\d{1,7})\)|`(?P<sign>.)|\"\"", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\n": ""}
_NOT_OURS = (
    "This is a PowerShell web request, but not a tracking request. Its address must be the "
    "endpoint, or its body a tracking document."
)


@reader("PowerShell web request")
def read_powershell(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of its web commands."""
    command = _COMMAND.search(text)
    if not command:
        return None
    starts = [command, *itertools.islice(_further(text, command.end()), COMMANDS_LIMIT)]
    requests = numbered(_requests(text, starts))
    if requests:
        notes = (only_first(COMMANDS_LIMIT, "commands"),) if len(starts) > COMMANDS_LIMIT else ()
        label = "PowerShell web requests" if len(requests) > 1 else ""
        return Recognised(requests, notes, label)
    alone = not text[: command.start()].strip() or text.startswith("$session")
    return Unrecognised(_NOT_OURS) if alone else None


def _further(text: str, start: int) -> Iterator[re.Match[str]]:
    """The commands after the first one; a name in quotes is a value."""
    return (match for match in _COMMAND_OR_VALUE.finditer(text, start) if match["command"])


def _requests(text: str, commands: list[re.Match[str]]) -> Iterator[PastedRequest]:
    before = 0
    for place, command in enumerate(commands[:COMMANDS_LIMIT]):
        end = commands[place + 1].start() if place + 1 < len(commands) else len(text)
        yield from requests_from(_command(text, before, command.end(), end))
        before = command.end()


def _command(text: str, before: int, start: int, end: int) -> HttpRequest:
    """A command with options from `start` to `end`; a session may be made from `before`."""
    options: dict[str, str] = {}
    agents = _AGENT.finditer(text, before, start)
    headers = [("User-Agent", _plain(match["agent"])) for match in agents]
    for match in _OPTION.finditer(text, start, end):
        if match["alone"]:
            options.setdefault("uri", _plain(match["alone"]))
        elif match["table"] is not None:
            headers += [(_plain(n), _plain(v)) for n, v in _PAIR.findall(match["table"]) if v]
        else:
            options[match["name"].lower()] = _plain(match["quoted"] or match["word"] or "")
    headers += [
        (name, options[key])
        for key, name in (("contenttype", "Content-Type"), ("useragent", "User-Agent"))
        if key in options
    ]
    method = options.get("method", "GET").upper()
    return HttpRequest(method, options.get("uri", ""), _each_once(headers), options.get("body"))


def _each_once(headers: list[tuple[str, str]]) -> Headers:
    """The last of equal headers: Chrome names the User-Agent of the session as well."""
    return tuple({name.lower(): (name, value) for name, value in headers}.values())


def _plain(word: str) -> str:
    """A word without its quotes; Chrome writes what is not ASCII as `$([char]233)`."""
    inner = word[1:].removesuffix(word[:1])
    if word[:1] == "'":
        return inner.replace("''", "'")
    return _joined(_ESCAPE.sub(_unescaped, inner)) if word[:1] == '"' else word


def _unescaped(match: re.Match[str]) -> str:
    if match["code"]:
        code = int(match["code"])
        return chr(code) if code <= 0xFFFF else "\ufffd"
    return _SIGNS.get(match["sign"], match["sign"]) if match["sign"] else '"'


def _joined(text: str) -> str:
    """Two halves of a surrogate pair as the one character they mean."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
