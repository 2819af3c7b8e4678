"""A request as an HTTP archive, which browsers, proxies and this console import."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from convert_console import __version__
from convert_console.core.copy_as.target import body_text
from convert_console.core.request.wire import WireRequest

NOT_SENT = "1970-01-01T00:00:00.000Z"
"""HAR wants a moment; this one is plainly none."""


def write(wire: WireRequest) -> str:
    """An archive of one entry (HAR 1.2), with an empty answer: the request alone is told."""
    log = {
        "version": "1.2",
        "creator": {"name": "Convert Console", "version": __version__},
        "entries": [_entry(wire)],
    }
    return json.dumps({"log": log}, indent=2, ensure_ascii=False) + "\n"


def _entry(wire: WireRequest) -> dict[str, Any]:
    return {
        "startedDateTime": NOT_SENT,
        "time": 0,
        "request": _request(wire),
        "response": {
            **_common(),
            "status": 0,
            "statusText": "",
            "content": {"size": 0, "mimeType": "x-unknown"},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _request(wire: WireRequest) -> dict[str, Any]:
    query = parse_qsl(urlsplit(wire.url).query, keep_blank_values=True)
    request = {
        **_common(),
        "method": wire.method,
        "url": wire.url,
        "headers": [{"name": name, "value": value} for name, value in wire.headers],
        "queryString": [{"name": name, "value": value} for name, value in query],
        "headersSize": len(wire.head),
        "bodySize": len(wire.body),
    }
    if wire.body:
        kind = next((value for name, value in wire.headers if name.lower() == "content-type"), "")
        request["postData"] = {"mimeType": kind, "text": body_text(wire)}
    return request


def _common() -> dict[str, Any]:
    return {"httpVersion": "HTTP/1.1", "cookies": [], "headers": []}
