"""Reads a tracking URL: its query is the document, sent by GET to its address."""

import itertools
import re
from urllib.parse import SplitResult

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.address_sums import joined
from convert_console.core.paste.addresses import (
    ADDRESS_LIMIT,
    METRICS,
    addresses_in,
    endpoint_of,
    holds_more,
    host_of,
    parts_of,
    project_of,
    readable,
    with_placeholders,
)
from convert_console.core.paste.results import (
    ABSENT,
    PastedRequest,
    Recognised,
    numbered,
    only_first,
    reader,
    request_of,
    title_of,
    without_empty,
)
from convert_console.core.query import read_query
from convert_console.core.request.destination import is_loopback

TEXTS = "In a query every value is text; none was changed to a number."
"""The note on what a query cannot say."""

_OUR_KEYS = re.compile(
    r"(?:^|[?&;])(?:(?P<id>cid|pid|vid)=|(?P<group>ev|seg)(?:\[|%5B|%255B))", re.IGNORECASE
)
# Apache and nginx write the User-Agent last, behind the page that a request came from.
LOGGED_AGENT = re.compile(
    r"[ \t]HTTP/[0-9.]{1,3}\"(?:[ \t][0-9]{3}[ \t][0-9-]{1,20}[ \t]\"[^\"\n]{0,2000}\")?"
    r"[ \t]\"(?P<value>[^\"\n]{2,400})\""
)
# A path with its query, or a query alone in a column of a log.
_ASKED = re.compile(
    r"(?:(?:\b(?:GET|HEAD)[ \t]+|[\s\"'(=])/[^\s\"'?]{0,200}+\?"
    r"|(?<=[ \t])(?=(?:cid|pid|vid|ev|seg)[^\s\"'<>=&]{0,60}=[^\s\"'<>&]{0,500}&))"
    r"(?P<query>[^\s\"'<>]++)"
)
QUERY_LIMIT = 131_072
"""Characters of a query that is read: twice what can be sent, since it may come encoded twice."""

_V1_PATH = re.compile(r"/v1/track/(?P<account>\d+)/(?P<project>\d+)/?")


@reader("Tracking URL")
def read_tracking_url(text: str) -> Recognised | None:
    """Every tracking URL in the text."""
    text, added = joined(_with_lines(text))
    text, notes = readable(text)
    notes += added
    requests = numbered(request for a in addresses_in(text) if (request := request_from(a)))
    if not requests:
        return None
    notes += (only_first(ADDRESS_LIMIT, "addresses"),) if holds_more(text) else ()
    label = f"{len(requests):,} tracking URLs" if len(requests) > 1 else ""
    return Recognised(requests, notes, label)


@reader("Query of a tracking request")
def read_bare_query(text: str) -> Recognised | None:
    """A query without its address, `cid=…&ev[0][evt]=…`, or those in a server's log.

    >>> read_bare_query('10.0.0.1 "GET /track?cid=1&pid=2 HTTP/1.1" 200').label
    'Query of a tracking request'
    """
    query = _BARE_START.sub("", _parameter_lines(text) or text)
    notes: tuple[str, ...] = ()
    if not _BLANK.search(query.partition("=")[0]):
        known = is_tracking_query(query, enough=2 if "://" in query[:12] else 1)
        pasted = (
            [pasted_request for pasted_request in [_from_query(query)] if pasted_request]
            if known
            else []
        )
        pasted = [
            pasted_request._replace(endpoint=_endpoint_before(query)) for pasted_request in pasted
        ]
    else:
        every = (line for line in _ASKED.finditer(text) if is_tracking_query(line["query"]))
        pasted = [
            pasted_request._replace(user_agent=agent["value"] if agent else ABSENT)
            for line in itertools.islice(every, ADDRESS_LIMIT)
            if (pasted_request := _from_query(line["query"]))
            for agent in [LOGGED_AGENT.match(text, line.end())]
        ]
        notes = (only_first(ADDRESS_LIMIT, "queries"),) if next(every, None) else ()
    if not pasted:
        return None
    label = f"{len(pasted):,} queries of tracking requests" if len(pasted) > 1 else ""
    return Recognised(numbered(iter(pasted)), notes, label)


_PARAMETER_LINE = re.compile(r"[?&]?(?P<name>[^\s=&?:/]++)=(?P<value>[^\r\n]*+)")
_ANOTHER = re.compile(r"&(?=[^\s=&]+=)")
_OUR_NAME = r"(?:cid|pid|vid|tid|s|(?:ev|seg)(?:(?:\[|%5B)[^\s=&]*+)?+)="
_OUR_LINE = re.compile(rf"[?&]?{_OUR_NAME}", re.IGNORECASE)
_ADDRESS_LINE = re.compile(r"(?:GET[ \t]+)?(?P<address>https?://[^\s?]++\??+)", re.IGNORECASE)


