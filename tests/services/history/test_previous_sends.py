"""What the history says of a visitor, from a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert_console.core.document.payload import parse
from convert_console.core.history.row import Record
from convert_console.core.request.event_summary import summarise
from convert_console.core.request.wire import WireRequest
from convert_console.core.sending.confirmation import Accepted
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.history.previous_sends import PreviousSends
from convert_console.services.history.store import HistoryStore
from support.exchanges import ACCEPTED

LIVE = "https://1.metrics.convertexperiments.com/track"
HIT = '{"vid": "v", "tid": "t", "ev": [{"evt": "hitGoal", "goals": ["7"]}]}'
SENT = frozenset({("v", "7", "t")})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history.sqlite3")
    yield store
    store.close()


def keep(store: HistoryStore, uid: str, url: str = LIVE, verdict: str = "accepted") -> None:
    wire = WireRequest("POST", url, (), HIT.encode())
    exchange = Exchange(uid, 100.0, "P", wire, HIT, ACCEPTED)
    store.keep(Record(exchange, verdict, summarise(parse(HIT).payload))).row.result(10)


def test_an_accepted_send_is_found_with_its_time_goal_and_transaction(store: HistoryStore) -> None:
    keep(store, "a")
    assert PreviousSends(store).of("v", LIVE + "?x=1") == (Accepted(100.0, SENT),)


def test_what_was_added_meanwhile_is_found_too(store: HistoryStore) -> None:
    before = PreviousSends(store)
    assert before.of("v", LIVE) == ()
    keep(store, "a")
    assert len(before.of("v", LIVE)) == 1


def test_neither_another_host_nor_visitor_nor_a_send_that_failed_counts(
    store: HistoryStore,
) -> None:
    keep(store, "a", verdict="bot")
    keep(store, "b", url="https://2.metrics.convertexperiments.com/track")
    before = PreviousSends(store)
    assert before.of("v", LIVE) == ()
    assert before.of("w", LIVE) == ()
    assert before.of("", LIVE) == ()


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:1"])
def test_what_this_machine_accepted_counts_nowhere(store: HistoryStore, host: str) -> None:
    keep(store, "a", url=f"http://{host}/track")
    assert PreviousSends(store).of("v", f"http://{host}/track") == ()


def test_a_history_that_cannot_be_read_repeats_nothing(store: HistoryStore) -> None:
    before = PreviousSends(store)
    store._db.close()
    assert before.of("v", LIVE) == ()


def test_an_order_is_found_among_many_whose_ids_begin_like_its_own(store: HistoryStore) -> None:
    for number, tid in enumerate(["ORDER-1", *(f"ORDER-1{more}" for more in range(30))]):
        document = f'{{"tid": "{tid}", "vid": "v"}}'
        wire = WireRequest("POST", LIVE, (), document.encode())
        exchange = Exchange(f"uid-{number}", 100.0 + number, "P", wire, document, ACCEPTED)
        store.keep(Record(exchange, "accepted", summarise(parse(document).payload))).row.result(10)
    before = PreviousSends(store)
    assert before.order_accepted_at("ORDER-1") == 100.0
    assert before.is_order_used("ORDER-1")
    assert before.order_accepted_at("ORDER") is None
