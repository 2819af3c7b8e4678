"""Writes HAR 1.2, which browsers' developer tools and proxies read."""

# Source: "HTTP Archive (HAR) format", W3C Web Performance Working Group, 2012-08-14.

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from convert_console import __version__
from convert_console.core.convert_api.sighting import read_sighting, sighting_words
from convert_console.core.export.exported import (
    AnnotatedExchange,
    as_utc,
    rehearsal_words,
    without_secrets,
)
from convert_console.core.request.headers import Headers
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange
from convert_console.core.verdict.verdict import verdict

NOT_SENT = "1970-01-01T00:00:00.000Z"
"""HAR requires a moment; this one is plainly none."""


def har_text(exchanges: Iterable[AnnotatedExchange]) -> str:
    """The exchanges as one HAR file, with one entry for the rows of one HTTP request; a send
    without an answer has status 0, as browsers write, and of what came in only the status of the
    answer is known.
    """
    listed = _one_for_each_request(exchanges)
    comment = rehearsal_words([annotated.exchange for annotated in listed], "entry")
    return _archive([_entry(annotated) for annotated in listed], comment)


def _one_for_each_request(exchanges: Iterable[AnnotatedExchange]) -> list[AnnotatedExchange]:
    """The first row of each, with the notes of all of them."""
    by_request: dict[tuple[object, ...], list[AnnotatedExchange]] = {}
    for annotated in exchanges:
        by_request.setdefault(annotated.exchange.of_request, []).append(annotated)
    return [
        rows[0]._replace(note=" ".join(dict.fromkeys(row.note for row in rows if row.note)))
        for rows in by_request.values()
    ]


def unsent_har(request: WireRequest, body: str) -> str:
    """An archive of one request that was not sent, with its body as text."""
    entry = {
        "startedDateTime": NOT_SENT,
        "time": 0,
        "request": _request(request, body),
        "response": _no_response(),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }
    return _archive([entry])


def _archive(entries: list[dict[str, Any]], comment: str = "") -> str:
    log: dict[str, Any] = {
        "version": "1.2",
        "creator": {"name": "Convert Console", "version": __version__},
        **({"comment": comment} if comment else {}),
        "entries": entries,
    }
    text = json.dumps({"log": log}, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def _entry(annotated: AnnotatedExchange) -> dict[str, Any]:
    exchange = without_secrets(annotated.exchange)
    judged = verdict(exchange)
    here = "Rehearsal on this machine." if exchange.is_here else ""
    finding = read_sighting(exchange.sighting)
    seen = sighting_words(finding) if finding is not None else ""
    parts = (here, f"{judged.word}:", judged.sentence, exchange.remark, seen, annotated.note)
    comment = " ".join(filter(None, parts))
    return {
        "startedDateTime": as_utc(exchange.sent_at).isoformat(),
        "time": exchange.timings.total * 1000,
        "request": _request(exchange.request, exchange.request.body.decode("utf-8", "replace")),
        "response": _response(exchange),
        "cache": {},
        "timings": _timings(exchange),
        "comment": comment,
    }


def _request(request: WireRequest, body: str) -> dict[str, Any]:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    entry: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named_values(request.headers),
        "queryString": _named_values(query),
        "headersSize": len(request.head),
        "bodySize": len(request.body),
    }
    if request.body:
        content_type = request.header("Content-Type") or ""
        entry["postData"] = {"mimeType": content_type, "text": body}
        if body.encode("utf-8", "surrogatepass") != request.body:  # HAR has no other place for it
            entry["postData"]["comment"] = "Bytes that are not UTF-8 text are replaced by �."
    return entry


def _response(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.outcome
    if not isinstance(answer, Answer):
        return {**_no_response(), "status": exchange.status or 0}
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
    return {
        **_response_parts(answer.status, answer.reason, answer.headers, content),
        "httpVersion": answer.http_version,
        "redirectURL": answer.header("location") or "",
    }


def _no_response() -> dict[str, Any]:
    nothing = {"size": 0, "mimeType": ""}
    return {**_response_parts(0, "", (), nothing), "httpVersion": "", "redirectURL": ""}


def _response_parts(
    status: int, reason: str, headers: Headers, content: dict[str, Any]
) -> dict[str, Any]:
    return {
        "status": status,
        "statusText": reason,
        "cookies": [],
        "headers": _named_values(headers),
        "content": content,
        "headersSize": -1,
        "bodySize": -1,
    }


def _timings(exchange: Exchange) -> dict[str, float]:
    """Milliseconds; -1 for what did not happen. HAR counts TLS into connect as well."""
    times = exchange.timings
    connect = None if times.connect is None else times.connect + (times.tls or 0.0)
    optional = {"connect": connect, "ssl": times.tls}
    required = {"send": 0.0, "wait": times.waiting or 0.0, "receive": times.download or 0.0}
    return {
        **{name: -1.0 if value is None else value * 1000 for name, value in optional.items()},
        **{name: value * 1000 for name, value in required.items()},
    }


def _named_values(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
