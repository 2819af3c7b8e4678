"""Our own sends are told from others by what they say, each once."""

from __future__ import annotations

import threading
from dataclasses import replace

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Exchange
from convert_console.models.traffic.hit import LATE, MOST, OwnSends
from convert_console.services.collector.received import Received
from support.exchanges import record

SENT = replace(
    record(1).exchange,
    sent_at=1_000.0,
    request=WireRequest(
        "POST", "http://127.0.0.1:8765/track?a=1", (("User-Agent", "ConvertAgent/1.0"),), b"{}"
    ),
)
CAME = Received(
    1, 1_000.5, b"", "", b"{}", "POST", "/track?a=1", (("user-agent", "ConvertAgent/1.0"),),
    "accepted",
)  # fmt: skip


def test_a_send_is_recognised_once() -> None:
    own = OwnSends()
    own.expect(SENT)
    assert own.take(CAME) is SENT
    assert own.take(CAME) is None


def test_what_differs_is_another_programs() -> None:
    own = OwnSends()
    own.expect(SENT)
    for other in (
        replace(CAME, body=b"{ }"),
        replace(CAME, method="GET"),
        replace(CAME, target="/track"),
        replace(CAME, headers=()),
    ):
        assert own.take(other) is None
    assert own.take(CAME) is SENT


def test_a_send_that_never_came_in_is_forgotten() -> None:
    own = OwnSends()
    own.expect(SENT)
    assert own.take(replace(CAME, received_at=SENT.sent_at + LATE + 1)) is None


def test_a_send_to_elsewhere_is_not_expected_here() -> None:
    own = OwnSends()
    url = "https://10000001.metrics.convertexperiments.com/track?a=1"
    own.expect(replace(SENT, request=replace(SENT.request, url=url)))
    assert own.take(CAME) is None


def test_sends_of_another_thread_are_recognised_while_others_are_taken() -> None:
    own = OwnSends()

    def send() -> None:
        for number in range(MOST):
            own.expect(_numbered(number))

    told = threading.Thread(target=send)
    told.start()
    for number in range(MOST):
        own.take(replace(CAME, body=b"other %d" % number))
    told.join()
    assert [own.take(replace(CAME, body=b"%d" % n)) is None for n in range(MOST)].count(True) == 0


def _numbered(number: int) -> Exchange:
    return replace(SENT, request=replace(SENT.request, body=b"%d" % number))
