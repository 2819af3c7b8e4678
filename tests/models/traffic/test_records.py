"""A request that was received becomes rows of the history that say where it came from."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.history.row import Record
from convert_console.core.linter.problem import Situation
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.traffic.reading import problems_in
from convert_console.models.traffic.records import records_of
from convert_console.services.collector.received import Outcome, Received

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


def recorded(received: Received, owners: dict[str, str] | None = None) -> list[Record]:
    catalog = Catalog(goals={"1": Goal("1", "Purchase")})
    return records_of(received, URL, owners or {}, lambda owner: catalog if owner else None)


def rules(record: Record) -> set[str]:
    found = problems_in(record.exchange, Situation())
    return {problem.rule for problem in found if problem.severity != "info"}


def test_a_request_is_summed_up_and_marked() -> None:
    (record,) = recorded(CAME)
    exchange = record.exchange
    assert (record.verdict, record.summary.events) == ("inbound-accepted", "hitGoal · tr")
    assert record.summary.revenue == Decimal("1.5")
    assert (exchange.source, exchange.inbound, exchange.outcome) == ("collector", "accepted", None)
    assert (exchange.answered, exchange.peer, exchange.sent_at) == (200, "ConvertAgent/1.0", 1000.5)
    assert exchange.document == json.dumps(SALE)
    assert exchange.request.url == URL
    assert rules(record) == set()


def test_it_belongs_to_the_profile_of_its_project_with_the_names_of_that() -> None:
    (record,) = recorded(CAME, {"10000001": "shop"})
    assert record.exchange.profile_id == "shop"
    assert record.exchange.names == (("goal", "1", "Purchase"),)
    (record,) = recorded(CAME, {"10000002": "other"})
    assert (record.exchange.profile_id, record.exchange.names) == ("", ())


def test_its_headers_are_checked_and_secrets_hidden() -> None:
    headers = (*JSON_POST, ("Cookie", "id=planted"))
    (record,) = recorded(replace(CAME, headers=headers))
    assert dict(record.exchange.request.headers)["Cookie"] == HIDDEN
    assert rules(recorded(replace(CAME, headers=JSON_POST[:1]))[0]) == {"content-type"}
    assert rules(recorded(replace(CAME, headers=JSON_POST[1:]))[0]) == {"ua-missing"}


@pytest.mark.parametrize(
    ("headers", "peer", "page"),
    [
        ((), "No User-Agent", ""),
        ((("User-Agent", "python-requests/2.32 x"),), "python-requests/2.32", ""),
        (
            (("User-Agent", "Mozilla/5.0"), ("Referer", "https://shop.example/thanks")),
            "shop.example",
            "https://shop.example/thanks",
        ),
    ],
)
def test_who_sent_it_is_named(headers: tuple[tuple[str, str], ...], peer: str, page: str) -> None:
    (record,) = recorded(replace(CAME, headers=headers))
    assert (record.exchange.peer, record.exchange.page) == (peer, page)


def test_a_get_has_its_target_and_its_document() -> None:
    target = "/track?vid=v&ev[0][evt]=viewExp"
    (record,) = recorded(replace(CAME, method="GET", body=b"", target=target))
    assert record.exchange.request.target == target
    assert json.loads(record.exchange.document) == {"vid": "v", "ev": [{"evt": "viewExp"}]}


def test_a_v1_request_has_a_row_for_each_visitor() -> None:
    visitors = [
        {"visitorId": "a", "events": [{"eventType": "conversion", "data": {"goalId": "5"}}]},
        {"events": [{"eventType": "conversion", "data": {"goalId": "6"}}]},
    ]
    body = {"accountId": "1", "projectId": "2", "visitors": visitors, "source": "js4.4.3"}
    received = replace(CAME, target="/v1/track/key", body=json.dumps(body).encode())
    first, second = recorded(received)
    assert [row.summary.goals for row in (first, second)] == [("5",), ("6",)]
    assert json.loads(first.exchange.document)["vid"] == "a"
    assert first.exchange.request.body == received.body
    assert first.exchange.request.url == "http://127.0.0.1:8765/v1/track/key"
    assert first.exchange.peer == "v1 js4.4.3"
    assert "missing-vid" not in rules(first)
    assert "missing-vid" in rules(second)


@pytest.mark.parametrize(
    ("outcome", "status", "kind"),
    [
        ("refused", 400, "inbound-refused"),
        ("refused", 404, "inbound-wrong-path"),
        ("preflight", 204, "inbound-preflight"),
        ("configuration", 200, "inbound-configuration"),
    ],
)
def test_what_tracks_nothing_is_a_row_with_its_reason(
    outcome: Outcome, status: int, kind: str
) -> None:
    (record,) = recorded(
        replace(CAME, verdict=outcome, status=status, reason="It has no Host.", method="PURGE")
    )
    exchange = record.exchange
    assert (record.verdict, record.summary.events) == (kind, "It has no Host.")
    assert (exchange.remark, exchange.document, exchange.answered) == (
        "It has no Host.",
        "",
        status,
    )
    assert str(exchange.request.method) == "PURGE"


def test_of_bytes_that_are_no_request_the_beginning_is_kept() -> None:
    raw = b"\x16\x03\x01 hello\r\nsecret"
    (record,) = recorded(replace(CAME, verdict="refused", method="", target="", raw=raw, body=b""))
    assert record.exchange.request.body == b"\x16\x03\x01 hello"