def _parameter_lines(text: str) -> str:
    r"""The query out of parameters line by line, as Firefox copies them; else "".

    A heading may come before them. An ampersand that no name follows belongs to a value. A line
    with several parameters is part of a query that was wrapped.

    >>> _parameter_lines("cid=1\npid=2")
    'cid=1&pid=2'
    """
    if "\n" not in text or "=" not in text or len(text) > QUERY_LIMIT:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and "=" not in lines[0] and not lines[0].startswith(("{", "[")):
        lines = lines[1:]
    if any(_ANOTHER.search(line, 1) for line in lines):
        return _unwrapped(lines)
    found = [_PARAMETER_LINE.fullmatch(line) for line in lines]
    if len(lines) < 2 or not all(found):
        return ""
    parts = [
        f"{match['name']}={match['value'].removesuffix('&').replace('&', '%26')}"
        for match in found
        if match
    ]
    return "&".join(parts) if is_tracking_query("&".join(parts)) else ""


def _unwrapped(lines: list[str]) -> str:
    """A query that was broken into lines, at its ampersands or anywhere."""
    if not _PARAMETER_LINE.match(lines[0]) or any(_BLANK.search(line) for line in lines):
        return ""
    query = lines[0]
    for line in lines[1:]:
        is_apart = query.endswith(("&", "?")) or line.startswith("&")
        query += line if is_apart or not _OUR_LINE.match(line) else f"&{line}"
    return query


def _with_lines(text: str) -> str:
    """An address with the parameters that are listed below it; any other text as it is."""
    address = _ADDRESS_LINE.match(text)
    if not address or "\n" not in text or len(text) > QUERY_LIMIT:
        return text
    first, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(first) != address.end() or not all(map(_OUR_LINE.match, lines)):
        return text
    query = "&".join(line.strip("?&") for line in lines)
    return f"{address['address'].removesuffix('?')}?{query}" if query else text


_HOST_BEFORE = re.compile(
    r"(?P<host>localhost|\[::1\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]++\.)++[A-Za-z]{2,})(?::\d{1,5})?/[^\s?=&]*+(?=\?)"
)


def _endpoint_before(query: str) -> str | None:
    """The address of one that was copied without its scheme; http on this machine."""
    match = _HOST_BEFORE.match(query)
    if not match:
        return None
    is_local = is_loopback(match["host"].strip("[]"))
    return f"{'http' if is_local else 'https'}://{match[0]}"


def _from_query(query: str) -> PastedRequest | None:
    if len(query) > QUERY_LIMIT:
        return None
    reading = read_query(query)
    if not is_document(reading.payload):
        return None
    return _made(reading.payload, None, (*reading.notes, TEXTS))


def is_tracking_query(query: str, enough: int = 2) -> bool:
    """Whether a query is that of a tracking request: an event, segments, or `enough` ids.

    One id alone proves nothing: Google Analytics has its cid too, and many a shop a pid.
    """
    ids: set[str] = set()
    for match in _OUR_KEYS.finditer(query):
        if match["group"]:
            return True
        ids.add(match["id"].lower())
        if len(ids) >= enough:
            return True
    return False


def request_from(address: str) -> PastedRequest | None:
    """The request of one address; `None` when neither host nor query is of a tracking request."""
    address = with_placeholders(address)
    parts = parts_of(address)
    if parts is None or len(parts.query) > QUERY_LIMIT:
        return None
    is_ours = is_tracking_query(
        parts.query, enough=1 if parts.path.rstrip("/").endswith("/track") else 2
    )
    if not is_ours and not is_tracking_address(parts):
        return None
    if not parts.query:
        return _without_query(parts)
    reading = read_query(address)
    if not is_ours and not is_document(reading.payload):
        return None
    return _made(reading.payload, endpoint_of(parts), (*reading.notes, TEXTS))


def is_tracking_address(parts: SplitResult) -> bool:
    """Whether an address is that of the endpoint, or of v1's, on Convert's hosts."""
    on_host = f".{host_of(parts)}".endswith(f".{METRICS}")
    return on_host and "/track" in parts.path


def ids_in_path(parts: SplitResult) -> tuple[str, str] | None:
    """Account and project in a path of the v1 API."""
    match = _V1_PATH.fullmatch(parts.path)
    return (match["account"], match["project"]) if match else None


def is_document(payload: Payload) -> bool:
    """Whether what a query says has one of the document's own keys."""
    return isinstance(payload, dict) and not {"cid", "pid", "vid", "ev", "seg"}.isdisjoint(payload)


_BLANK = re.compile(r"\s")
_BARE_START = re.compile(r"\A(?:GET\s+)?(?:/track)?\??")


def _without_query(parts: SplitResult) -> PastedRequest:
    account, project = ids_in_path(parts) or (None, project_of(parts))
    document = without_empty(cid=account, pid=project)
    title = f"project {project}" if project else "no project"
    if parts.path.startswith("/v1/"):
        note = "This is an address of the v1 API: only its ids were used."
        return request_of(document, note, title=title)
    note = "The address has no query, so it only says where to send."
    return request_of(document, note, title=title, endpoint=endpoint_of(parts))


def _made(payload: Payload, endpoint: str | None, notes: tuple[str, ...]) -> PastedRequest:
    return PastedRequest(title_of(payload), spelled(payload), "GET", endpoint, notes=notes)
