"""Reads HTTP requests as they go over the wire: request line, headers, blank line, body."""

from __future__ import annotations

import itertools
import re

from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import Headers

REQUESTS_LIMIT = 1_000


@reader("HTTP request")
def read_http_text(text: str) -> Recognised | None:
    """The tracking requests, one after another."""
    if text.startswith(">"):
        text = _VERBOSE_MARK.sub("", text)  # `curl -v` puts it before each line
    if not _LINE.match(text):
        return None
    starts = [match.start() for match in itertools.islice(_NEXT.finditer(text), REQUESTS_LIMIT)]
    ends = [*starts, len(text)][:REQUESTS_LIMIT]
    pieces = (text[start:end] for start, end in zip([0, *starts], ends, strict=False))
    requests = numbered(
        request for piece in pieces for request in _requests(piece, alone=not starts)
    )
    if not requests:
        return None
    notes = (only_first(REQUESTS_LIMIT, "requests"),) if len(starts) == REQUESTS_LIMIT else ()
    return Recognised(requests, notes, "HTTP requests" if len(requests) > 1 else "")


_LINE = re.compile(
    r"(?P<method>[A-Z]{3,7})[ \t]+(?:(?P<target>\S+)[ \t]+HTTP/[0-9.]+[ \t]*\r?\n"
    # An editor's .http file names no version; a header sets it apart from a list of addresses.
    r"|(?P<whole>https?://\S+)[ \t]*\r?\n(?=[A-Za-z][\w-]*:[ \t]))(?P<rest>.*)",
    re.DOTALL,
)
_NEXT = re.compile(r"(?<=\n)[A-Z]{3,7}[ \t]+\S+[ \t]+HTTP/[0-9.]+[ \t]*\r?\n")
_HEADER = re.compile(r"(?P<name>[^\s:]+)[ \t]*:[ \t]*(?P<value>[^\r\n]*)(?:\r?\n|\Z)")
_VERBOSE_MARK = re.compile(r"^> ?", re.MULTILINE)
_LOOPBACK = re.compile(r"(?:localhost|127\.[0-9.]+|\[::1\])(?::\d+)?|.*:(?!443\Z)\d+")


def _requests(text: str, *, alone: bool) -> tuple[PastedRequest, ...]:
    """Those of one request; blank lines before the next one are not part of its body."""
    line = _LINE.match(text if alone else text.rstrip() + "\n")
    if not line:
        return ()
    headers, body = _headers_and_body(line["rest"])
    host = next((value for name, value in headers if name.lower() == "host"), "")
    captured = HttpRequest(
        line["method"], _url(line["target"] or line["whole"], host), headers, body
    )
    return requests_from(captured)


def _headers_and_body(text: str) -> tuple[Headers, str | None]:
    """The headers up to the first line that is not one, and the body after a blank line."""
    headers: list[tuple[str, str]] = []
    place = 0
    while match := _HEADER.match(text, place):
        headers.append((match["name"], match["value"].strip()))
        place = match.end()
    return tuple(headers), text[place:].removeprefix("\r").removeprefix("\n") or None


def _url(target: str, host: str) -> str:
    """The request line names no scheme: http is sure on this machine, and likely with a port."""
    if "://" in target:
        return target
    return f"{'http' if _LOOPBACK.fullmatch(host) else 'https'}://{host}{target}"
