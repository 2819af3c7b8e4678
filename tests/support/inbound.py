"""What came in to the collector, made up, and an inspector's model to list it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from convert_console.core.linter import Situation
from convert_console.models.traffic.hit import Hit
from convert_console.models.traffic.recording import Keeping
from convert_console.models.traffic.table_model import Inbound
from convert_console.services.collector.received import Received
from convert_console.services.history.store import HistoryStore
from support.collecting import running

URL = "http://127.0.0.1:8765/track"
TEXT = json.dumps({"vid": "v", "ev": [{"evt": "hitGoal", "goals": ["7"]}]})
CAME = Received(
    1, 1_000.25, b"POST /track HTTP/1.1\r\n\r\n" + TEXT.encode(), "", TEXT.encode(), "POST",
    "/track", (("User-Agent", "ConvertAgent/1.0"),), "accepted",
)  # fmt: skip


def hit(text: str = TEXT, **fields: object) -> Hit:
    """A hit that has been read."""
    made = Hit(replace(CAME, body=text.encode(), **fields), URL)  # type: ignore[arg-type]
    made.read(Situation())
    return made


@contextmanager
def listening(folder: Path) -> Iterator[Inbound]:
    """The model of an inspector at a running collector."""
    store = HistoryStore(folder / "inbound-history")
    with running() as collector:
        inbound = Inbound(collector, Keeping(store), Situation)
        try:
            yield inbound
        finally:
            inbound.end()
    store.close()
