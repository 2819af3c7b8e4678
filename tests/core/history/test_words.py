"""An exchange in plain words."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.document.payload import parse
from convert_console.core.history.words import Fact, facts_of, summary_words
from convert_console.core.request.destination import COLLECTOR
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure, Timings
from convert_console.core.verdict.user_agent import PRESETS
from support.exchanges import ACCEPTED, EXCHANGES, record

NAMED = {
    "goals": [{"id": "7", "name": "Purchase"}],
    "experiences": [
        {"id": "1", "name": "Checkout button", "variations": [{"id": "2", "name": "Green button"}]}
    ],
}
SALE = {"evt": "tr", "goals": ["7"], "exps": ["1"], "vars": ["2"], "r": "123.20", "prc": 2}
HIT = {"evt": "hitGoal", "goals": ["7"], "exps": ["1"], "vars": ["2"]}
VIEW = {"evt": "viewExp", "exps": ["1"], "vars": ["2"]}
LIVE = "https://10000001.metrics.convertexperiments.com/track"


def catalog() -> Catalog:
    found = read_catalog(json.dumps(NAMED))
    assert isinstance(found, Catalog)
    return found


def facts(exchange: Exchange, names: Catalog | None = None) -> dict[str, str]:
    payload = parse(exchange.document).payload
    return {fact.label: fact.text for fact in facts_of(exchange, payload, names)}


def sent(*events: Any, url: str = LIVE, **more: Any) -> Exchange:
    headers = (("User-Agent", "ConvertAgent/1.0 (x)"),)
    document = json.dumps({"tid": "ORDER-1", "ev": list(events)})
    exchange = record(1, document=document).exchange._replace(**more)
    return exchange._replace(request=WireRequest("POST", url, headers, document.encode()))


def test_a_conversion_is_told_in_one_sentence_with_names() -> None:
    did = facts(sent(HIT, SALE), catalog())["Did"]
    assert did == (
        "Reached goal Purchase in Green button and paid 123.20 for 2 products, order ORDER-1."
    )
    assert facts(sent(VIEW), catalog())["Did"].startswith("Saw Green button of Checkout button")


def test_names_and_amounts_are_strong() -> None:
    payload = parse(sent(HIT, SALE).document).payload
    did: Fact = facts_of(sent(HIT, SALE), payload, catalog())[0]
    assert [piece.text for piece in did.pieces if piece.strong] == [
        "Purchase",
        "Green button",
        "123.20",
    ]


def test_a_sale_without_its_goal_reached_names_the_goal() -> None:
    assert "paid 123.20 for 2 products to goal Purchase" in facts(sent(SALE), catalog())[
        "Did"
    ].lower().replace("purchase", "Purchase")


def test_repeats_are_counted_and_many_events_are_cut() -> None:
    assert "(3 times)" in facts(sent(HIT, HIT, HIT), catalog())["Did"]
    many = [{"evt": "hitGoal", "goals": [str(number)]} for number in range(9)]
    assert "and 5 more events" in facts(sent(*many))["Did"]


def test_it_says_how_and_where_to() -> None:
    assert facts(sent(HIT))["Sent"] == "POST to project 10000001 as ConvertAgent/1.0"
    request = sent(HIT).request
    browser = request._replace(headers=(("User-Agent", PRESETS[1].user_agent or ""),))
    told = facts(sent(HIT)._replace(request=browser))
    assert told["Sent"] == "POST to project 10000001 as Chrome/141.0.0.0"
    here = facts(record(1).exchange)
    assert here["Sent"] == "POST to this machine (127.0.0.1:8765) without a User-Agent"


def test_only_the_collector_of_this_machine_is_known_to_forward_nothing() -> None:
    answer = ACCEPTED._replace(headers=(("Server", COLLECTOR),))
    collected = facts(record(1, outcome=answer).exchange)
    assert collected["Proof"] == "None: it stayed on this machine and counts nowhere."
    other = facts(record(1).exchange)
    assert "not known whether it forwards" in other["Answer"]
    assert other["Proof"] == (
        "None: another program on this machine has it. Look for it in that program."
    )
    lost = facts(record(1, outcome=Failure("reset", "closed")).exchange)
    assert lost["Proof"] == "None: it was not accepted."


def test_accepted_is_never_called_recorded() -> None:
    empty = Answer(200, "OK", (), b"{}", 2)
    told = facts(sent(HIT, outcome=empty, timings=Timings(total=0.132)))
    assert told["Answer"] == (
        "200 in 132 ms. The endpoint took it; this does not prove that it was recorded."
    )
    assert told["Proof"].startswith("Not looked up.")


def test_what_was_not_accepted_says_what_to_do_next() -> None:
    bot = Answer(200, "OK", (), b'{"code":"BOT"}', 14)
    told = facts(sent(HIT, outcome=bot))
    assert "ConvertAgent" in told["Next"]
    assert told["Proof"] == "None: it was not accepted."
    assert "Proof" in facts(sent(HIT, outcome=Failure("reset", "closed")))
    assert "Proof" not in facts(sent(HIT, outcome=None))


def test_what_came_in_is_told_apart() -> None:
    told = facts(record(1).exchange._replace(inbound="accepted", outcome=None))
    assert told["Answer"].startswith("Another program sent this to the collector on this machine")


def test_a_request_is_summed_up_by_goal_and_amount() -> None:
    payload = parse(sent(HIT, SALE).document).payload
    assert summary_words(payload, catalog()) == "Purchase 123.20"
    assert summary_words(parse(sent(VIEW).document).payload, None) == "viewExp"
    assert summary_words(None, None) == ""


@given(EXCHANGES)
def test_whatever_an_exchange_holds_can_be_told(exchange: Exchange) -> None:
    payload = parse(exchange.document).payload
    if abs(exchange.sent_at) < 1e9:
        assert facts_of(exchange, payload, None)
