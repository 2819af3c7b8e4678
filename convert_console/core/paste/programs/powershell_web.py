"""Reads Invoke-WebRequest and Invoke-RestMethod of PowerShell, as browsers copy them."""

import itertools
import re
from collections.abc import Iterator

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.programs.powershell_values import (
    BYTES,
    HERE,
    QUOTED,
    SHALLOW,
    PowerShellValues,
    tables_in,
)
from convert_console.core.paste.repair.json_value import is_certain, strict
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    Unrecognised,
    mentions,
    numbered,
    only_first,
    reader,
    title_of,
)
from convert_console.core.request.headers import Headers
from convert_console.core.text import plain_text

_COMMAND = re.compile(r"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
_COMMAND_OR_VALUE = re.compile(
    rf"{HERE}|{QUOTED}|(?P<command>{_COMMAND.pattern})", re.IGNORECASE | re.DOTALL
)
COMMANDS_LIMIT = 1_000
_AGENT = re.compile(rf"\$\w++\.UserAgent\s*+=\s*+(?P<agent>{QUOTED})", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(
    r"(?:^|(?<=\s))-(?P<name>Uri|Method|Headers|ContentType|Body|UserAgent)[\s`:]++"
    rf"(?:(?P<here>{HERE})|@\{{(?P<table>(?:{QUOTED}|[^}}\"'])*+)(?:\}}|\Z)"
    rf"|(?:{BYTES})?(?P<quoted>{QUOTED})|(?P<set>\(|\$\w++(?![\w.\[(:]))|(?P<word>[^\s`\"'(@]\S*+))"
    rf"|(?P<alone>{QUOTED})|(?<=\s)@(?P<splat>\w++)",
    re.IGNORECASE | re.DOTALL,
)
# A name without a value matches too: otherwise the search would go on inside of it.
_PAIR = re.compile(rf"((?<![\w-])[\w-]++|{QUOTED})(?:\s*+=\s*+({QUOTED}|[^\s;}}]++))?+", re.DOTALL)
_NOT_OURS = (
    "This is a PowerShell web request, but not a tracking request. Its address must be the "
    "endpoint, or its body a tracking document."
)


@reader("PowerShell web request")
def read_powershell(text: str) -> Recognised | Unrecognised | None:
    """The tracking requests of its web commands."""
    text = text.replace("\r\n", "\n")
    command = _COMMAND.search(text) if mentions(text, "invoke-", "iwr", "irm") else None
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


@reader("PowerShell table")
def read_powershell_table(text: str) -> Recognised | None:
    """The documents that a script holds as tables, wherever it sends them."""
    values = (strict(table) for table in tables_in(text))
    requests = numbered(
        PastedRequest(title_of(value.payload), value.document)
        for value in values
        if value and is_certain(value.payload)
    )
    return Recognised(requests) if requests else None


def _further(text: str, start: int) -> Iterator[re.Match[str]]:
    """The commands after the first one; a name in quotes is a value."""
    return (match for match in _COMMAND_OR_VALUE.finditer(text, start) if match["command"])


def _requests(text: str, commands: list[re.Match[str]]) -> Iterator[PastedRequest]:
    before = 0
    values = PowerShellValues(text)
    for place, command in enumerate(commands[:COMMANDS_LIMIT]):
        end = commands[place + 1].start() if place + 1 < len(commands) else len(text)
        yield from requests_from(_command(values, before, command.end(), end))
        before = command.end()


def _command(values: PowerShellValues, before: int, start: int, end: int) -> HttpRequest:
    """A command with options from `start` to `end`; a session may be made from `before`."""
    text, plain = values.text, values.plain
    options: dict[str, str] = {}
    values.is_shallow = False
    agents = _AGENT.finditer(text, before, start)
    headers = [("User-Agent", plain(match["agent"], start)) for match in agents]
    for match in _OPTION.finditer(text, start, end):
        name = (match["name"] or "").lower()
        if match["alone"]:
            options.setdefault("uri", plain(match["alone"], start))
        elif match["splat"]:
            _take_table(values.table(values.of(f"${match['splat']}", start)), options, headers)
        elif name == "headers":
            headers += _headers(values, match, start)
        elif match["table"] is not None or match["set"] or match["here"]:
            place = match.start("set") if match["set"] else match.start("here")
            place = match.start("table") - 2 if match["table"] is not None else place
            found = values.at(place)
            options[name] = match[0].partition(match["name"])[2].strip() if found is None else found
        else:
            options[name] = plain(match["quoted"] or match["word"] or "", start)
    if "uri" not in options and (first := _FIRST.match(text, start)):
        options["uri"] = values.of(first["name"], start) or ""
    headers += [
        (name, options[key])
        for key, name in (("contenttype", "Content-Type"), ("useragent", "User-Agent"))
        if key in options
    ]
    method = options.get("method", "GET").upper()
    notes = (SHALLOW,) if values.is_shallow else ()
    body = options.get("body")
    return HttpRequest(method, options.get("uri", ""), _each_once(headers), body, notes)


_FIRST = re.compile(r"[ \t]+(?P<name>\$\w++)(?![\w.\[(:])")


def _headers(values: PowerShellValues, match: re.Match[str], place: int) -> list[tuple[str, str]]:
    """The pairs of a table, of a variable's table, or of those that are added to it."""
    if match["table"] is not None:
        pairs = _PAIR.findall(match["table"])
        return [(values.plain(name), values.plain(value, place)) for name, value in pairs if value]
    if not match["set"] or match["set"] == "(":
        return []
    table = values.table(values.of(match["set"], place))
    name = re.escape(match["set"])
    added = re.finditer(
        rf"{name}(?:\.Add\(\s*+(?P<key>{QUOTED})\s*+,\s*+|\[(?P<item>{QUOTED})\]\s*+=\s*+)"
        rf"(?P<value>{QUOTED})",
        values.text,
        re.IGNORECASE | re.DOTALL,
    )
    return [(key, plain_text(value)) for key, value in table.items()] + [
        (values.plain(one["key"] or one["item"]), values.plain(one["value"], place))
        for one in added
    ]


def _take_table(
    table: dict[str, Payload], options: dict[str, str], headers: list[tuple[str, str]]
) -> None:
    """Options that a table gives to the command: `Invoke-RestMethod @params`."""
    for key, value in table.items():
        if key.lower() == "headers" and isinstance(value, dict):
            headers += [(name, plain_text(content)) for name, content in value.items()]
        else:
            is_text = isinstance(value, str)
            options[key.lower()] = plain_text(value) if is_text else spelled(value)


def _each_once(headers: list[tuple[str, str]]) -> Headers:
    """The last of equal headers: Chrome names the User-Agent of the session as well."""
    return tuple({name.lower(): (name, value) for name, value in headers}.values())
