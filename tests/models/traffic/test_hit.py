"""A hit is read, judged and checked, and becomes a row that says where it came from."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from decimal import Decimal

from convert_console.core.linter import Situation
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.traffic.hit import LATE, MOST, Hit, OwnSends
from convert_console.services.collector.received import Received
from support.exchanges import record

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
    hit = Hit(received, URL)
    hit.read(Situation(**around))
    return {problem.rule for problem in hit.problems if problem.severity != "info"}


def test_nothing_is_read_before_it_is_asked_for() -> None:
    hit = Hit(CAME, URL)
    assert (hit.is_read, hit.summary.events, hit.problems) == (False, "", ())
    hit.read(Situation())
    assert hit.is_read
    assert hit.summary.events == "hitGoal · tr"
    assert hit.summary.revenue == Decimal("1.5")


def test_a_sound_request_has_no_problems() -> None:
    assert rules_of(CAME) == set()


def test_the_headers_of_the_other_program_are_checked() -> None:
    assert rules_of(replace(CAME, headers=JSON_POST[:1])) == {"content-type"}
    assert rules_of(replace(CAME, headers=JSON_POST[1:])) == {"ua-missing"}
    curl = (("user-agent", "curl/8.5.0"), JSON_POST[1])
    assert rules_of(replace(CAME, headers=curl)) == {"ua-bot"}
    assert Hit(replace(CAME, headers=curl), URL).gate.kind == "bot"


def test_silenced_rules_say_nothing() -> None:
    bare = replace(CAME, headers=JSON_POST[:1])
    assert rules_of(bare, silenced=frozenset({"content-type"})) == set()


def test_the_exchange_is_marked_and_keeps_no_secret() -> None:
    headers = (*JSON_POST, ("Cookie", "id=planted"))
    exchange = Hit(replace(CAME, headers=headers, verdict="bot"), URL).exchange
    assert (exchange.profile, exchange.inbound, exchange.outcome) == ("Inbound", "bot", None)
    assert exchange.request.url == URL
    assert dict(exchange.request.headers)["Cookie"] == HIDDEN
    assert exchange.document == json.dumps(SALE)
    assert exchange.sent_at == 1_000.5


def test_a_get_has_its_target_and_its_document() -> None:
    target = "/track?vid=v&ev[0][evt]=viewExp"
    exchange = Hit(replace(CAME, method="GET", body=b"", target=target), URL).exchange
    assert exchange.request.target == target
    assert json.loads(exchange.document) == {"vid": "v", "ev": [{"evt": "viewExp"}]}


def test_a_proxys_target_stands_as_it_came() -> None:
    whole = "http://shop.example/track"
    assert Hit(replace(CAME, target=whole), URL).exchange.request.url == whole


# Our own sends are told from others by what they say, each once.

SENT = replace(
    record(1).exchange,
    sent_at=1_000.0,
    request=WireRequest(
        "POST", "http://127.0.0.1:8765/track?a=1", (("User-Agent", "ConvertAgent/1.0"),), b"{}"
    ),
)
CAME_TEST_OWN_SENDS = Received(
    1, 1_000.5, b"", "", b"{}", "POST", "/track?a=1", (("user-agent", "ConvertAgent/1.0"),),
    "accepted",
)  # fmt: skip


def test_a_send_is_recognised_once() -> None:
    own = OwnSends()
    own.expect(SENT)
    assert own.take(CAME_TEST_OWN_SENDS) is SENT
    assert own.take(CAME_TEST_OWN_SENDS) is None


def test_what_differs_is_another_programs() -> None:
    own = OwnSends()
    own.expect(SENT)
    for other in (
        replace(CAME_TEST_OWN_SENDS, body=b"{ }"),
        replace(CAME_TEST_OWN_SENDS, method="GET"),
        replace(CAME_TEST_OWN_SENDS, target="/track"),
        replace(CAME_TEST_OWN_SENDS, headers=()),
    ):
        assert own.take(other) is None
    assert own.take(CAME_TEST_OWN_SENDS) is SENT


def test_a_send_that_never_came_in_is_forgotten() -> None:
    own = OwnSends()
    own.expect(SENT)
    assert own.take(replace(CAME_TEST_OWN_SENDS, received_at=SENT.sent_at + LATE + 1)) is None


def test_a_send_to_elsewhere_is_not_expected_here() -> None:
    own = OwnSends()
    url = "https://10000001.metrics.convertexperiments.com/track?a=1"
    own.expect(replace(SENT, request=replace(SENT.request, url=url)))
    assert own.take(CAME_TEST_OWN_SENDS) is None


def test_sends_of_another_thread_are_recognised_while_others_are_taken() -> None:
    own = OwnSends()

    def send() -> None:
        for number in range(MOST):
            own.expect(_numbered(number))

    told = threading.Thread(target=send)
    told.start()
    for number in range(MOST):
        own.take(replace(CAME_TEST_OWN_SENDS, body=b"other %d" % number))
    told.join()
    assert [
        own.take(replace(CAME_TEST_OWN_SENDS, body=b"%d" % n)) is None for n in range(MOST)
    ].count(True) == 0


def _numbered(number: int) -> Exchange:
    return replace(SENT, request=replace(SENT.request, body=b"%d" % number))
