"""A request that was received becomes rows of the history that say where it came from."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from convert_console.core.catalog.catalog import Catalog, Goal
from convert_console.core.history.row import Record
from convert_console.core.history.words import facts_of
from convert_console.core.linter.problem import Situation
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.traffic.reading import problems_in
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.verdict.verdict import verdict
from convert_console.models.traffic.records import records_of, records_of_page
from convert_console.services.collector.received import Outcome, Received
from convert_console.services.watch.watched import Watched

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


@pytest.mark.parametrize("outcome", ["accepted", "bot", "blocked", "faulted"])
def test_a_request_without_a_body_has_a_problem(outcome: Outcome) -> None:
    (record,) = recorded(replace(CAME, body=b"", verdict=outcome))
    assert rules(record) == {"json-syntax"}


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


def test_a_configuration_that_is_not_loaded_was_asked_for_at_the_right_path() -> None:
    asked = replace(CAME, verdict="refused", status=404, target="/api/v1/config/1/2", method="GET")
    (record,) = recorded(asked)
    assert record.verdict == "inbound-refused"


def test_of_bytes_that_are_no_request_the_beginning_is_kept() -> None:
    raw = b"\x16\x03\x01 hello\r\nsecret"
    (record,) = recorded(replace(CAME, verdict="refused", method="", target="", raw=raw, body=b""))
    assert record.exchange.request.body == b"\x16\x03\x01 hello"


SENT = Watched(
    replace(CAME, secure=True),
    "https://10000001.metrics.convertexperiments.com",
    "https://shop.example/thanks",
    "fetch with keepalive",
    "checkout.js:214 sendConversion",
    "answer",
    None,
    0.002,
)
TOOK_IT = Answer(200, "OK", (), b"{}", 2)


def of_page(watched: Watched) -> Record:
    (record,) = records_of_page(watched, {"10000001": "shop"}, lambda _owner: None)
    return record


def test_a_request_of_a_page_that_is_answered_here_is_a_rehearsal() -> None:
    record = of_page(SENT)
    exchange = record.exchange
    assert (record.verdict, exchange.is_here, exchange.answered) == ("inbound-accepted", True, 200)
    assert exchange.request.url == f"{SENT.origin}/track"
    assert (exchange.source, exchange.page, exchange.peer) == ("page", SENT.page, "shop.example")
    assert (exchange.call, exchange.called_from) == (SENT.kind, SENT.called_from)
    assert (exchange.profile_id, exchange.timings.total) == ("shop", 0.002)
    assert "answered on this machine" in verdict(exchange).sentence
    assert rules(record) == set()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (TOOK_IT, "accepted"),
        (TOOK_IT._replace(body=b'{"code":"BOT"}'), "bot"),
        (Failure("name", "NameNotResolved"), "no-answer-name"),
        (None, "unknown"),  # the watch has ended before
    ],
)
def test_one_that_went_on_has_the_verdict_on_what_the_endpoint_answered(
    answer: Answer | Failure | None, kind: str
) -> None:
    record = of_page(replace(SENT, mode="observe", outcome=answer))
    exchange = record.exchange
    assert (record.verdict, exchange.is_here, exchange.inbound) == (kind, False, "")
    assert exchange.outcome == answer or answer is None
    assert "Not looked up" in str(facts_of(exchange, None, None)) or kind != "accepted"


def test_what_the_endpoint_forbids_the_browser_to_send_is_no_rehearsal() -> None:
    asked = replace(CAME, method="OPTIONS", body=b"", verdict="preflight", reason="It said no.")
    refused = TOOK_IT._replace(status=403)
    record = of_page(replace(SENT, received=asked, mode="observe", outcome=refused))
    assert (record.verdict, record.exchange.is_here) == ("inbound-preflight", False)
    assert record.exchange.remark == "It said no."
    assert problems_in(record.exchange, Situation()) == ()


def test_one_for_the_older_tracking_api_is_translated_and_judged_as_such() -> None:
    target = "/track/?c=10000009&p=10000001&g=7"
    received = replace(CAME, method="GET", body=b"", target=target)
    origin = "https://10000001.track.convertexperiments.com"
    record = of_page(replace(SENT, received=received, origin=origin))
    assert record.summary.goals == ("7",)
    assert rules(record) == {"wrong-host"}
