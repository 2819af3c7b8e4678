"""HAR 1.2, which browsers' developer tools and proxies read.

Source: "HTTP Archive (HAR) format", W3C Web Performance Working Group, 2012-08-14.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from convert_console import __version__
from convert_console.core.export.exported import Kept, moment, without_secrets
from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.verdict import verdict


def har_text(all_kept: Iterable[Kept]) -> str:
    """The exchanges as one HAR file; a send without an answer has status 0, as browsers write."""
    log = {
        "version": "1.2",
        "creator": {"name": "Convert Console", "version": __version__},
        "entries": [entry(kept) for kept in all_kept],
    }
    written = json.dumps({"log": log}, indent=2, ensure_ascii=False)
    return written.encode("utf-8", "replace").decode("utf-8")


def entry(kept: Kept) -> dict[str, Any]:
    """One exchange as a HAR entry."""
    exchange = without_secrets(kept.exchange)
    judged = verdict(exchange)
    comment = " ".join(part for part in (f"{judged.word}:", judged.sentence, kept.note) if part)
    return {
        "startedDateTime": moment(exchange.sent_at).isoformat(),
        "time": exchange.timings.total * 1000,
        "request": _request(exchange.request),
        "response": _response(exchange),
        "cache": {},
        "timings": _timings(exchange),
        "comment": comment,
    }


def _request(request: WireRequest) -> dict[str, Any]:
    told: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(request.headers),
        "queryString": _pairs(urlsplit(request.url).query),
        "headersSize": len(request.head),
        "bodySize": len(request.body),
    }
    if request.body:
        text = request.body.decode("utf-8", "replace")
        told["postData"] = {"mimeType": request.header("Content-Type") or "", "text": text}
    return told


def _response(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.outcome
    if not isinstance(answer, Answer):
        nothing = {"size": 0, "mimeType": ""}
        return _answer_parts(0, "", (), nothing) | {"httpVersion": ""}
    content: dict[str, Any] = {
        "size": answer.body_size,
        "mimeType": answer.header("content-type") or "",
    }
    try:
        content["text"] = answer.body.decode("utf-8")
    except UnicodeDecodeError:
        content |= {"text": b64encode(answer.body).decode("ascii"), "encoding": "base64"}
    if answer.note:
        content["comment"] = answer.note
    told = _answer_parts(answer.status, answer.reason, answer.headers, content)
    location = answer.header("location") or ""
    return told | {"httpVersion": answer.http_version, "redirectURL": location}


def _answer_parts(
    status: int, reason: str, headers: Headers, content: dict[str, Any]
) -> dict[str, Any]:
    return {
        "status": status,
        "statusText": reason,
        "cookies": [],
        "headers": _headers(headers),
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _timings(exchange: Exchange) -> dict[str, float]:
    """Milliseconds; -1 for what did not happen. HAR counts TLS into connect as well."""
    times = exchange.timings
    connect = None if times.connect is None else times.connect + (times.tls or 0.0)
    known = {"connect": connect, "ssl": times.tls}
    told = {name: -1.0 if value is None else value * 1000 for name, value in known.items()}
    needed = {"send": 0.0, "wait": times.waiting or 0.0, "receive": times.download or 0.0}
    return told | {name: value * 1000 for name, value in needed.items()}


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _pairs(query: str) -> list[dict[str, str]]:
    """The query as it was written: names and values keep their escapes."""
    parts = [part.partition("=") for part in query.split("&") if part]
    return [{"name": name, "value": value} for name, _, value in parts]
