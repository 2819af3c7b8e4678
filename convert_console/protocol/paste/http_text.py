"""Reads a request as it goes over the wire: request line, headers, blank line, body."""

from __future__ import annotations

import re

from convert_console.protocol.paste.found import Recognised
from convert_console.protocol.paste.http_request import HttpRequest, requests_from
from convert_console.protocol.wire import Headers

WHAT = "HTTP request"
_LINE = re.compile(
    r"(?P<method>[A-Z]{3,7})[ \t]+(?:(?P<target>\S+)[ \t]+HTTP/[0-9.]+[ \t]*\r?\n"
    # An editor's .http file names no version; a header then tells it from a list of addresses.
    r"|(?P<whole>https?://\S+)[ \t]*\r?\n(?=[A-Za-z][\w-]*:[ \t]))(?P<rest>.*)",
    re.DOTALL,
)
_HEADER = re.compile(r"(?P<name>[^\s:]+)[ \t]*:[ \t]*(?P<value>[^\r\n]*)(?:\r?\n|\Z)")
_MARK = re.compile(r"^> ?", re.MULTILINE)
_LOOPBACK = re.compile(r"(?:localhost|127\.[0-9.]+|\[::1\])(?::\d+)?|.*:(?!443\Z)\d+")


def read(text: str) -> Recognised | None:
    """The tracking request; `None` when the text is none. `curl -v` puts a `>` before each line."""
    line = _LINE.match(_MARK.sub("", text) if text.startswith(">") else text)
    if not line:
        return None
    headers, body = _parted(line["rest"])
    host = next((value for name, value in headers if name.lower() == "host"), "")
    captured = HttpRequest(
        line["method"], _url(line["target"] or line["whole"], host), headers, body
    )
    requests = requests_from(captured)
    return Recognised(WHAT, requests) if requests else None


def _parted(text: str) -> tuple[Headers, str | None]:
    """The headers up to the first line that is none, and what follows a blank one."""
    headers: list[tuple[str, str]] = []
    place = 0
    while found := _HEADER.match(text, place):
        headers.append((found["name"], found["value"].strip()))
        place = found.end()
    return tuple(headers), text[place:].removeprefix("\r").removeprefix("\n") or None


def _url(target: str, host: str) -> str:
    """The request line names no scheme: http is sure on this machine, and likely with a port."""
    if "://" in target:
        return target
    return f"{'http' if _LOOPBACK.fullmatch(host) else 'https'}://{host}{target}"
