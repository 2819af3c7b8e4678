"""The line of the history for an exchange that the store has not kept yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from convert_console.core.catalog.catalog import Catalog, names_then
from convert_console.core.document.payload import parse
from convert_console.core.request.event_summary import summarise
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.services.history.store import Record, Row


def record_of(exchange: Exchange, catalog: Catalog | None = None) -> Record:
    """An exchange to keep, with the names that its ids have now."""
    payload = parse(exchange.document).payload
    named = replace(exchange, names=names_then(catalog, payload))
    return Record(named, verdict(exchange).kind, summarise(payload))


def begun_record(exchange: Exchange, catalog: Catalog | None = None) -> Record:
    """What the history holds of an exchange until its outcome is kept."""
    return record_of(replace(exchange, outcome=unseen(exchange)), catalog)


def unseen(exchange: Exchange) -> Failure:
    """What is known of a send whose answer nobody has seen."""
    when = datetime.fromtimestamp(exchange.sent_at).astimezone()
    return Failure("unseen", f"sent at {when:%H:%M}, no answer seen")


def ended_record(begun: Record, exchange: Exchange) -> Record:
    """What became of an exchange, with the names that its ids had when it was begun."""
    named = replace(exchange, names=begun.exchange.names)
    return Record(named, verdict(exchange).kind, begun.summary)


def row_before(record: Record) -> Row:
    """A line for an exchange that the store has not given an id yet."""
    exchange, summary = record.exchange, record.summary
    outcome = exchange.outcome
    return Row(
        id=0,
        uid=exchange.id,
        sent_at=exchange.sent_at,
        profile=exchange.profile,
        method=exchange.request.method,
        verdict=record.verdict,
        status=outcome.status if isinstance(outcome, Answer) else None,
        failure=outcome.kind if isinstance(outcome, Failure) else "",
        seconds=exchange.timings.total,
        events=summary.events,
        goals=summary.goals,
        revenue=summary.revenue,
        products=summary.products,
        vid=summary.vid,
        starred=False,
        note="",
    )
