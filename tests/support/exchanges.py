"""Exchanges for tests of the history."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from convert_console.core.document.payload import parse
from convert_console.core.history.row import Record
from convert_console.core.request.event_summary import Summary, summarise
from convert_console.core.request.secret_headers import concealed
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.services.ledger.ledger import NamedProfile

SHOP = NamedProfile("shop", "Shop")
"""Whose exchanges `record` makes."""

ENDPOINT = "http://127.0.0.1:8765/track"
ACCEPTED = Answer(200, "OK", (("Content-Type", "application/json"),), b'{"code":"OK"}', 13)

TEXT = st.text(st.characters(), max_size=40)
"""Any text, with NUL and lone surrogates."""

SECONDS = st.none() | st.floats(0, 1e9)
HEADER = st.tuples(TEXT, TEXT).filter(lambda header: concealed((header,)) == (header,))
"""Any header but those that the history hides."""

HEADERS = st.lists(HEADER, max_size=3).map(tuple)
REQUESTS = st.builds(WireRequest, st.sampled_from(["POST", "GET"]), TEXT, HEADERS, st.binary())
ANSWERS = st.builds(
    Answer,
    status=st.integers(100, 599),
    reason=TEXT,
    headers=HEADERS,
    body=st.binary(),
    body_size=st.integers(0, 2**60),
    http_version=TEXT,
    note=TEXT,
)
FAILURES = st.builds(Failure, st.sampled_from(["name", "tls", "timeout", "cancelled"]), TEXT)
TIMINGS = st.builds(Timings, SECONDS, SECONDS, SECONDS, SECONDS, st.floats(0, 1e9))


def _exchange(fields: Any) -> Exchange:
    return Exchange(**fields)


# Not by `builds`, which invents values for the other fields too.
EXCHANGES = st.fixed_dictionaries(
    {
        "id": TEXT,
        "sent_at": st.floats(-1e12, 1e12),
        "profile": TEXT,
        "request": REQUESTS,
        "document": TEXT,
        "outcome": st.none() | ANSWERS | FAILURES,
        "timings": TIMINGS,
        "names": st.lists(
            st.tuples(st.sampled_from(["goal", "variation"]), TEXT, TEXT), max_size=3
        ).map(tuple),
    }
).map(_exchange)
"""Every shape an exchange can have."""

SUMMARIES = st.builds(
    Summary,
    events=TEXT,
    goals=st.lists(TEXT, max_size=4, unique=True).map(tuple),
    revenue=st.none() | st.decimals(allow_nan=False, allow_infinity=False).map(Decimal.normalize),
    vid=TEXT,
    products=st.integers(0, 2**60),
    marker=TEXT,
)


def record(
    number: int,
    *,
    vid: str = "v",
    goal: str = "100300301",
    outcome: Answer | Failure | None = ACCEPTED,
    document: str | None = None,
    method: str = "POST",
    profile: str = "Shop",
    verdict: str = "accepted",
) -> Record:
    """The exchange with this number, sent in this second."""
    event = {"evt": "hitGoal", "goals": [goal], "exps": ["1"], "vars": ["2"]}
    text = document if document is not None else json.dumps({"vid": vid, "ev": [event]})
    body = text.encode("utf-8", "surrogatepass") if method == "POST" else b""
    request = WireRequest(
        "POST" if method == "POST" else "GET", ENDPOINT, (("Host", "127.0.0.1"),), body
    )
    timings = Timings(waiting=0.1, total=0.125)
    sent = Exchange(
        f"uid-{number}", float(number), profile, request, text, outcome, timings,
        profile_id=profile.lower().replace(" ", "-"),
    )  # fmt: skip
    return Record(sent, verdict, summarise(parse(text).payload))


def begun(number: int, **more: Any) -> Record:
    """The exchange with this number as the history stores it before its first byte is sent."""
    unseen = Failure("unseen", "sent at 12:03, no answer seen")
    return record(number, outcome=unseen, verdict="unknown", **more)
