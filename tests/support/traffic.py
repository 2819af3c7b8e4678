"""Requests to the collector, and a live traffic model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from convert_console.core.linter.problem import Situation
from convert_console.models.traffic.incoming_request import IncomingRequest
from convert_console.models.traffic.recorder import TrafficRecorder
from convert_console.models.traffic.table_model import LiveTraffic
from convert_console.services.collector.received import Received
from convert_console.services.history.store import HistoryStore
from support.collecting import running

URL = "http://127.0.0.1:8765/track"
TEXT = json.dumps({"vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]})
RECEIVED = Received(
    1, 1_000.25, b"POST /track HTTP/1.1\r\n\r\n" + TEXT.encode(), "", TEXT.encode(), "POST",
    "/track", (("User-Agent", "ConvertAgent/1.0"),), "accepted",
)  # fmt: skip


def incoming(text: str = TEXT, **fields: object) -> IncomingRequest:
    """A parsed request."""
    request = IncomingRequest(replace(RECEIVED, body=text.encode(), **fields), URL)  # type: ignore[arg-type]
    request.read(Situation())
    return request


@contextmanager
def listening(folder: Path) -> Iterator[LiveTraffic]:
    """Live traffic of a running collector."""
    store = HistoryStore(folder / "inbound-history")
    with running() as collector:
        traffic = LiveTraffic(collector, TrafficRecorder(store), Situation)
        try:
            yield traffic
        finally:
            traffic.end()
    store.close()
