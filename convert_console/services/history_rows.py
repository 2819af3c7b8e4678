"""What goes into the history and what comes out of it, as values and as columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeAlias, cast, get_args

from convert_console.protocol.draft import Method
from convert_console.protocol.exchange import Answer, Exchange, Failure, Inbound, Names, Timings
from convert_console.protocol.summary import Summary
from convert_console.protocol.wire import Headers, WireRequest


@dataclass(frozen=True, slots=True)
class Record:
    """An exchange to keep, with its verdict's kind and the summary of its document."""

    exchange: Exchange
    verdict: str
    summary: Summary


@dataclass(frozen=True, slots=True)
class Row:
    """What the table shows of an exchange. `sent_at` is in Unix seconds, UTC.

    `status` is `None` without an answer, `failure` empty without a failure. `uid` is the
    exchange's own id; `id` is its place in the history: newer ones are greater. `session` names
    the window that has begun it and has not kept yet what became of it.
    """

    id: int
    uid: str
    sent_at: float
    profile: str
    method: Method
    verdict: str
    status: int | None
    failure: str
    seconds: float
    events: str
    goals: tuple[str, ...]
    revenue: Decimal | None
    products: int
    vid: str
    starred: bool
    note: str
    session: str | None = None


IN_DOUBT = "unknown"
"""The verdict of a row from before its first byte goes out until its outcome is kept."""

_ROW_FIELDS = tuple(field.name for field in fields(Row))
_EXCHANGE_FIELDS = (
    *("uid", "sent_at", "profile", "method", "verdict", "status", "failure", "seconds"),
    *("url", "headers", "document", "body", "detail"),
    *("reason", "answer_headers", "answer_body", "answer_size", "http_version", "answer_note"),
    *("connect", "tls", "waiting", "download", "names"),
)

ENTRY_KEYS = frozenset({
    "uid", "sent_at", "profile", "method", "verdict", "status", "failure", "seconds", "events",
    "goals", "revenue", "products", "vid", "session",
})  # fmt: skip
ROUNDTRIP_KEYS = frozenset(_EXCHANGE_FIELDS[8:])
"""What `columns_of` gives, at most."""

ROW_COLUMNS = ", ".join(f"entry.{name}" for name in _ROW_FIELDS)
"""What `row_of` reads, in its order."""

EXCHANGE_COLUMNS = ", ".join(_EXCHANGE_FIELDS)
"""What `exchange_of` reads, in its order."""


def row_of(columns: tuple[Any, ...]) -> Row:
    """A row of the table from `ROW_COLUMNS`."""
    found = dict(zip(_ROW_FIELDS, columns, strict=True))
    found["goals"] = tuple(json.loads(found["goals"]))
    found["starred"] = bool(found["starred"])
    if found["revenue"] is not None:
        found["revenue"] = Decimal(found["revenue"])
    return Row(**found)


def exchange_of(columns: tuple[Any, ...]) -> Exchange:
    """A whole exchange from `EXCHANGE_COLUMNS`, byte for byte what was kept."""
    found = dict(zip(_EXCHANGE_FIELDS, columns, strict=True))
    body = found["document"] if found["body"] is None else found["body"]
    return Exchange(
        id=found["uid"],
        sent_at=found["sent_at"],
        profile=found["profile"],
        request=WireRequest(found["method"], _text(found["url"]), _headers(found["headers"]), body),
        document=_text(found["document"]),
        outcome=_outcome(found),
        timings=Timings(
            found["connect"], found["tls"], found["waiting"], found["download"], found["seconds"]
        ),
        inbound=_inbound(found["verdict"]),
        names=_names(found["names"]),
    )


Columns: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
"""The columns of `entry` and of `roundtrip`, without the id; text is in bytes."""


def columns_of(record: Record, session: str | None = None) -> Columns:
    """A record as columns; `session` names the window that has only begun it."""
    entry = entry_values(record)
    if session is not None:
        entry["session"] = encoded(session)
    return entry, roundtrip_values(record.exchange)


def entry_values(record: Record) -> dict[str, Any]:
    """The columns of `entry` for a record; text is in bytes, to be cast."""
    exchange, summary = record.exchange, record.summary
    outcome = exchange.outcome
    return {
        "uid": encoded(exchange.id),
        "sent_at": exchange.sent_at,
        "profile": encoded(exchange.profile),
        "method": encoded(exchange.request.method),
        "verdict": encoded(record.verdict),
        "status": outcome.status if isinstance(outcome, Answer) else None,
        "failure": encoded(outcome.kind if isinstance(outcome, Failure) else ""),
        "seconds": exchange.timings.total,
        "events": encoded(summary.events),
        "goals": _json(summary.goals),
        "revenue": None if summary.revenue is None else encoded(str(summary.revenue)),
        "products": summary.products,
        "vid": encoded(summary.vid),
    }


def roundtrip_values(exchange: Exchange) -> dict[str, Any]:
    """The columns of `roundtrip` for an exchange, but for the id."""
    request, timings = exchange.request, exchange.timings
    document = encoded(exchange.document)
    return {
        "url": encoded(request.url),
        "headers": _json(request.headers),
        "document": document,
        "body": None if request.body == document else request.body,
        "connect": timings.connect,
        "tls": timings.tls,
        "waiting": timings.waiting,
        "download": timings.download,
        **_outcome_values(exchange.outcome),
        **({"names": _json(exchange.names)} if exchange.names else {}),
    }


def encoded(text: str) -> bytes:
    """Text as it is stored: UTF-8 that lets lone surrogates pass."""
    return text.encode("utf-8", "surrogatepass")


def _outcome_values(outcome: Answer | Failure | None) -> dict[str, Any]:
    answer = outcome if isinstance(outcome, Answer) else None
    return {
        "reason": encoded(answer.reason) if answer else None,
        "answer_headers": _json(answer.headers) if answer else None,
        "answer_body": answer.body if answer else None,
        "answer_size": answer.body_size if answer else None,
        "http_version": encoded(answer.http_version) if answer else None,
        "answer_note": encoded(answer.note) if answer else None,
        "detail": encoded(outcome.detail) if isinstance(outcome, Failure) else None,
    }


def _inbound(verdict: str) -> Inbound:
    """What came in says so by its verdict, so that the tables need no column more."""
    kind = verdict.removeprefix("inbound-")
    known = kind != verdict and kind in get_args(Inbound)
    return cast(Inbound, kind) if known else ""


def _outcome(found: dict[str, Any]) -> Answer | Failure | None:
    if found["failure"]:
        return Failure(found["failure"], _text(found["detail"]))
    if found["status"] is None:
        return None
    return Answer(
        status=found["status"],
        reason=_text(found["reason"]),
        headers=_headers(found["answer_headers"]),
        body=found["answer_body"],
        body_size=found["answer_size"],
        http_version=_text(found["http_version"]),
        note=_text(found["answer_note"]),
    )


def _json(value: tuple[Any, ...]) -> bytes:
    # Escapes would join two lone surrogates into one character.
    return encoded(json.dumps(value, ensure_ascii=False))


def _headers(raw: bytes) -> Headers:
    return tuple((name, value) for name, value in json.loads(_text(raw)))


def _names(raw: bytes | None) -> Names:
    found = json.loads(_text(raw)) if raw else ()
    return tuple((kind, plain, name) for kind, plain, name in found)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")
