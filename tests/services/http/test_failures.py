"""Every way a network fails to answer has its kind."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from convert_console.core.verdict.exchange import Failure
from convert_console.services.http.failures import failure_of
from convert_console.services.http.route import Route, SendResult, Timeouts
from convert_console.services.http.sender import Sender
from convert_console.services.http.stopwatch import Stopwatch
from support.endpoint import Endpoint, answer, hang_up, reset, silence
from support.wires import wire_to

Run = Callable[[Coroutine[Any, Any, SendResult]], SendResult]
QUICK = Timeouts(connect=1, silence=1, total=60)
"""Only for what is to end by it: a busy machine takes its time over a handshake."""


async def send(url: str, limits: Timeouts = Timeouts(60, 60, 60)) -> SendResult:
    sender = Sender()
    try:
        return await sender.send(wire_to(url), Route(limits))
    finally:
        await sender.aclose()


def failed(sent: SendResult) -> Failure:
    assert isinstance(sent.outcome, Failure), sent.outcome
    return sent.outcome


def test_a_name_that_does_not_exist_is_not_found(run: Run) -> None:
    failure = failed(run(send("http://10000001.metrics.invalid/track")))
    assert failure.kind == "name"
    assert "not known" in failure.detail


@pytest.mark.parametrize("host", ["1.2.3.999", "[::1", "a" * 300])
def test_an_address_httpx_cannot_read_is_not_found(host: str) -> None:
    failure = failure_of(httpx.InvalidURL(f"Invalid {host}"), Stopwatch(), QUICK)
    assert failure == Failure("name", f"Invalid {host}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_closed_port_refuses_the_connection(run: Run, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    failure = failed(run(send(f"http://{host}:{port}/track")))
    assert failure.kind == "refused"
    assert str(port) in failure.detail


def test_a_server_that_never_answers_times_out(run: Run) -> None:
    with Endpoint([silence]) as endpoint:
        sent = run(send(endpoint.url, Timeouts(connect=60, silence=0.3, total=60)))
        endpoint.wait_until_left()
    assert failed(sent) == Failure("timeout", "connected, then silent for 0.3 s (Response timeout)")
    assert sent.timings.waiting is not None
    assert sent.timings.download is None


def test_a_deadline_ends_even_a_server_that_is_not_silent_yet(run: Run) -> None:
    """On a connection that is there already: how long one takes is for a busy machine to say."""

    async def twice() -> SendResult:
        sender = Sender()
        await sender.send(wire_to(endpoint.url))
        sent = await sender.send(wire_to(endpoint.url), Route(Timeouts(silence=60, total=0.2)))
        await sender.aclose()
        return sent

    with Endpoint([answer(), silence]) as endpoint:
        sent = run(twice())
        endpoint.wait_until_left()
        assert endpoint.connections == 1
    kept = ", on a connection kept open from an earlier send"
    assert failed(sent) == Failure("timeout", f"no end within 0.2 s (Total timeout){kept}")


async def sent_twice(url: str) -> SendResult:
    sender = Sender()
    await sender.send(wire_to(url))
    sent = await sender.send(wire_to(url))
    await sender.aclose()
    return sent


def test_a_hang_up_on_a_kept_connection_is_told_in_one_sentence(run: Run) -> None:
    with Endpoint([answer(), hang_up]) as endpoint:
        failure = failed(run(sent_twice(endpoint.url)))
    assert failure.detail == (
        "Server disconnected without sending a response, on a connection kept open from an "
        "earlier send"
    )


def test_a_reset_on_a_kept_connection_says_that_it_was_one(run: Run) -> None:
    with Endpoint([answer(), reset]) as endpoint:
        failure = failed(run(sent_twice(endpoint.url)))
    assert failure.kind == "reset"
    assert "kept open from an earlier send" in failure.detail
    assert len(endpoint.requests) == 2, "the request must not be sent a second time silently"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENETUNREACH, "offline"),
        (errno.EHOSTUNREACH, "unreachable"),
        (errno.EACCES, "unreachable"),
        (errno.ETIMEDOUT, "connect-timeout"),
        (errno.ECONNREFUSED, "refused"),
        (errno.ECONNRESET, "reset"),
    ],
)
def test_what_the_system_says_of_an_address_names_the_kind(number: int, kind: str) -> None:
    """These need a network that is broken in a certain way, so the error itself stands in."""
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = ExceptionGroup("each address", [OSError(number, "what the system says")])
    failure = failure_of(error, Stopwatch(), QUICK)
    assert failure == Failure(kind, f"[Errno {number}] what the system says")  # type: ignore[arg-type]
