"""Whatever comes to the collector and is no tracking request is listed, with its reason."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.received import Received
from convert_console.services.collector.server import Collector
from support.collecting import SECONDS, ask, connect, post, read_to_end, running, talk
from support.waiting import until

HEAD = b"Host: 127.0.0.1\r\nUser-Agent: ConvertAgent/1.0\r\n\r\n"
ASKING = {
    "Origin": "https://shop.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


def listed(collector: Collector) -> list[tuple[object, ...]]:
    """What a script reads of everything that came."""
    return [
        (entry["endpoint"], entry["outcome"], entry["status"], entry["reason"])
        for entry in ask(collector, "GET", "/received").json
    ]


@pytest.mark.parametrize(
    ("data", "endpoint", "status", "reason"),
    [
        (
            "GET /track?cid=1&seg[campaign]=café HTTP/1.1\r\n".encode() + HEAD,
            "track",
            400,
            "The address contains “é” as it is. Percent-encode it: %C3%A9.",
        ),
        (
            b"GET /track?cid=1&seg[campaign]=a b HTTP/1.1\r\n" + HEAD,
            "track",
            400,
            "The address contains a space. Percent-encode it: %20.",
        ),
        (
            b"POST /track HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
            "track",
            400,
            "The Host header is missing, which HTTP/1.1 requires. Send it.",
        ),
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            "other",
            400,
            "This is the beginning of a TLS connection: https came to the port for http. Use "
            "http:// in the address, or the collector's https address.",
        ),
        (
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "other",
            505,
            "The collector speaks HTTP/1.1 only, and neither HTTP/2 nor another version.",
        ),
        (
            b"POST /v1/track/key HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
            "v1",
            400,
            "Header line 2 has no colon: “no colon here”. Write it as Name: value.",
        ),
        (
            b"POST /track HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n",
            "track",
            413,
            "A body can have at most 1,048,576 bytes here.",
        ),
        (
            b"POST /track HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "track",
            400,
            "The body is announced as chunked, but its chunks are not written as such.",
        ),
        (
            b"POST /collect HTTP/1.1\r\nContent-Length: 0\r\n" + HEAD,
            "other",
            404,
            "There is nothing at /collect. Tracking goes to /track or /v1/track/{key}; GET / lists "
            "the pages.",
        ),
        (
            b"post /track HTTP/1.1\r\nContent-Length: 0\r\n" + HEAD,
            "track",
            405,
            "Methods are written in capitals: POST, not post.",
        ),
        (
            b"POST //track HTTP/1.1\r\nContent-Length: 0\r\n" + HEAD,
            "other",
            404,
            "There is nothing at //track: it has a slash too many. Send to /track.",
        ),
        (
            b"CONNECT 1.metrics.convertexperiments.com:443 HTTP/1.1\r\n" + HEAD,
            "other",
            501,
            "The collector is no proxy for https. Send to its own address, or let mitmproxy mirror "
            "the requests: see collector --mitmproxy.",
        ),
        (
            b"PUT /track HTTP/1.1\r\nContent-Length: 0\r\n" + HEAD,
            "track",
            405,
            "This page takes GET, OPTIONS, POST.",
        ),
        (
            b"GET /v1/track/key HTTP/1.1\r\n" + HEAD,
            "v1",
            405,
            "This page takes OPTIONS, POST.",
        ),
    ],
)
def test_what_cannot_be_taken_is_listed_with_its_reason(
    collector: Collector, data: bytes, endpoint: str, status: int, reason: str
) -> None:
    assert talk(collector, data).startswith(b"HTTP/1.1 %d " % status)
    assert listed(collector) == [(endpoint, "refused", status, reason)]
    assert collector.others()[0].raw == data
    assert "bytearray" not in reason


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize("line", [b"POST /track HTTP/1.0\r\n", b"Connection: close\r\n"])
def test_a_body_without_its_length_is_kept(
    collector: Collector, line: bytes, is_late: bool
) -> None:
    head = (line if line.startswith(b"POST") else b"POST /track HTTP/1.1\r\n" + line) + HEAD
    with connect(collector) as plain:
        plain.sendall(head if is_late else head + b'{"cid":"1"}')
        until(collector.received)
        if is_late:
            plain.sendall(b'{"cid":"1"}')
        plain.shutdown(socket.SHUT_WR)
        assert read_to_end(plain).startswith(b"HTTP/1.1 200")
    until(collector.others)
    (surplus,) = collector.others()
    assert (surplus.raw, surplus.status) == (b'{"cid":"1"}', 0)
    assert "needs the header Content-Length" in surplus.reason


def test_line_ends_after_a_body_are_nothing(collector: Collector) -> None:
    talk(collector, post(more="Connection: close\r\n") + b"\r\n\r\n")
    talk(collector, post(more="Connection: close\r\n"))
    assert (len(collector.received()), collector.others()) == (2, ())


@pytest.mark.parametrize("length", [110_000, 300_000])
@pytest.mark.parametrize(
    ("begin", "end"),
    [(b"GET /track?vid=", b" HTTP/1.1\r\n"), (b"POST /track HTTP/1.1\r\nX: ", b"\r\n")],
)
def test_an_address_or_a_header_that_is_too_long_is_named_so(
    collector: Collector, begin: bytes, end: bytes, length: int
) -> None:
    talk(collector, begin + b"v" * length + end + HEAD)
    reason = "The address and headers of a request can have at most 98,304 bytes here."
    assert [(one.status, one.reason) for one in collector.others()] == [(431, reason)]


@pytest.mark.parametrize(
    "wrong", [b"Content-Length: 2\r\nContent-Length: 3\r\n", b"no colon here\r\n", b""]
)
def test_what_cannot_be_taken_keeps_its_headers(collector: Collector, wrong: bytes) -> None:
    talk(collector, b"POST /track HTTP/1.1\r\nUser-Agent: shop/2 x\r\n" + wrong + b"\r\n{}")
    (refused,) = collector.others()
    assert ("User-Agent", "shop/2 x") in refused.headers
    assert refused.arrived.header("user-agent") == "shop/2 x"


def test_the_document_of_an_unreadable_address_is_read_all_the_same(collector: Collector) -> None:
    talk(collector, "GET /track?cid=1&seg[campaign]=café HTTP/1.1\r\n".encode() + HEAD)
    (entry,) = ask(collector, "GET", "/received").json
    assert entry["documents"] == [{"cid": "1", "seg": {"campaign": "café"}}]
    assert entry["target"] == "/track?cid=1&seg[campaign]=café"


def test_what_people_missed_is_listed() -> None:
    with running(limits=CollectorLimits(preflight=0.05)) as collector:
        heard: Queue[Received] = Queue()
        collector.subscribe(heard.put)
        answer = talk(collector, case("F10-preflight.http"))
        assert b"\r\nAccess-Control-Allow-Origin: https://shop.example\r\n" in answer
        assert b"\r\nAccess-Control-Allow-Headers: content-type\r\n" in answer
        assert heard.get(timeout=SECONDS).verdict == "preflight"
        talk(collector, case("F11-raw-utf8-target.http"))
        assert heard.get(timeout=SECONDS).reason.startswith("The address contains “é” as it is.")


def case(name: str) -> bytes:
    return (Path(__file__).parents[2] / "data" / "cases" / name).read_bytes()


def test_a_preflight_has_the_time_at_which_it_came() -> None:
    now = [100.0]
    with running(clock=lambda: now[0], limits=CollectorLimits(preflight=3_600)) as collector:
        ask(collector, "OPTIONS", headers=ASKING)
        now[0] = 102.0
        collector.stop()
        assert [one.received_at for one in collector.others()] == [100.0]


def test_a_preflight_that_nothing_follows_is_listed() -> None:
    with running(limits=CollectorLimits(preflight=0.05)) as collector:
        heard: Queue[Received] = Queue()
        collector.subscribe(heard.put)
        assert ask(collector, "OPTIONS", headers=ASKING).status == 204
        heard.get(timeout=SECONDS)
        ((endpoint, outcome, status, reason),) = listed(collector)
        assert (endpoint, outcome, status) == ("track", "preflight", 204)
        assert reason == (
            "A page of https://shop.example asked whether it may send a POST. It was allowed to, "
            "and nothing followed. Look for the reason in the browser's console."
        )


def test_a_preflight_that_its_request_follows_is_no_line_of_its_own() -> None:
    with running(limits=CollectorLimits(preflight=SECONDS)) as collector:
        ask(collector, "OPTIONS", headers=ASKING)
        ask(collector, body=b"{}", headers={"Origin": "https://shop.example"})
        ask(collector, "OPTIONS", headers={**ASKING, "Origin": "https://other.example"})
        collector.stop()
        assert [one.verdict for one in collector.everything()] == ["accepted", "preflight"]
        assert "https://other.example" in collector.others()[0].reason


def test_a_page_may_ask_for_several_requests_before_it_sends_them() -> None:
    with running(limits=CollectorLimits(preflight=SECONDS)) as collector:
        for _ in range(3):
            ask(collector, "OPTIONS", headers=ASKING)
        for _ in range(2):
            ask(collector, body=b"{}", headers={"Origin": "https://shop.example"})
        assert collector.others() == (), "the third may still come"
        collector.stop()
        assert [one.verdict for one in collector.everything()] == ["accepted"] * 2 + ["preflight"]


def test_a_question_that_no_page_asks_is_listed_at_once(collector: Collector) -> None:
    assert ask(collector, "OPTIONS").status == 204
    assert listed(collector) == [
        ("track", "preflight", 204, "OPTIONS only asks what is allowed here.")
    ]


def test_a_flood_of_preflights_is_bounded() -> None:
    with running(limits=CollectorLimits(preflight=SECONDS)) as collector:
        flood(collector)


def flood(collector: Collector) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in ASKING.items())
    answers = talk(
        collector,
        "".join(
            f"OPTIONS /track?n={number} HTTP/1.1\r\nHost: a\r\n{lines}\r\n"
            for number in range(1_010)
        ).encode(),
    )
    assert answers.count(b"HTTP/1.1 204") == 1_010
    assert len(collector.others()) == 10, "the oldest have waited long enough"
