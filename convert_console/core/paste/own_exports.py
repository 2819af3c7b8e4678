"""Reads what the console itself exports with whole requests: pages of evidence, and JSON lines."""

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterator

from convert_console.core.document.payload import parse
from convert_console.core.paste.http_request import HttpRequest, requests_from
from convert_console.core.paste.results import (
    PastedRequest,
    Reader,
    Recognised,
    numbered,
    reader,
    title_of,
)
from convert_console.core.paste.tracking_url import TEXTS
from convert_console.core.request.headers import Headers
from convert_console.core.request.secret_headers import HIDDEN

_DATA = re.compile(r'<code class="sum" id="digest">.*?<pre id="data">(.*?)</pre>', re.DOTALL)
_LINE = re.compile(r'\{"id": "[^"\n]*", "sent_at": ')
_LEFT_OUT = "Values of secret headers are not exported; these headers were left out."


@reader("Page of evidence")
def read_evidence(text: str) -> Recognised | None:
    """The requests of a page, by its data."""
    data = _DATA.search(text)
    return _of_lines(html.unescape(data[1])) if data else None


@reader("Requests exported as JSON lines")
def read_json_lines(text: str) -> Recognised | None:
    """The requests of an export."""
    return _of_lines(text) if _LINE.match(text) else None


OWN_EXPORTS: tuple[Reader[str], ...] = (read_evidence, read_json_lines)


def _of_lines(lines: str) -> Recognised | None:
    """The requests of all lines; `None` where one of them was edited."""
    try:
        requests = numbered(
            request for line in lines.split("\n") if line.strip() for request in _of_line(line)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Recognised(requests) if requests else None


def _of_line(line: str) -> Iterator[PastedRequest]:
    row = json.loads(line)
    sent = row["request"]
    body = sent["body"] if "body" in sent else b64decode(sent["body_base64"]).decode("latin-1")
    headers: Headers = tuple((name, value) for name, value in sent["headers"] if value != HIDDEN)
    notes = (_LEFT_OUT,) if len(headers) < len(sent["headers"]) else ()
    captured = HttpRequest(sent["method"], sent["url"], headers, body, notes, exact=True)
    for request in requests_from(captured):
        yield _with_document(request, row["document"]) if request.method == "GET" else request


def _with_document(request: PastedRequest, document: str) -> PastedRequest:
    """The request by GET with the document that it was made of, whose values have their types."""
    reading = parse(document)
    if reading.fault:
        return request
    notes = tuple(note for note in request.notes if note != TEXTS)
    return request._replace(title=title_of(reading.payload), text=document, notes=notes)
