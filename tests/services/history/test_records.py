"""Exchanges as columns, and back."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings

from convert_console.core.history.row import Record
from convert_console.core.request.draft import Method
from convert_console.core.request.event_summary import Summary
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.services.history.store import HistoryStore
from support.exchanges import EXCHANGES, SUMMARIES, TEXT, record


@pytest.fixture(scope="module")
def store() -> Iterator[HistoryStore]:
    with tempfile.TemporaryDirectory() as folder:
        store = HistoryStore(Path(folder) / "h")
        yield store
        store.close()


NUMBERS = count()
CONVERT = "https://10000001.metrics.convertexperiments.com/track"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(exchange=EXCHANGES, summary=SUMMARIES, verdict=TEXT)
def test_every_exchange_and_row_comes_back_as_it_was(
    store: HistoryStore, exchange: Exchange, summary: Summary, verdict: str
) -> None:
    exchange = exchange._replace(id=f"{exchange.id}-{next(NUMBERS)}")
    row_id = store.keep(Record(exchange, verdict, summary)).row.result()
    assert store.exchange(row_id) == exchange
    (row,) = store.rows([row_id])
    outcome = exchange.outcome
    assert (row.id, row.uid, row.sent_at) == (row_id, exchange.id, exchange.sent_at)
    assert (row.profile, row.method) == (exchange.profile, exchange.request.method)
    assert (row.verdict, row.seconds) == (verdict, exchange.timings.total)
    assert row.status == (outcome.status if isinstance(outcome, Answer) else None)
    assert row.failure == (outcome.kind if isinstance(outcome, Failure) else "")
    assert (row.summary, str(row.summary.revenue)) == (summary, str(summary.revenue))
    assert (row.starred, row.note) == (False, "")


@settings(deadline=None)
@given(document=TEXT)
def test_a_body_that_is_the_document_is_not_stored_twice_and_still_exact(
    store: HistoryStore, document: str
) -> None:
    body = document.encode("utf-8", "surrogatepass")
    sent = record(1).exchange
    sent = sent._replace(
        id=f"{next(NUMBERS)}", document=document, request=sent.request._replace(body=body)
    )
    row_id = store.keep(Record(sent, "accepted", Summary())).row.result()
    assert store.exchange(row_id) == sent
    stored = store._db.execute("SELECT body FROM roundtrip WHERE id = ?", (row_id,)).fetchone()
    assert stored == (None,)


def test_a_get_without_a_body_is_not_given_one(store: HistoryStore) -> None:
    sent = record(2).exchange._replace(request=WireRequest("GET", "http://h/?a=1", (), b""))
    row_id = store.keep(Record(sent, "accepted", Summary())).row.result()
    assert store.exchange(row_id) == sent


def test_what_came_in_comes_back_as_such(store: HistoryStore) -> None:
    made = record(next(NUMBERS), outcome=None, profile="Inbound", verdict="inbound-bot")
    came_in = made.exchange._replace(
        id=f"in{next(NUMBERS)}",
        request=made.exchange.request._replace(method=cast(Method, "OPTIONS")),
        inbound="bot",
        source="collector",
        page="https://shop.example/checkout",
        peer="python-requests",
        answered=404,
        remark="Nothing is tracked there.",
    )
    row_id = store.keep(made._replace(exchange=came_in)).row.result()
    assert store.exchange(row_id) == came_in
    (row,) = store.rows([row_id])
    assert (row.verdict, row.source, row.peer) == ("inbound-bot", "collector", "python-requests")
    assert (row.method, row.status, row.page) == ("OPTIONS", 404, came_in.page)
    assert row.rules is None


@pytest.mark.parametrize("method", ["post", "M-SEARCH", ""])
def test_any_method_that_came_in_can_be_read(store: HistoryStore, method: str) -> None:
    made = record(next(NUMBERS), outcome=None, verdict="inbound-refused")
    came_in = made.exchange._replace(
        id=f"in{next(NUMBERS)}",
        request=made.exchange.request._replace(method=cast(Method, method)),
        inbound="refused",
        source="collector",
    )
    row_id = store.keep(made._replace(exchange=came_in)).row.result()
    (row,) = store.rows([row_id])
    assert (row.method, row.unreadable) == (method, ())


def test_what_came_in_with_another_method_and_was_sent_again_can_be_read(
    store: HistoryStore,
) -> None:
    made = record(next(NUMBERS))
    request = made.exchange.request._replace(method=cast(Method, "PUT"))
    again = made.exchange._replace(id=f"again{next(NUMBERS)}", request=request)
    row_id = store.keep(made._replace(exchange=again)).row.result()
    assert store.exchange(row_id) == again
    assert store.rows([row_id])[0].unreadable == ()


def test_a_kind_of_tomorrow_is_no_reason_to_fail(store: HistoryStore) -> None:
    made = record(next(NUMBERS), verdict="inbound-tomorrow")
    kept = made.exchange._replace(id=f"in{next(NUMBERS)}")
    row_id = store.keep(made._replace(exchange=kept)).row.result()
    assert store.exchange(row_id) == kept


def of_page(**changes: object) -> Record:
    """A request of a watched page."""
    made = record(next(NUMBERS), outcome=None, profile="Watched page", verdict="inbound-accepted")
    exchange = made.exchange._replace(
        id=f"page{next(NUMBERS)}",
        request=made.exchange.request._replace(url=CONVERT),
        source="page",
        page="https://shop.example/thanks",
        peer="shop.example",
        call="fetch with keepalive",
        called_from="checkout.js:214 sendConversion",
        inbound="accepted",
        answered=200,
        timings=Timings(total=0.002),
    )
    return made._replace(exchange=exchange._replace(**changes))  # type: ignore[arg-type]


def test_a_watched_request_that_was_answered_here_is_a_rehearsal(store: HistoryStore) -> None:
    made = of_page()
    row_id = store.keep(made).row.result()
    assert store.exchange(row_id) == made.exchange
    (row,) = store.rows([row_id])
    assert (row.source, row.page, row.call) == ("page", made.exchange.page, "fetch with keepalive")
    assert (row.here, row.seconds, row.status) == (True, 0.002, 200)


def test_a_watched_request_that_the_endpoint_answered_is_none(store: HistoryStore) -> None:
    answer = Answer(200, "OK", (("Server", "x"),), b"{}", 2)
    made = of_page(inbound="", answered=None, outcome=answer)._replace(verdict="accepted")
    row_id = store.keep(made).row.result()
    assert store.exchange(row_id) == made.exchange
    assert not store.rows([row_id])[0].here


def test_what_a_browser_asked_the_endpoint_keeps_its_answer(store: HistoryStore) -> None:
    answer = Answer(403, "Forbidden", (), b"", 0)
    made = of_page(inbound="preflight", answered=403, outcome=answer, remark="It said no.")
    row_id = store.keep(made._replace(verdict="inbound-preflight")).row.result()
    assert store.exchange(row_id) == made.exchange
    assert not store.rows([row_id])[0].here
