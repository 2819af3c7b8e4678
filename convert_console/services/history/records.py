"""Converts between exchanges and the columns of the history."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import isfinite, nan
from typing import Any, NamedTuple, TypeAlias, cast, get_args

from convert_console.core.history.row import Record, Row, peer_words, place_in_short
from convert_console.core.request.destination import destination_kind
from convert_console.core.request.event_summary import Summary
from convert_console.core.request.headers import Headers
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import METHODS, WireRequest
from convert_console.core.verdict.exchange import (
    Answer,
    Exchange,
    Failure,
    FailureKind,
    Inbound,
    Names,
    Source,
    Timings,
    Unreadable,
)


def row_of(columns: tuple[Any, ...]) -> Row:
    """A row of the table from `ROW_COLUMNS`, whatever they hold: SQLite keeps any type in any
    column, and a disk may change every byte.
    """
    values = _ReadValues(_ROW_PARTS, columns)
    values.check_method()
    value = values.values
    summary = Summary(**{name: value.pop(name) for name in Summary._fields})
    return Row(**value, summary=summary, unreadable=values.unreadable)


def is_here(stored: Any) -> bool:
    """Whether a request went to this machine, from what `HERE` selects: 1, 0, or the beginning of
    its URL. False where that is damaged.
    """
    if isinstance(stored, bytes):
        return destination_kind(stored.decode("utf-8", "replace")) == "loopback"
    return bool(stored == 1)


def peer_of(stored: Any) -> str:
    """Where a request went, or who sent it, from what `PEER` selects: that in words, or the
    beginning of its URL.
    """
    if isinstance(stored, bytes):
        return place_in_short(stored.decode("utf-8", "replace"))
    return stored if isinstance(stored, str) else ""


def exchange_of(columns: tuple[Any, ...]) -> Exchange:
    """A whole exchange from `EXCHANGE_COLUMNS`, byte for byte as it was stored. `unreadable` names
    damaged parts; such an exchange can be shown but not sent.
    """
    values = _ReadValues(_EXCHANGE_PARTS, columns)
    values.check_method()
    value = values.values
    inbound: Inbound = "" if value["source"] == "sent" else _inbound(value["verdict"])
    is_answered = value["failure"] or value["reason"] is not None
    # What a page's browser has asked the endpoint, before it sent anything, has an outcome too.
    has_outcome = not inbound or (value["source"] == "page" and is_answered)
    outcome = _outcome(values) if has_outcome else None
    return Exchange(
        id=value["uid"],
        # A damaged time is NaN or infinite, which no calendar can show.
        sent_at=value["sent_at"] if isfinite(value["sent_at"]) else 0.0,
        profile=value["profile"],
        profile_id=value["profile_id"],
        request=WireRequest(
            value["method"] if inbound or value["method"] in METHODS else "POST",
            value["url"],
            value["headers"],
            encoded(value["document"]) if value["body"] is None else value["body"],
        ),
        document=value["document"],
        outcome=outcome,
        timings=Timings(
            *(value[name] for name in ("connect", "tls", "waiting", "download", "seconds"))
        ),
        inbound=inbound,
        names=value["names"],
        unreadable=values.unreadable,
        source=value["source"],
        page=value["page"],
        peer="" if value["source"] == "sent" else value["peer"] or "",
        answered=value["status"] if inbound else None,
        remark=(value["detail"] or "") if inbound else "",
        call=value["call"],
        called_from=value["called_from"] or "",
        sighting=value["sighting"] or "",
    )


def text_of(stored: Any) -> str:
    """A stored text, also one that was written as bytes. Raises `ValueError`, as the other readers
    of a stored value do.
    """
    if isinstance(stored, bytes):
        return stored.decode("utf-8", "surrogatepass")
    if isinstance(stored, str):
        return stored
    raise ValueError("no text")


def amount_of(stored: Any) -> Decimal:
    """A stored amount, exact, and of a length that can be written out."""
    if isinstance(stored, str) and len(stored) <= _LONGEST_AMOUNT and _AMOUNT.fullmatch(stored):
        return Decimal(stored)
    raise ValueError("no amount")


def count_of(stored: Any) -> int:
    """A stored number of things."""
    if isinstance(stored, int) and stored >= 0:
        return stored
    raise ValueError("no count")


def moment_of(stored: Any) -> float:
    """A stored moment in Unix seconds; it may be outside of every calendar."""
    if isinstance(stored, int | float) and abs(stored) <= _LONGEST:
        return float(stored)
    raise ValueError("no moment")


def ids_of(stored: Any) -> tuple[str, ...]:
    """The stored ids of goals or of rules."""
    ids = _json_of(stored)
    if isinstance(ids, list) and all(isinstance(one, str) for one in ids):
        return tuple(ids)
    raise ValueError("no list of texts")


UNREADABLE = (ValueError, RecursionError)
"""What a reader of a stored value raises for one that is none; JSON may be nested too deep."""

_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,3})?")
_LONGEST_AMOUNT = 400

_LONGEST = 1e12
"""Seconds: 31,700 years. A larger number is damage."""

_LONGEST_SHOWN = 40
"""Characters of an unreadable value that are shown."""


class _Part(NamedTuple):
    """How a column is read. An unreadable value is replaced by the default, or for text by its
    legible part. `quotable` is whether a sentence may quote it: headers and
    bodies may hold secrets.
    """

    column: str
    words: str
    read: Callable[[Any], Any]
    default: Any = None
    legible: bool = False
    quotable: bool = True


class _ReadValues:
    """Values read from columns, and the unreadable ones with the legible part of each."""

    def __init__(self, parts: Sequence[_Part], columns: Sequence[Any]) -> None:
        self.values: dict[str, Any] = {}
        self._unreadable: dict[str, str] = {}
        for part, stored in zip(parts, columns, strict=True):
            try:
                self.values[part.column] = part.read(stored)
            except UNREADABLE:
                legible = _legible(stored)
                self.values[part.column] = legible if part.legible else part.default
                self.refuse(part.words, legible if part.quotable else "")

    def refuse(self, words: str, legible: str = "") -> None:
        self._unreadable[words] = legible[:_LONGEST_SHOWN]

    def check_method(self) -> None:
        """Refuse a method that the console cannot send; what came in may have any."""
        method = self.values["method"]
        if self.values["source"] == "sent" and method not in METHODS:
            self.refuse("method", method)

    @property
    def unreadable(self) -> Unreadable:
        return tuple(self._unreadable.items())


def _legible(stored: Any) -> str:
    if isinstance(stored, bytes):
        return stored.decode("utf-8", "replace")
    return "" if stored is None else str(stored)


def _strictly_text(stored: Any) -> str:
    # SQL compares by type, so a value of another type would never be found.
    if isinstance(stored, str):
        return stored
    raise ValueError("no text")


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(stored: Any) -> str:
        if isinstance(stored, str) and stored in known:
            return stored
        raise ValueError("unknown")

    return read


def _method_of(stored: Any) -> str:
    # What came in may have any method, or none that could be read.
    if isinstance(stored, str) and re.fullmatch("[A-Za-z-]{0,20}", stored):
        return stored
    raise ValueError("no method")


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda stored: None if stored is None else read(stored)


def _status_of(stored: Any) -> int:
    if isinstance(stored, int) and 100 <= stored <= 999:
        return stored
    raise ValueError("no status")


def _seconds_of(stored: Any) -> float:
    if isinstance(stored, int | float) and 0 <= stored <= _LONGEST:
        return float(stored)
    raise ValueError("no duration")


def _star_of(stored: Any) -> bool:
    if stored in (0, 1):
        return bool(stored)
    raise ValueError("neither with a star nor without")


def _body_of(stored: Any) -> bytes:
    return stored if isinstance(stored, bytes) else encoded(text_of(stored))


def _json_of(stored: Any) -> Any:
    return json.loads(text_of(stored))


def headers_of(stored: Any) -> Headers:
    """Stored headers."""
    return cast(Headers, _texts_of(stored, 2))


def _names_of(stored: Any) -> Names:
    return cast(Names, _texts_of(stored, 3) if stored else ())


def _texts_of(stored: Any, width: int) -> tuple[tuple[str, ...], ...]:
    lists = _json_of(stored)
    if not isinstance(lists, list):
        raise ValueError("no list")
    for texts in lists:
        fits = isinstance(texts, list) and len(texts) == width
        if not fits or not all(isinstance(text, str) for text in texts):
            raise ValueError("no list of texts of this length")
    return tuple(map(tuple, lists))


_SHARED = (
    _Part("uid", "id", _strictly_text, legible=True),
    _Part("sent_at", "time", moment_of, nan),
    _Part("profile", "profile", _strictly_text, legible=True),
    _Part("profile_id", "id of the profile", _strictly_text, ""),
    _Part("method", "method", _method_of, legible=True),
    # Any kind: a later version may have written it.
    _Part("verdict", "verdict", _strictly_text, legible=True),
    _Part("status", "status", _or_none(_status_of)),
    _Part("failure", "failure", _one_of("", *get_args(FailureKind)), ""),
    _Part("seconds", "duration", _seconds_of, 0.0),
    _Part("events", "events", _strictly_text, legible=True),
    _Part("goals", "goals", ids_of, ()),
    _Part("revenue", "revenue", _or_none(amount_of)),
    _Part("products", "number of products", count_of, 0),
    _Part("vid", "visitor", _strictly_text, legible=True),
    _Part("source", "source", _one_of(*get_args(Source)), "sent"),
    _Part("page", "page", _strictly_text, legible=True),
    _Part("marker", "marker", _strictly_text, legible=True),
    _Part("call", "way of sending", _strictly_text, legible=True),
)
_ROW_PARTS = (
    _Part("id", "place", int),
    *_SHARED,
    _Part("starred", "star", _star_of, False),
    _Part("note", "note", _strictly_text, legible=True),
    _Part("session", "window", _or_none(_strictly_text)),
    _Part("rules", "rules", _or_none(ids_of)),
    _Part("seen", "state in the live log", _strictly_text, ""),
    _Part("peer", "place", peer_of, legible=True),
    _Part("here", "place", is_here),
)
_EXCHANGE_PARTS = (
    *_SHARED,
    _Part("url", "URL", text_of, legible=True, quotable=False),
    _Part("headers", "headers", headers_of, (), quotable=False),
    _Part("document", "document", text_of, legible=True, quotable=False),
    _Part("body", "body", _or_none(_body_of), quotable=False),
    _Part("detail", "reason of the failure", _or_none(text_of), quotable=False),
    _Part("reason", "answer's reason phrase", _or_none(text_of), quotable=False),
    _Part("answer_headers", "answer's headers", _or_none(headers_of), quotable=False),
    _Part("answer_body", "answer's body", _or_none(_body_of), quotable=False),
    _Part("answer_size", "answer's size", _or_none(count_of)),
    _Part("http_version", "HTTP version", _or_none(text_of), quotable=False),
    _Part("answer_note", "remark on the answer", _or_none(text_of), quotable=False),
    _Part("connect", "time to connect", _or_none(_seconds_of)),
    _Part("tls", "time of the TLS handshake", _or_none(_seconds_of)),
    _Part("waiting", "time of waiting", _or_none(_seconds_of)),
    _Part("download", "time of the download", _or_none(_seconds_of)),
    _Part("names", "names", _names_of, (), quotable=False),
    _Part("called_from", "place in a script", _or_none(text_of), quotable=False),
    _Part("sighting", "finding in the live log", _or_none(text_of), quotable=False),
    _Part("peer", "peer", _or_none(text_of)),
)

HERE = (
    "CASE WHEN entry.here IS NULL THEN (SELECT substr(url, 1, 120) FROM roundtrip"
    " WHERE roundtrip.id = entry.id) ELSE entry.here END"
)
"""What `is_here` reads."""

PEER = (
    "CASE WHEN entry.peer IS NULL THEN (SELECT substr(url, 1, 120) FROM roundtrip"
    " WHERE roundtrip.id = entry.id) ELSE entry.peer END"
)
"""What `peer_of` reads."""

ROW_COLUMNS = ", ".join([*(f"entry.{part.column}" for part in _ROW_PARTS[:-2]), PEER, HERE])
"""What `row_of` reads, in its order."""

EXCHANGE_COLUMNS = ", ".join(part.column for part in _EXCHANGE_PARTS)
"""What `exchange_of` reads, in its order."""

ENTRY_KEYS = frozenset(part.column for part in _SHARED) | {"session", "here", "peer"}
ROUNDTRIP_KEYS = frozenset(part.column for part in _EXCHANGE_PARTS) - ENTRY_KEYS
"""What `columns_of` gives, at most."""


Columns: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
"""The columns of `entry` and of `roundtrip`, without the id; text is in bytes."""


def columns_of(record: Record, session: str | None = None) -> Columns:
    """A record as columns; `session` names the window if the outcome is still missing."""
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
        "profile_id": encoded(exchange.profile_id),
        "method": encoded(exchange.request.method),
        "verdict": encoded(record.verdict),
        "status": exchange.status,
        "failure": encoded(outcome.kind if isinstance(outcome, Failure) else ""),
        "seconds": exchange.timings.total,
        "here": int(exchange.is_here),
        "source": encoded(exchange.source),
        "page": encoded(exchange.page),
        "peer": encoded(peer_words(exchange)),
        "call": encoded(exchange.call),
        **summary_values(summary),
    }


def summary_values(summary: Summary) -> dict[str, Any]:
    """The columns of `entry` for what a document says; text is in bytes, to be cast."""
    return {
        "events": encoded(summary.events),
        "goals": _json(summary.goals),
        "revenue": None if summary.revenue is None else encoded(str(summary.revenue)),
        "products": summary.products,
        "vid": encoded(summary.vid),
        "marker": encoded(summary.marker),
    }


def roundtrip_values(exchange: Exchange) -> dict[str, Any]:
    """The columns of `roundtrip` for an exchange, but for the id."""
    request, timings = exchange.request, exchange.timings
    document = encoded(exchange.document)
    return {
        "url": encoded(request.url),
        # A row of an earlier version may hold a secret in a header that was not known as one.
        "headers": _json(concealed(request.headers)),
        "document": document,
        "body": None if request.body == document else request.body,
        "connect": timings.connect,
        "tls": timings.tls,
        "waiting": timings.waiting,
        "download": timings.download,
        **_outcome_values(exchange.outcome),
        **({"detail": encoded(exchange.remark)} if exchange.remark else {}),
        **({"names": _json(exchange.names)} if exchange.names else {}),
        **({"called_from": encoded(exchange.called_from)} if exchange.called_from else {}),
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
    """What was made of a request on this machine, from its verdict."""
    kind = verdict.removeprefix("inbound-")
    known = kind != verdict and kind in get_args(Inbound)
    return cast(Inbound, kind) if known else ""


def _outcome(values: _ReadValues) -> Answer | Failure | None:
    value = values.values
    if value["failure"]:
        if value["detail"] is None:
            values.refuse("reason of the failure")
        return Failure(value["failure"], value["detail"] or "")
    if value["status"] is None:
        return None
    for name, words in _OF_EACH_ANSWER.items():
        if value[name] is None:
            values.refuse(words)
    return Answer(
        status=value["status"],
        reason=value["reason"] or "",
        headers=value["answer_headers"] or (),
        body=value["answer_body"] or b"",
        body_size=value["answer_size"] or 0,
        http_version=value["http_version"] or "",
        note=value["answer_note"] or "",
    )


_OF_EACH_ANSWER = {
    part.column: part.words
    for part in _EXCHANGE_PARTS
    if part.column == "reason" or part.column.startswith(("answer_", "http_"))
}


def _json(value: tuple[Any, ...]) -> bytes:
    # Escapes would join two lone surrogates into one character.
    return encoded(json.dumps(value, ensure_ascii=False))
