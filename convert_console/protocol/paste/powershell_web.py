"""Reads Invoke-WebRequest and Invoke-RestMethod of PowerShell, as browsers copy them."""

from __future__ import annotations

import re

from convert_console.protocol.paste.found import Recognised, Unrecognised, numbered
from convert_console.protocol.paste.http_request import HttpRequest, requests_from
from convert_console.protocol.wire import Headers

WHAT = "PowerShell web request"
_COMMAND = re.compile(r"\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
# What is not closed goes on to the end: each later sign would be tried as another beginning.
_QUOTED = r"""(?:"(?:[^"`]|`.|"")*+(?:"|`?\Z)|'(?:[^']|'')*+(?:'|\Z))"""
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
    "This is a web request of PowerShell that carries nothing of a tracking request. Its address "
    "should be that of the endpoint, or its body a document."
)


def read(text: str) -> Recognised | Unrecognised | None:
    """The tracking request of a command; `None` when the text holds none."""
    command = _COMMAND.search(text)
    if not command:
        return None
    requests = numbered(iter(requests_from(_captured(text, command.end()))))
    if requests:
        return Recognised(WHAT, requests)
    alone = not text[: command.start()].strip() or text.startswith("$session")
    return Unrecognised(_NOT_OURS) if alone else None


def _captured(text: str, start: int) -> HttpRequest:
    said: dict[str, str] = {}
    headers = [("User-Agent", _plain(found["agent"])) for found in _AGENT.finditer(text, 0, start)]
    for found in _OPTION.finditer(text, start):
        if found["alone"]:
            said.setdefault("uri", _plain(found["alone"]))
        elif found["table"] is not None:
            headers += [(_plain(n), _plain(v)) for n, v in _PAIR.findall(found["table"]) if v]
        else:
            said[found["name"].lower()] = _plain(found["quoted"] or found["word"] or "")
    headers += [
        (name, said[key])
        for key, name in (("contenttype", "Content-Type"), ("useragent", "User-Agent"))
        if key in said
    ]
    method = said.get("method", "GET").upper()
    return HttpRequest(method, said.get("uri", ""), _once(headers), said.get("body"))


def _once(headers: list[tuple[str, str]]) -> Headers:
    """Chrome names the User-Agent of the session only; a header stands once."""
    return tuple({name.lower(): (name, value) for name, value in headers}.values())


def _plain(word: str) -> str:
    """A word without its quotes; Chrome writes what is not ASCII as `$([char]233)`."""
    inner = word[1:].removesuffix(word[:1])
    if word[:1] == "'":
        return inner.replace("''", "'")
    return _joined(_ESCAPE.sub(_meant, inner)) if word[:1] == '"' else word


def _meant(found: re.Match[str]) -> str:
    if found["code"]:
        code = int(found["code"])
        return chr(code) if code <= 0xFFFF else "\ufffd"
    return _SIGNS.get(found["sign"], found["sign"]) if found["sign"] else '"'


def _joined(text: str) -> str:
    """Two halves of a surrogate pair as the one character they mean."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
