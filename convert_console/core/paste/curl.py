"""Reads cURL commands of bash, cmd.exe and PowerShell, those that browsers copy included."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from convert_console.core.paste.curl_options import CurlCommand, NeedsFile, command_of
from convert_console.core.paste.found import (
    ABSENT,
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
    only_first,
)
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.json_value import strict
from convert_console.core.paste.mangled import mended
from convert_console.core.paste.other_than_sent import other_than_sent
from convert_console.core.paste.shell import commands_in, shell_of
from convert_console.core.paste.standard_input import piped_in
from convert_console.core.request.wire import Headers

_PROMPT = r"(?:[$>#%][ \t]+|PS [^>\n]{0,260}+>[ \t]*|[A-Za-z]:\\[^>\n]{0,260}+>[ \t]*)?"
_PATH = r"(?:(?:[A-Za-z]:)?[\w.~-]*[/\\](?:[\w.~-]++[/\\])*+)?"
_BEFORE = r"(?:(?:sudo|time|exec|env|nohup|\w{1,40}+=\S{0,200}+)[ \t]+){0,5}"
_CURL = re.compile(
    rf"(?:\A|[\n;&|`(:])[ \t]*{_PROMPT}{_BEFORE}{_PATH}(?P<command>curl(?:\.exe)?(?=\s|\Z))",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"\s+(?:[-–—'\"‘“^$]|\\\s|`\s|[a-z]+://|[\w.-]+[.:/])", re.IGNORECASE)
_NAME = re.compile(r"(?:\S*[/\\])?curl(?:\.exe)?", re.IGNORECASE)
_JSON = (("Content-Type", "application/json"), ("Accept", "application/json"))
_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_OWN_AGENT = (
    "The command names no User-Agent: curl would send its own, curl/<version>, which is taken "
    "for a bot's."
)
_OWN_TYPE = (
    "The command names no Content-Type: curl would send application/x-www-form-urlencoded, and "
    "so it stands in the headers."
)
_NOT_OURS = (
    "This is a cURL command, but it carries nothing of a tracking request. Its address should be "
    "that of the endpoint, or its body a document."
)


def read(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of one command or several; `None` when the text is none."""
    start = _start_of(text)
    if not start:
        return None
    whole, notes = mended(text[start.start("command") :])
    shell = shell_of(whole)
    stdin, rest = piped_in(text[: start.start("command")], whole)
    commands = commands_in(rest, shell)
    try:
        requests = numbered(_requests(itertools.islice(commands, COMMANDS_LIMIT), stdin))
    except NeedsFile as why:
        return Unrecognised(str(why))
    if requests:
        several = "s" * (len(requests) > 1)
        notes += (only_first(COMMANDS_LIMIT, "commands"),) if next(commands, None) else ()
        return Recognised(f"cURL command{several} ({shell})", requests, notes)
    alone = not text[: start.start("command")].strip()
    return other_than_sent(text) or (Unrecognised(_NOT_OURS) if alone else None)


def _start_of(text: str) -> re.Match[str] | None:
    """Where the first command begins; inside a text, what follows must look like one."""
    if "curl" not in text.lower():
        return None
    first = _CURL.match(text)
    if first:
        return first
    some = itertools.islice(_CURL.finditer(text), _LOOKED_AT)
    return next((found for found in some if _FOLLOWS.match(text, found.end())), None)


_LOOKED_AT = 100
COMMANDS_LIMIT = 1_000
COPIED_LIMIT = 2_000_000
"""Characters that all requests of one command may come to."""


def _requests(commands: Iterator[list[str]], stdin: str | None) -> Iterator[PastedRequest]:
    for words in commands:
        place = next((i for i, word in enumerate(words) if _NAME.fullmatch(word)), None)
        if place is None:
            continue
        parts = list(_parts(words[place + 1 :]))
        for number, part in enumerate(parts[:COMMANDS_LIMIT], 1):
            command = command_of(part, stdin)
            if number == COMMANDS_LIMIT < len(parts):
                command.notes.append(only_first(number, "requests of the command"))
            most = _addresses_read(command)
            if len(command.addresses) > most:
                command.notes.append(only_first(most, "addresses of the command"))
            for address in command.addresses[:most]:
                yield from _requests_to(address, command)


def _addresses_read(command: CurlCommand) -> int:
    """All of a command goes to each of its addresses: of a long one, to fewer."""
    said = (command.body or "", *command.queries, *command.headers)
    return max(1, min(COMMANDS_LIMIT, COPIED_LIMIT // (1 + sum(map(len, said)))))


def _parts(words: list[str]) -> Iterator[list[str]]:
    """The words up to each `--next`, behind which another request begins."""
    start = 0
    for place, word in enumerate(words):
        if word in ("--next", "-:"):
            yield words[start:place]
            start = place + 1
    yield words[start:]


def _requests_to(address: str, command: CurlCommand) -> Iterator[PastedRequest]:
    for request in requests_from(_captured(command, address)):
        notes: tuple[str, ...] = (
            (_OWN_TYPE,) if _FORM in request.headers and not _typed(command) else ()
        )
        notes += (_OWN_AGENT,) if request.user_agent is ABSENT else ()
        yield replace(request, notes=request.notes + notes)


def _typed(command: CurlCommand) -> bool:
    return _names(_headers(command), "content-type")


def _captured(command: CurlCommand, url: str) -> HttpRequest:
    headers = _headers(command)
    body, notes = command.body, tuple(command.notes)
    if body is not None and "get" in command.flags:
        command.queries, body = [*command.queries, body], None
    if command.queries:
        url += ("&" if "?" in url else "?") + "&".join(command.queries)
    if body is not None and strict(body) is None and '\\"' in body:
        # PowerShell before 7.3 needs \" where the program is to see a quote.
        unescaped = body.replace('\\"', '"')
        body = unescaped if strict(unescaped) else body
    if body is not None and not _names(headers, "content-type"):
        headers += (_FORM,)
    return HttpRequest(_method(command, body), url, headers, body, notes)


def _headers(command: CurlCommand) -> Headers:
    """`Name: value`; `Name;` sends an empty one, and `Name:` takes curl's own away."""
    found: list[tuple[str, str]] = []
    for line in command.headers:
        name, colon, value = line.partition(":")
        if colon:
            found.append((name.strip(), value.strip()))
        elif line.endswith(";"):
            found.append((line[:-1].strip(), ""))
    headers = tuple(found)
    if "json" in command.flags:
        headers += tuple(header for header in _JSON if not _names(headers, header[0].lower()))
    return headers


def _names(headers: Headers, name: str) -> bool:
    return any(known.lower() == name for known, _ in headers)


def _method(command: CurlCommand, body: str | None) -> str:
    if command.method:
        return command.method
    if "head" in command.flags:
        return "HEAD"
    return "GET" if body is None else "POST"
