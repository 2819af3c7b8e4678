"""Writes requests as expectations for CI, which `--expect` reads, and as a draft of a plan."""

from collections.abc import Sequence

from convert_console.core.catalog.catalog import catalog_of_names
from convert_console.core.document.formatting import flat_text, spelled
from convert_console.core.document.payload import Number, Payload, parse
from convert_console.core.export.exported import AnnotatedExchange
from convert_console.core.history.words import summary_words
from convert_console.core.plan.plan_schema import METHODS, VERDICTS
from convert_console.core.plan.recording import Recorded, draft_of_plan
from convert_console.core.verdict.exchange import Exchange
from convert_console.core.verdict.verdict import verdict

# What differs from run to run is left out: visitor, order number, variations and segments.
_KEPT = ("cid", "pid")
_KEPT_OF_EVENTS = ("evt", "goals", "exps", "r", "prc")


def expectations_text(exchanges: Sequence[AnnotatedExchange]) -> str:
    """A JSON list with an expectation for each request that differs from the others; requests
    without a readable document are left out.
    """
    counts: dict[str, int] = {}
    found: dict[str, dict[str, Payload]] = {}
    for annotated in exchanges:
        expectation = _expectation(annotated.exchange)
        if expectation is not None:
            key = flat_text(expectation)
            counts[key] = counts.get(key, 0) + 1
            found[key] = expectation
    listed: list[Payload] = [
        {**expectation, "count": Number(str(counts[key]))} if counts[key] > 1 else expectation
        for key, expectation in found.items()
    ]
    return f"{spelled(listed)}\n"


def _expectation(exchange: Exchange) -> dict[str, Payload] | None:
    payload = parse(exchange.document).payload
    if not isinstance(payload, dict):
        return None
    events = payload.get("ev")
    document = {key: payload[key] for key in _KEPT if key in payload}
    if isinstance(events, list):
        document["ev"] = [
            {key: event[key] for key in _KEPT_OF_EVENTS if key in event}
            for event in events
            if isinstance(event, dict)
        ]
    expectation: dict[str, Payload] = {
        "name": summary_words(payload, catalog_of_names(exchange.names)),
        "document": document,
    }
    if exchange.request.method in METHODS:
        expectation["method"] = exchange.request.method
    kind = verdict(exchange).kind.removeprefix("inbound-").removeprefix("probably-")
    if kind != "accepted":
        expectation["verdict"] = kind if kind in VERDICTS else "any"
    return expectation


def plan_text(annotated: Sequence[AnnotatedExchange]) -> str:
    """A plan as YAML, with the names that goals and experiences had when they were sent."""
    exchanges = [one.exchange for one in annotated]
    names = {(kind, plain): name for exchange in exchanges for kind, plain, name in exchange.names}
    recorded = [
        Recorded(parse(exchange.document).payload, exchange.request.method == "GET")
        for exchange in exchanges
        if not exchange.unreadable
    ]
    return draft_of_plan(recorded, lambda kind, plain: names.get((kind, plain), plain))
