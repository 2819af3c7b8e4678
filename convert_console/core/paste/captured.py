"""Reads a request that a log or a tool keeps as JSON: `{method, url, headers, body}`."""

from __future__ import annotations

from convert_console.core.document.formatting import spelled
from convert_console.core.document.payload import Payload
from convert_console.core.paste.found import Recognised, numbered
from convert_console.core.paste.har import body_of, headers_of
from convert_console.core.paste.http_request import HttpRequest, requests_from

WHAT = "Request kept as JSON"
_URL = ("url", "uri", "endpoint")
_BODY = ("body", "payload", "data", "json")


def read(found: dict[str, Payload]) -> Recognised | None:
    """The tracking requests in it; `None` when it is something else."""
    request = found.get("request")
    for candidate in (found, request if isinstance(request, dict) else {}):
        captured = _captured(candidate)
        requests = numbered(iter(requests_from(captured))) if captured else ()
        if requests:
            return Recognised(WHAT, requests)
    return None


def _captured(found: dict[str, Payload]) -> HttpRequest | None:
    url = next((found[key] for key in _URL if isinstance(found.get(key), str)), None)
    if not isinstance(url, str):
        return None
    body = body_of(found.get("postData"))
    held = next((found[key] for key in _BODY if found.get(key) is not None), None)
    if body is None and held is not None:
        body = held if isinstance(held, str) else spelled(held)
    method = found.get("method")
    named = method.upper() if isinstance(method, str) else "GET" if body is None else "POST"
    return HttpRequest(named, url, headers_of(found.get("headers")), body)
