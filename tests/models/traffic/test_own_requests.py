"""Requests of this app are recognised by what they contain, each once."""

from __future__ import annotations

import threading
from dataclasses import replace

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.traffic.own_requests import EXPECT_SECONDS, MOST, OwnRequests
from convert_console.services.collector.received import Received
from support.exchanges import record

SENT = replace(
    record(1).exchange,
    sent_at=1_000.0,
    request=WireRequest(
        "POST", "http://127.0.0.1:8765/track?a=1", (("User-Agent", "ConvertAgent/1.0"),), b"{}"
    ),
)
RECEIVED = Received(
    1, 1_000.5, b"", "", b"{}", "POST", "/track?a=1", (("user-agent", "ConvertAgent/1.0"),),
    "accepted",
)  # fmt: skip


def test_a_send_is_matched_once() -> None:
    own_requests = OwnRequests()
    own_requests.expect(SENT)
    assert own_requests.match(RECEIVED) is SENT
    assert own_requests.match(RECEIVED) is None


def test_a_request_that_differs_is_from_another_program() -> None:
    own_requests = OwnRequests()
    own_requests.expect(SENT)
    for other in (
        replace(RECEIVED, body=b"{ }"),
        replace(RECEIVED, method="GET"),
        replace(RECEIVED, target="/track"),
        replace(RECEIVED, headers=()),
    ):
        assert own_requests.match(other) is None
    assert own_requests.match(RECEIVED) is SENT


def test_a_send_that_never_arrived_is_forgotten() -> None:
    own_requests = OwnRequests()
    own_requests.expect(SENT)
    late = replace(RECEIVED, received_at=SENT.sent_at + EXPECT_SECONDS + 1)
    assert own_requests.match(late) is None


def test_a_send_to_another_host_is_not_expected() -> None:
    own_requests = OwnRequests()
    url = "https://10000001.metrics.convertexperiments.com/track?a=1"
    own_requests.expect(replace(SENT, request=replace(SENT.request, url=url)))
    assert own_requests.match(RECEIVED) is None


def test_sends_from_another_thread_are_recognised_while_requests_arrive() -> None:
    own_requests = OwnRequests()

    def send() -> None:
        for number in range(MOST):
            own_requests.expect(_numbered(number))

    thread = threading.Thread(target=send)
    thread.start()
    for number in range(MOST):
        own_requests.match(replace(RECEIVED, body=b"other %d" % number))
    thread.join()
    assert [
        own_requests.match(replace(RECEIVED, body=b"%d" % n)) is None for n in range(MOST)
    ].count(True) == 0


def _numbered(number: int) -> Exchange:
    return replace(SENT, request=replace(SENT.request, body=b"%d" % number))
