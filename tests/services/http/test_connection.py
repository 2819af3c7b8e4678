"""What goes out over a real socket, byte for byte, and what comes back from it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest, encode
from convert_console.core.verdict.exchange import Answer
from convert_console.services.http.certificates import trusting_context
from convert_console.services.http.connection import Connection
from convert_console.services.http.route import SendResult, Timeouts
from support.endpoint import CERTIFICATE, Endpoint, answer, hang_up, reset, silence, then, when

Run = Callable[[Coroutine[Any, Any, SendResult]], SendResult]
PROFILE = Profile(id="p", name="P", target="custom")
DOCUMENT = '{"cid": "1", "pid": "2", "vid": "3", "ev": [{"evt": "hitGoal", "goals": ["4"]}]}'
QUICK = Timeouts(connect=60, silence=1, total=60)


def wire_for(url: str, draft: Draft | None = None, profile: Profile = PROFILE) -> WireRequest:
    wire = encode(draft or Draft(DOCUMENT), replace(profile, endpoint=url))
    assert isinstance(wire, WireRequest)
    return wire


async def carry(wire: WireRequest, limits: Timeouts = Timeouts()) -> SendResult:
    lane = Connection(trusting_context())
    try:
        return await lane.carry(wire, limits)
    finally:
        await lane.aclose()


def answered(sent: SendResult) -> Answer:
    assert isinstance(sent.outcome, Answer), sent.outcome
    return sent.outcome


@pytest.mark.parametrize(
    ("draft", "profile"),
    [
        pytest.param(Draft(DOCUMENT), PROFILE, id="POST"),
        pytest.param(Draft(DOCUMENT, "GET"), PROFILE, id="GET with literal brackets"),
        pytest.param(
            Draft(DOCUMENT, "GET"), replace(PROFILE, spelling="percent"), id="GET percent-encoded"
        ),
        pytest.param(Draft(DOCUMENT), replace(PROFILE, user_agent=None), id="no User-Agent"),
        pytest.param(Draft(DOCUMENT), replace(PROFILE, user_agent=""), id="empty User-Agent"),
        pytest.param(
            Draft(DOCUMENT),
            replace(
                PROFILE,
                headers=(("X-One", "1"), ("x-one", " 2 "), ("X-Latin", "h\xe9"), ("HOST", "else")),
            ),
            id="headers of one's own, one of them twice, and another Host",
        ),
        pytest.param(
            Draft(DOCUMENT),
            replace(PROFILE, headers=(("content-type", "text/plain"), ("Connection", "close"))),
            id="headers in place of the usual ones",
        ),
        pytest.param(Draft(""), PROFILE, id="empty body"),
        pytest.param(Draft(DOCUMENT + ":"), PROFILE, id="broken JSON"),
        pytest.param(Draft('{"vid": "\ud83d"}'), PROFILE, id="half a surrogate pair"),
        pytest.param(Draft('{"vid": "žluť 🦊"}'), PROFILE, id="text beyond ASCII"),
    ],
)
def test_the_socket_sees_the_very_bytes_of_the_preview(
    run: Run, draft: Draft, profile: Profile
) -> None:
    with Endpoint() as endpoint:
        wire = wire_for(endpoint.url, draft, profile)
        assert answered(run(carry(wire))).status == 200
    assert endpoint.requests == [wire.raw]


@pytest.mark.parametrize(
    "ending",
    ["", "/", "//two", "/a/../b/./c", "/%7e%2F", "/track?x=1&y[]=2", "/t;p=1?", "/'\"<>{}|^`\\"],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_odd_paths_go_out_as_written(run: Run, ending: str, method: Any) -> None:
    with Endpoint() as endpoint:
        url = endpoint.url.removesuffix("/track") + ending
        wire = wire_for(url, Draft(DOCUMENT, method))
        assert answered(run(carry(wire))).status == 200
    assert endpoint.requests == [wire.raw]


def test_an_ipv6_address_is_sent_to(run: Run) -> None:
    with Endpoint(host="::1") as endpoint:
        wire = wire_for(endpoint.url)
        assert answered(run(carry(wire))).status == 200
    assert endpoint.requests == [wire.raw]
    assert f"Host: [::1]:{endpoint.port}\r\n".encode() in wire.raw


def test_a_trusted_certificate_is_accepted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Endpoint(tls=True) as endpoint:
        wire = wire_for(endpoint.url)
        sent = run(carry(wire))
        assert answered(sent).status == 200
    assert endpoint.requests == [wire.raw]
    assert sent.timings.tls is not None


@pytest.mark.parametrize(
    ("spelled", "status", "reason"),
    [
        (answer("200 OK", b'{"code":"BOT"}'), 200, "OK"),
        (answer("403 Forbidden"), 403, "Forbidden"),
        (answer("500 Internal Server Error"), 500, "Internal Server Error"),
        (b"HTTP/1.1 204\r\n\r\n", 204, ""),
        (b"HTTP/1.0 200 Old\r\n\r\n", 200, "Old"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer("202 Accepted"), 202, "Accepted"),
    ],
)
def test_an_answer_comes_back_as_it_was_given(
    run: Run, spelled: bytes, status: int, reason: str
) -> None:
    with Endpoint([then(spelled, hang_up)]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url))))
    assert (got.status, got.reason, got.note) == (status, reason, "")
    assert got.body == spelled.partition(b"\r\n\r\n")[2].removeprefix(answer("202 Accepted"))
    assert got.body_size == len(got.body)


def test_headers_keep_their_order_case_and_repetitions(run: Run) -> None:
    lines = ["X-a: 1", "x-A: 2", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Latin: \xe9"]
    with Endpoint([answer(headers=lines)]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url))))
    assert [f"{name}: {value}" for name, value in got.headers] == [*lines, "Content-Length: 0"]


def test_a_compressed_body_is_read_in_the_clear(run: Run) -> None:
    body = gzip.compress(b'{"code":200}')
    with Endpoint([answer(body=body, headers=["Content-Encoding: gzip"])]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url))))
    assert (got.body, got.body_size, got.note) == (b'{"code":200}', 12, "")


@pytest.mark.parametrize("ending", [hang_up, reset, silence])
def test_a_status_is_an_answer_even_if_the_body_breaks_off(run: Run, ending: Any) -> None:
    with Endpoint([then(answer(body=b"half", length=8), ending)]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url), QUICK)))
    assert got.status == 200
    assert b"half".startswith(got.body)  # a reset may overtake what was sent before it
    assert "broke off" in got.note


def test_a_body_that_never_ends_is_given_up_in_time(run: Run) -> None:
    go = threading.Event()
    with Endpoint([then(answer(body=b"half", length=8), when(go))]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url), Timeouts(silence=60, total=1.5))))
        go.set()
    assert (got.body, got.note) == (
        b"half",
        "the body broke off: no end within 1.5 s (Total timeout)",
    )


def test_a_huge_body_is_cut_and_the_connection_closed(run: Run) -> None:
    with Endpoint([answer(body=bytes(30_000_000))]) as endpoint:
        got = answered(run(carry(wire_for(endpoint.url))))
        endpoint.wait_until_left()
    assert len(got.body) == 5_000_000
    assert 20_000_000 <= got.body_size < 30_000_000
    assert got.note == "reading stopped after 20 MB"
