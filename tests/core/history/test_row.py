"""The line of an exchange that is not in the store yet says what its own document says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from convert_console.core.history.row import record_of, unsaved_row
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from support.exchanges import ACCEPTED, ENDPOINT

DOCUMENT = '{"vid": "v", "ev": [{"evt": "tr", "goals": ["7"], "r": 1.50, "prc": 2}]}'


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (None, ("pending", None, "")),
        (ACCEPTED, ("accepted", 200, "")),
        (Failure("refused", "nobody listens"), ("no-answer-refused", None, "refused")),
    ],
)
def test_a_line_follows_the_outcome_of_the_send(
    outcome: Answer | Failure | None, said: tuple[str, int | None, str]
) -> None:
    request = WireRequest("POST", ENDPOINT, (), DOCUMENT.encode())
    exchange = Exchange("x", 1.0, "Shop", request, DOCUMENT, outcome, Timings(total=0.5))
    row = unsaved_row(record_of(exchange))
    assert (row.verdict, row.status, row.failure) == said
    assert (row.uid, row.id, row.seconds) == ("x", 0, 0.5)
    assert (row.summary.events, row.summary.goals, row.summary.revenue, row.summary.vid) == (
        "tr",
        ("7",),
        Decimal("1.50"),
        "v",
    )
