"""Reads cURL commands of bash, cmd.exe and PowerShell, those that browsers copy included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from convert_console.protocol.paste.curl_options import CurlCommand, NeedsFile, command_of
from convert_console.protocol.paste.found import (
    ABSENT,
    PastedRequest,
    Recognised,
    Unrecognised,
    numbered,
)
from convert_console.protocol.paste.http_request import HttpRequest, requests_from
from convert_console.protocol.paste.json_value import strict
from convert_console.protocol.paste.shell_words import commands_in, shell_of
from convert_console.protocol.wire import Headers

_PROMPT = r"(?:[$>#%]\s+|PS [^>\n]*>\s*|[A-Za-z]:\\[^>\n]*>\s*)?"
_CURL = re.compile(rf"{_PROMPT}(?P<command>curl(?:\.exe)?(?=\s|$))", re.IGNORECASE)
_NAME = re.compile(r"curl(?:\.exe)?", re.IGNORECASE)
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
    start = _CURL.match(text)
    if not start:
        return None
    shell = shell_of(text[start.start("command") :])
    try:
        requests = numbered(_requests(commands_in(text[start.start("command") :], shell)))
    except NeedsFile as why:
        return Unrecognised(str(why))
    if not requests:
        return Unrecognised(_NOT_OURS)
    several = "s" * (len(requests) > 1)
    return Recognised(f"cURL command{several} ({shell})", requests)


def _requests(commands: Iterator[list[str]]) -> Iterator[PastedRequest]:
    for words in commands:
        place = next((i for i, word in enumerate(words) if _NAME.fullmatch(word)), None)
        if place is None:
            continue
        command = command_of(words[place + 1 :])
        for request in requests_from(_captured(command)):
            said_none = request.user_agent is ABSENT
            yield replace(request, notes=request.notes + ((_OWN_AGENT,) if said_none else ()))


def _captured(command: CurlCommand) -> HttpRequest:
    headers = _headers(command)
    body, url, notes = command.body, command.url, tuple(command.notes)
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
        notes += (_OWN_TYPE,)
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
