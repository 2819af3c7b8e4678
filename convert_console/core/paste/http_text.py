"""Reads HTTP requests as they go over the wire: request line, headers, blank line, body."""

import itertools
import re

from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.repair.json_value import strict
from convert_console.core.paste.results import (
    PastedRequest,
    Recognised,
    numbered,
    only_first,
    reader,
)
from convert_console.core.request.headers import Headers, header_value

REQUESTS_LIMIT = 1_000


@reader("HTTP request")
def read_http_text(text: str) -> Recognised | None:
    """The tracking requests, one after another."""
    if text.startswith(">"):
        text = _VERBOSE_MARK.sub("", text)  # `curl -v` puts it before each line
    text = _with_request_line(text)
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


def _with_request_line(text: str) -> str:
    """A text with a request line and a Host for the headers of HTTP/2 that begin with a colon."""
    head = _PSEUDO_HEADERS.match(text)
    fields = dict(_PSEUDO_HEADER.findall(head[0])) if head else {}
    if head is None or not {"method", "authority", "path"}.issubset(fields):
        return text
    line = f"{fields['method']} {fields['path']} HTTP/2\nHost: {fields['authority']}\n"
    return line + text[head.end() :]


_PSEUDO_HEADER = re.compile(
    r":(method|authority|path|scheme)[ \t]*+:[ \t]*+(\S++)[ \t]*+(?:\r?\n|\Z)"
)
_PSEUDO_HEADERS = re.compile(rf"(?:{_PSEUDO_HEADER.pattern}){{1,4}}")
_LINE = re.compile(
    r"(?P<method>[A-Z]{3,7})[ \t]+(?:(?P<target>\S+)[ \t]+HTTP/[0-9.]+[ \t]*\r?\n"
    # An editor's .http file names no version; a header sets it apart from a list of addresses.
    r"|(?P<whole>https?://\S+)[ \t]*\r?\n(?=[A-Za-z][\w-]*:[ \t]))(?P<rest>.*)",
    re.DOTALL,
)
_NEXT = re.compile(r"(?<=[\n}])[A-Z]{3,7}[ \t]+\S+[ \t]+HTTP/[0-9.]+[ \t]*\r?\n")
_HEADER = re.compile(r"(?P<name>[^\s:]+)[ \t]*:[ \t]*(?P<value>[^\r\n]*)(?:\r?\n|\Z)")
_VERBOSE_MARK = re.compile(r"^> ?", re.MULTILINE)
_LOOPBACK = re.compile(r"(?:localhost|127\.[0-9.]+|\[::1\])(?::\d+)?|.*:(?!443\Z)\d+")


def _requests(text: str, *, alone: bool) -> tuple[PastedRequest, ...]:
    """Those of one request; blank lines before the next one are not part of its body."""
    line = _LINE.match(text if alone else text.rstrip() + "\n")
    if not line:
        return ()
    headers, body = _headers_and_body(line["rest"])
    body, notes = _framed(headers, body)
    host = next((value for name, value in headers if name.lower() == "host"), "")
    captured = HttpRequest(
        line["method"], whole_url(line["target"] or line["whole"], host), headers, body, notes
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


# How a body ends: in chunks of their own length, or by a length in the headers.

_NOT_CHUNKS = "The body says that it is sent in chunks, but it is not: it was kept as it is."
_CHUNK = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,8})[ \t]*+(?:;[^\r\n]*+)?(?:\r?\n|\Z)")
_SIZE_LINE = re.compile(r"^[0-9A-Fa-f]{1,8}[ \t]*+(?:;.*)?\r?$", re.MULTILINE)
_LAST_CHUNK = re.compile(r"^0{1,8}[ \t]*+(?:;.*)?\r?$", re.MULTILINE)
_ANSWER = re.compile(r"(?<=[\s}\]])HTTP/[0-9.]+ [1-5][0-9]{2}\b")


def _framed(headers: Headers, body: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The body without the sizes of its chunks, and without an answer that was copied behind it."""
    if body is None:
        return None, ()
    if "chunked" in (header_value(headers, "transfer-encoding") or "").lower():
        joined = _of_chunks(body)
        return (body, (_NOT_CHUNKS,)) if joined is None else (joined or None, ())
    answer = _ANSWER.search(body)
    return (body[: answer.start()].rstrip() or None if answer else body), ()


def _of_chunks(body: str) -> str | None:
    """The chunks joined; `None` where the text is not one of chunks.

    A size counts bytes. Copying may have changed line ends, so that sizes are too large; then each
    line that can be a size is taken for one, if JSON is what remains.
    """
    data = body.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    place = 0
    while match := _CHUNK.match(data, place):
        size = int(match["size"], 16)
        place = match.end() + size
        pieces.append(data[match.end() : place])
        if place > len(data):
            break
        if size == 0:
            return b"".join(pieces).decode("utf-8", "replace")
        place += len(data[place : place + 2]) - len(data[place : place + 2].lstrip(b"\r\n"))
    *_, end = (None, *_LAST_CHUNK.finditer(body))
    lines = _SIZE_LINE.split(body[: end.start()] if end else body)
    if len(lines) > 1 and not lines[0].strip():
        joined = "".join(_LINE_END.sub("", line) for line in lines)
        if strict(joined):
            return joined
    is_cut = bool(pieces) and place >= len(data)
    return b"".join(pieces).decode("utf-8", "replace") if is_cut else None


_LINE_END = re.compile(r"\A\r?\n|\r?\n\Z")


def whole_url(target: str, host: str) -> str:
    """An address from a host and a path or a whole address: http is sure on this machine, and
    likely with a port.
    """
    if "://" in target:
        return target
    return f"{'http' if _LOOPBACK.fullmatch(host) else 'https'}://{host}{target}"
