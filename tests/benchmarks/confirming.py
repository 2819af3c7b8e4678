"""How long 10,000 sends are looked for among the last 100 events of the live log."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.ratio import Measured, medians, report
from convert_console.core.convert_api.answers import LiveLog, read_live_log
from convert_console.core.convert_api.matching import SentRequest, match, sent_request
from convert_console.core.document.payload import parse

MARKER = "cc-7f3a91"
SENDS, BUDGET = 10_000, 50.0
"""Requests, and milliseconds in which they are matched."""


def measure() -> list[Measured]:
    """A run with one marker, the same without one, and a run whose amounts the log has changed."""
    sends = [_sent(number) for number in range(SENDS)]
    same = [_sent(9_950) for _ in range(SENDS)]
    cases = (
        ("with a marker", sends, _log(campaign=MARKER)),
        ("without a marker", sends, _log(campaign=None)),
        ("all alike", same, _log(revenue=9_950, campaign=MARKER)),
        ("with other amounts", sends, _log(revenue=1, campaign=MARKER)),
    )
    return [figure for case in cases for figure in _of(*case)]


def _of(name: str, sends: list[SentRequest], log: LiveLog) -> list[Measured]:
    (took,) = medians(lambda: match(sends, log, 2_000.0), runs=9)
    return [Measured(f"match {SENDS:,} sends, {name}", took, BUDGET, limit=1.0)]


def _sent(number: int) -> SentRequest:
    pair = {"goals": ["7"], "exps": ["1"], "vars": ["2"]}
    document = {"vid": str(number), "ev": [{"evt": "tr", **pair, "r": number, "prc": 1}]}
    return sent_request(parse(json.dumps(document)).payload, 1_000.0 + number / 100, MARKER)


def _log(**more: Any) -> LiveLog:
    def entry(number: int) -> dict[str, Any]:
        revenue = more.get("revenue", 9_900 + number)
        return {
            "event_type": "transaction",
            "timestamp": 1_100,
            "experiences": [{"id": 1, "variation": {"id": 2}}],
            "conversion": {"goals": [7], "revenue": revenue, "products_ordered_count": 1},
            "campaign": more["campaign"],
        }

    log = read_live_log(json.dumps({"data": [entry(number) for number in range(100)]}))
    assert isinstance(log, LiveLog)
    return log


if __name__ == "__main__":
    raise SystemExit(0 if report(measure) else 1)
