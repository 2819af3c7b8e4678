"""The record of an exchange that the history stores, and the row that it shows."""

from datetime import datetime
from typing import NamedTuple

from convert_console.core.catalog.catalog import Catalog, names_of_ids
from convert_console.core.document.payload import Payload, parse
from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.draft import Method
from convert_console.core.request.event_summary import Summary, summarise
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Source, Unreadable
from convert_console.core.verdict.verdict import verdict

PENDING = "pending"
"""The verdict of a row that is being sent."""


class Record(NamedTuple):
    """An exchange to store, with its verdict's kind and the summary of its document."""

    exchange: Exchange
    verdict: str
    summary: Summary


class Row(NamedTuple):
    """What the table shows of an exchange. `sent_at` is in Unix seconds, UTC.

    `status` is `None` without an answer, `failure` empty without a failure. `uid` is the
    exchange's own id. `summary` is of its document. `id` is the row's id in the history: newer rows
    have greater ones, and 0 is a row that is not kept yet. `session` names the window that has
    begun it and has not kept the outcome yet. `here` is whether it went to this machine or was
    answered here, so that it counts nowhere. `peer` is who sent it, or for what the console sent,
    where it went; `call` the way in which a watched page has sent it. `rules` are the ids of the
    rules that find problems in it; `None` until it is checked. `seen` is what Convert's live log
    said of it when it was last looked up, "" if it never was.

    Where `unreadable` names a part, the value here is what is legible of it, and NaN for a moment.
    """

    id: int
    uid: str
    sent_at: float
    profile: str
    profile_id: str
    method: Method
    verdict: str
    status: int | None
    failure: str
    seconds: float
    summary: Summary
    starred: bool
    note: str
    session: str | None = None
    unreadable: Unreadable = ()
    here: bool = False
    source: Source = "sent"
    page: str = ""
    peer: str = ""
    rules: tuple[str, ...] | None = None
    seen: str = ""
    call: str = ""


def record_of(exchange: Exchange, catalog: Catalog | None = None) -> Record:
    """An exchange to keep, with the names that its ids have now. Reads the whole document: 65 ms
    for 10,000 events.
    """
    payload = parse(exchange.document).payload
    named = exchange._replace(names=names_of_ids(catalog, payload))
    record = Record(named, verdict(exchange).kind, summarise(payload))
    _free_events(payload)
    return record


def _free_events(payload: Payload) -> None:
    """Free a document's events one by one: all at once, 100,000 keep Python from every other thread
    for 100 ms.
    """
    events = payload.get("ev") if isinstance(payload, dict) else None
    while events and isinstance(events, list):
        events.pop()


def begun_record(exchange: Exchange, catalog: Catalog | None = None) -> Record:
    """The record of an exchange until its outcome is stored."""
    return record_of(exchange._replace(outcome=unseen(exchange)), catalog)


def unseen(exchange: Exchange) -> Failure:
    """The outcome of a send that was interrupted before its answer was seen."""
    when = datetime.fromtimestamp(exchange.sent_at).astimezone()
    return Failure("unseen", f"sent at {when:%H:%M}, no answer seen")


def ended_record(begun: Record, exchange: Exchange) -> Record:
    """The outcome of an exchange, with the names that its ids had when it was begun."""
    named = exchange._replace(names=begun.exchange.names)
    return Record(named, verdict(exchange).kind, begun.summary)


def unsaved_row(record: Record) -> Row:
    """The row of an exchange that has no id in the history yet."""
    exchange = record.exchange
    outcome = exchange.outcome
    return Row(
        id=0,
        uid=exchange.id,
        sent_at=exchange.sent_at,
        profile=exchange.profile,
        profile_id=exchange.profile_id,
        method=exchange.request.method,
        verdict=record.verdict,
        status=outcome.status if isinstance(outcome, Answer) else None,
        failure=outcome.kind if isinstance(outcome, Failure) else "",
        seconds=exchange.timings.total,
        summary=record.summary,
        starred=False,
        note="",
        here=exchange.is_here,
        source=exchange.source,
        page=exchange.page,
        peer=peer_words(exchange),
        call=exchange.call,
    )


def peer_words(exchange: Exchange) -> str:
    """Who sent an exchange, or where the console has sent it."""
    return place_in_short(exchange.request.url) if exchange.source == "sent" else exchange.peer


def place_in_short(url: str) -> str:
    """Where a URL leads, in a word or two.

    >>> place_in_short("https://10000001.metrics.convertexperiments.com/track")
    'Convert'
    """
    kind = destination_kind(url)
    return {"convert": "Convert", "loopback": "This machine"}.get(kind) or host_of(url)
