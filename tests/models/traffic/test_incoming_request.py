"""A request is read, judged and checked, and becomes a row that says where it came from."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from convert_console.core.linter.problem import Situation
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.models.traffic.incoming_request import IncomingRequest, rows_of
from convert_console.services.collector.received import Received

URL = "http://127.0.0.1:8765/track"
SALE = {
    "cid": "10000009", "pid": "10000001", "vid": "1796000000000-0.4126735590148273", "tid": "T-1",
    "ev": [
        {"evt": "hitGoal", "goals": ["1"], "exps": ["2"], "vars": ["3"]},
        {"evt": "tr", "goals": ["1"], "exps": ["2"], "vars": ["3"], "r": 1.5, "prc": 1},
    ],
}  # fmt: skip
JSON_POST = (("User-Agent", "ConvertAgent/1.0"), ("Content-Type", "application/json"))
CAME = Received(
    1, 1_000.5, b"raw", "", json.dumps(SALE).encode(), "POST", "/track", JSON_POST, "accepted"
)


def rules_of(received: Received, **around) -> set[str]:
    request = IncomingRequest(received, URL)
    request.read(Situation(**around))
    return {problem.rule for problem in request.problems if problem.severity != "info"}


def test_a_request_is_parsed_only_on_demand() -> None:
    request = IncomingRequest(CAME, URL)
    assert (request.is_read, request.summary.events, request.problems) == (False, "", ())
    request.read(Situation())
    assert request.is_read
    assert request.summary.events == "hitGoal · tr"
    assert request.summary.revenue == Decimal("1.5")


def test_a_valid_request_has_no_problems() -> None:
    assert rules_of(CAME) == set()


def test_the_headers_of_the_other_program_are_checked() -> None:
    assert rules_of(replace(CAME, headers=JSON_POST[:1])) == {"content-type"}
    assert rules_of(replace(CAME, headers=JSON_POST[1:])) == {"ua-missing"}
    curl = (("user-agent", "curl/8.5.0"), JSON_POST[1])
    assert rules_of(replace(CAME, headers=curl)) == {"ua-bot"}
    assert IncomingRequest(replace(CAME, headers=curl), URL).user_agent_verdict.kind == "bot"


def test_silenced_rules_say_nothing() -> None:
    bare = replace(CAME, headers=JSON_POST[:1])
    assert rules_of(bare, silenced=frozenset({"content-type"})) == set()


def test_the_exchange_is_marked_and_keeps_no_secret() -> None:
    headers = (*JSON_POST, ("Cookie", "id=planted"))
    exchange = IncomingRequest(replace(CAME, headers=headers, verdict="bot"), URL).exchange
    assert (exchange.profile, exchange.inbound, exchange.outcome) == ("Inbound", "bot", None)
    assert exchange.request.url == URL
    assert dict(exchange.request.headers)["Cookie"] == HIDDEN
    assert exchange.document == json.dumps(SALE)
    assert exchange.sent_at == 1_000.5


def test_a_get_has_its_target_and_its_document() -> None:
    target = "/track?vid=v&ev[0][evt]=viewExp"
    exchange = IncomingRequest(replace(CAME, method="GET", body=b"", target=target), URL).exchange
    assert exchange.request.target == target
    assert json.loads(exchange.document) == {"vid": "v", "ev": [{"evt": "viewExp"}]}


def test_a_proxy_target_stays_as_it_is() -> None:
    whole = "http://shop.example/track"
    assert IncomingRequest(replace(CAME, target=whole), URL).exchange.request.url == whole


def test_a_v1_request_has_a_row_for_each_visitor() -> None:
    visitors = [
        {"visitorId": "a", "events": [{"eventType": "conversion", "data": {"goalId": "5"}}]},
        {"events": [{"eventType": "conversion", "data": {"goalId": "6"}}]},
    ]
    body = {"accountId": "1", "projectId": "2", "enrichData": True, "visitors": visitors}
    received = replace(CAME, target="/v1/track/key", body=json.dumps(body).encode())
    first, second = rows_of(received, URL)
    for row in (first, second):
        row.read(Situation())
    assert [row.summary.goals for row in (first, second)] == [("5",), ("6",)]
    assert [[p.rule for p in row.problems if p.severity == "error"] for row in (first, second)] == [
        [],
        ["missing-vid"],
    ]
    assert json.loads(first.exchange.document)["vid"] == "a"
    assert first.exchange.request.body == received.body
    assert first.exchange.request.url == "http://127.0.0.1:8765/v1/track/key"


def test_what_was_refused_has_its_reason_as_a_problem() -> None:
    refused = replace(CAME, verdict="refused", status=400, reason="It has no Host.", method="")
    (row,) = rows_of(refused, URL)
    row.read(Situation())
    assert [(p.severity, p.sentence) for p in row.problems] == [("error", "It has no Host.")]
    assert row.exchange.inbound == "refused"
