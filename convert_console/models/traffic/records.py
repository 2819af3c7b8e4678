"""What the history keeps of a request that the local collector has received, or a page sent."""

import re
from collections.abc import Callable, Mapping
from typing import cast
from uuid import uuid4

from convert_console.core.catalog.catalog import Catalog, names_of_ids
from convert_console.core.history.row import Record
from convert_console.core.request.destination import host_of
from convert_console.core.request.draft import Method
from convert_console.core.request.event_summary import Summary
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import plain_text
from convert_console.core.traffic.incoming import Arrived, page_of
from convert_console.core.traffic.reading import PROFILE, Document, documents_of, full_url
from convert_console.core.verdict.exchange import Exchange, Failure, Inbound, Timings
from convert_console.core.verdict.verdict import verdict
from convert_console.services.collector.configuration import PATH as CONFIGURATION
from convert_console.services.collector.received import Received
from convert_console.services.watch.watched import SOURCE, Watched

_NO_PAGE = 404
_SOURCE = re.compile(r'"source"\s*:\s*"([^"\\]{1,30})"')
_METHOD = re.compile("[A-Za-z-]{0,20}")
_LONGEST_PEER = 40

NamesOf = Callable[[str], Catalog | None]
"""Gives the names of a project by the id of its profile, or "" where no profile has it."""


def records_of(
    received: Received, url: str, owners: Mapping[str, str], names_of: NamesOf
) -> list[Record]:
    """The rows of a request: one for each visitor of a v1 body, and one for any other. `url` is the
    collector's address, and `owners` has the profiles' ids by their project.
    """
    arrived = received.arrived
    documents: tuple[Document | None, ...] = ()
    if received.is_tracking:
        documents = documents_of(arrived)
    return [
        _record(received, arrived, document, full_url(arrived, url), owners, names_of)
        for document in documents or (None,)
    ]


def records_of_page(watched: Watched, owners: Mapping[str, str], names_of: NamesOf) -> list[Record]:
    """The rows of a request of a watched page, in the same way."""
    received = watched.received
    documents: tuple[Document | None, ...] = ()
    if received.is_tracking:
        documents = watched.documents
    outcome = watched.outcome
    if outcome is None and watched.mode == "observe":
        outcome = Failure("unseen", received.reason.rstrip(".") or NOT_SEEN)
    # What a browser asks before it sends has no answer of the endpoint to a request.
    is_answered_here = outcome is None or received.verdict == "preflight"
    records = []
    for document in documents or (None,):
        record = _record(received, received.arrived, document, watched.url, owners, names_of)
        exchange = record.exchange._replace(
            profile=PAGE_PROFILE,
            source=SOURCE,
            page=watched.page,
            peer=host_of(watched.page) or A_PAGE,
            call=watched.kind,
            called_from=watched.called_from,
            outcome=outcome,
            timings=Timings(total=watched.took),
            inbound=record.exchange.inbound if is_answered_here else "",
            answered=record.exchange.answered if is_answered_here else None,
            remark=received.reason if is_answered_here else "",
        )
        records.append(Record(exchange, verdict(exchange).kind, record.summary))
    return records


PAGE_PROFILE = "Watched page"
"""Shown in the history in place of a profile name."""

A_PAGE = "a page"
"""Who has sent, where the page has no host."""

NOT_SEEN = "the watch ended before it was answered"


def _record(
    received: Received,
    arrived: Arrived,
    document: Document | None,
    url: str,
    owners: Mapping[str, str],
    names_of: NamesOf,
) -> Record:
    payload = document.draft.payload if document else None
    project = plain_text(payload.get("pid")) if isinstance(payload, dict) else ""
    owner = owners.get(project, "")
    summary = document.summary if document else Summary(events=received.reason)
    method = received.method if _METHOD.fullmatch(received.method) else ""
    exchange = Exchange(
        id=uuid4().hex,
        sent_at=received.received_at,
        profile=PROFILE,
        request=WireRequest(
            cast(Method, method),
            url,
            concealed(received.headers),
            received.body if received.method else received.begin.encode("utf-8", "surrogatepass"),
        ),
        document=document.draft.text if document else "",
        inbound=_kind(received),
        names=names_of_ids(names_of(owner), payload),
        profile_id=owner,
        source="collector",
        page=page_of(arrived),
        peer=peer_of(arrived),
        answered=received.status or None,
        remark=received.reason,
    )
    return Record(exchange, verdict(exchange).kind, summary)


def _kind(received: Received) -> Inbound:
    """What was made of a request; one that went to no page of the collector is named as such."""
    asks_configuration = received.arrived.aim.path.startswith(CONFIGURATION)
    not_found = received.verdict == "refused" and received.status == _NO_PAGE
    return "wrong-path" if not_found and not asks_configuration else received.verdict


def peer_of(arrived: Arrived) -> str:
    """Who sent a request, in a few words: an SDK, the host of a page, or the beginning of the
    User-Agent.

    >>> peer_of(Arrived("POST", "/track", (("User-Agent", "curl/8.5 x"),), b""))
    'curl/8.5'
    >>> peer_of(Arrived("POST", "/v1/track/1", (), b'{"source": "js4.4.3"}'))
    'v1 js4.4.3'
    """
    if arrived.aim.endpoint == "v1":
        found = _SOURCE.search(arrived.body.text)
        return f"v1 {found[1]}" if found else "v1"
    agent = arrived.header("user-agent") or ""
    page = host_of(page_of(arrived)) if agent.startswith("Mozilla/") else ""
    return page or agent.split(" ")[0][:_LONGEST_PEER] or "No User-Agent"
