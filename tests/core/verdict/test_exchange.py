"""A send as data."""

from __future__ import annotations

import dataclasses

import pytest

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure

ANSWER = Answer(301, "Moved", (("Location", "/a"), ("location", "/b")), b"", 0)
REQUEST = WireRequest("POST", "http://127.0.0.1/track", (), b"{}")


def test_a_header_is_found_whatever_the_case_of_its_name() -> None:
    assert ANSWER.header("LOCATION") == "/a"
    assert ANSWER.header("server") is None


def test_an_exchange_begins_without_an_outcome() -> None:
    exchange = Exchange("id", 1_700_000_000.0, "Local", REQUEST, "{}")
    assert exchange.outcome is None
    assert exchange.timings.total == 0.0


def test_an_exchange_is_finished_by_a_changed_copy() -> None:
    pending = Exchange("id", 1_700_000_000.0, "Local", REQUEST, "{}")
    done = dataclasses.replace(pending, outcome=Failure("reset", "gone"))
    assert (pending.outcome, done.outcome) == (None, Failure("reset", "gone"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        done.outcome = None  # type: ignore[misc]
