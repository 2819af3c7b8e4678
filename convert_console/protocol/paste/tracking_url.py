"""Reads a tracking URL: its query is the document, sent by GET to its address."""

from __future__ import annotations

import re
from urllib.parse import SplitResult

from convert_console.protocol.layout import spelled
from convert_console.protocol.paste.addresses import (
    METRICS,
    addresses_in,
    endpoint_of,
    host_of,
    parts_of,
    project_of,
)
from convert_console.protocol.paste.found import (
    PastedRequest,
    Recognised,
    numbered,
    request_of,
    title_of,
    without_empty,
)
from convert_console.protocol.payload import Payload
from convert_console.protocol.query import read_query

WHAT = "Tracking URL"
QUERY = "Query of a tracking request"
_TEXTS = "A query carries every value as text; none was turned into a number."
_OUR_QUERY = re.compile(
    r"(?:^|[?&;])(?:(?:cid|pid|vid)=|(?:ev|seg)(?:\[|%5B|%255B))", re.IGNORECASE
)
_V1_PATH = re.compile(r"/v1/track/(?P<account>\d+)/(?P<project>\d+)/?")


def read(text: str) -> Recognised | None:
    """Every tracking URL in the text; `None` when there is none."""
    requests = numbered(request for a in addresses_in(text) if (request := request_from(a)))
    if not requests:
        return None
    return Recognised(WHAT if len(requests) == 1 else f"{len(requests)} tracking URLs", requests)


def read_bare(text: str) -> Recognised | None:
    """A query without its address: `cid=…&ev[0][evt]=…`."""
    if not _OUR_QUERY.search(text, 0, 2_000) or "=" not in text:
        return None
    reading = read_query(_BARE_START.sub("", text))
    if not is_document(reading.payload):
        return None
    request = _made(reading.payload, None, (*reading.notes, _TEXTS))
    return Recognised(QUERY, (request,))


def request_from(address: str) -> PastedRequest | None:
    """The request of one address; `None` when neither host nor query is of a tracking request."""
    parts = parts_of(address)
    if parts is None:
        return None
    asked = bool(_OUR_QUERY.search(f"?{parts.query}"))
    if not asked and not is_tracking(parts):
        return None
    if not parts.query:
        return _without_query(parts)
    reading = read_query(address)
    if not asked and not is_document(reading.payload):
        return None
    return _made(reading.payload, endpoint_of(parts), (*reading.notes, _TEXTS))


def is_tracking(parts: SplitResult) -> bool:
    """Whether an address is that of the endpoint, or of v1's, on Convert's hosts."""
    on_host = f".{host_of(parts)}".endswith(f".{METRICS}")
    return on_host and "/track" in parts.path


def ids_in_path(parts: SplitResult) -> tuple[str, str] | None:
    """Account and project in a path of the v1 API."""
    found = _V1_PATH.fullmatch(parts.path)
    return (found["account"], found["project"]) if found else None


def is_document(payload: Payload) -> bool:
    """Whether what a query says has one of the document's own keys."""
    return isinstance(payload, dict) and not {"cid", "pid", "vid", "ev", "seg"}.isdisjoint(payload)


_BARE_START = re.compile(r"\A(?:GET\s+)?(?:/track)?\??")


def _without_query(parts: SplitResult) -> PastedRequest:
    account, project = ids_in_path(parts) or (None, project_of(parts))
    document = without_empty(cid=account, pid=project)
    title = f"project {project}" if project else "no project"
    if parts.path.startswith("/v1/"):
        note = "This is an address of the v1 API: only the ids in it were taken."
        return request_of(document, note, title=title)
    note = "The address has no query, so that it only says where to send."
    return request_of(document, note, title=title, endpoint=endpoint_of(parts))


def _made(payload: Payload, endpoint: str | None, notes: tuple[str, ...]) -> PastedRequest:
    return PastedRequest(title_of(payload), spelled(payload), "GET", endpoint, notes=notes)
