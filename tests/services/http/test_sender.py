"""Many sends, one after the other and at once, and how they end."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from importlib.util import find_spec
from typing import Any, TypeVar

import pytest

from convert_console.core.request.profile import Profile, Proxy
from convert_console.core.request.secret_headers import HIDDEN
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.services.http import sender as module
from convert_console.services.http.route import Route, SendResult
from convert_console.services.http.sender import Sender
from support.endpoint import Endpoint, answer, hang_up, silence, then, when
from support.wires import wire_to

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(params=["qasync", "asyncio"])
def anyhow(request: pytest.FixtureRequest) -> Run:
    """Runs a coroutine under Qt's loop, and once more under asyncio's own."""
    return request.getfixturevalue("run") if request.param == "qasync" else asyncio.run


async def with_sender(work: Callable[[Sender], Coroutine[Any, Any, T]]) -> T:
    sender = Sender()
    try:
        return await work(sender)
    finally:
        await sender.aclose()


def test_sends_one_after_the_other_share_a_connection(anyhow: Run) -> None:
    async def thrice(sender: Sender) -> list[SendResult]:
        return [await sender.send(wire_to(endpoint.url)) for _ in range(3)]

    with Endpoint() as endpoint:
        first, *later = anyhow(with_sender(thrice))
        endpoint.wait_until_left()
    assert endpoint.connections == 1
    assert first.timings.connect is not None
    assert [sent.timings.connect for sent in later] == [None, None]


def test_sends_at_once_do_not_wait_for_each_other(anyhow: Run) -> None:
    """None is answered before all have come in, which needs a connection each."""

    async def at_once(sender: Sender) -> list[SendResult]:
        return await asyncio.gather(*(sender.send(wire_to(endpoint.url)) for _ in range(8)))

    together = threading.Barrier(8)
    with Endpoint([then(lambda _: together.wait(10), answer())]) as endpoint:
        sent = anyhow(with_sender(at_once))
        endpoint.wait_until_left()
    assert all(isinstance(one.outcome, Answer) for one in sent)
    assert endpoint.connections == 8


def test_a_connection_the_server_closed_meanwhile_is_not_used(anyhow: Run) -> None:
    async def twice(sender: Sender) -> SendResult:
        await sender.send(wire_to(endpoint.url))
        await asyncio.to_thread(endpoint.wait_until_left)
        return await sender.send(wire_to(endpoint.url))

    with Endpoint([then(answer(), hang_up)]) as endpoint:
        sent = anyhow(with_sender(twice))
    assert isinstance(sent.outcome, Answer)
    assert (endpoint.connections, len(endpoint.requests)) == (2, 2)


def test_one_sender_serves_several_endpoints(anyhow: Run) -> None:
    async def to_and_fro(sender: Sender) -> list[Any]:
        urls = (here.url, there.url, here.url)
        return [(await sender.send(wire_to(url))).outcome for url in urls]

    with Endpoint([answer("201 Here")]) as here, Endpoint([answer("202 There")]) as there:
        outcomes = anyhow(with_sender(to_and_fro))
    assert [outcome.status for outcome in outcomes] == [201, 202, 201]


@pytest.mark.parametrize("said", [b"", answer(body=b"half", length=8)])
def test_a_cancelled_send_leaves_neither_task_nor_socket(anyhow: Run, said: bytes) -> None:
    async def cancelled(sender: Sender) -> bool:
        task = asyncio.create_task(sender.send(wire_to(endpoint.url)))
        await asyncio.to_thread(endpoint.wait_for_requests, 1)
        task.cancel()
        await asyncio.wait([task])
        await asyncio.to_thread(endpoint.wait_until_left)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return task.cancelled()

    with Endpoint([then(said, silence)]) as endpoint:
        assert anyhow(with_sender(cancelled))


def test_a_send_after_a_cancelled_one_works(anyhow: Run) -> None:
    async def again(sender: Sender) -> SendResult:
        task = asyncio.create_task(sender.send(wire_to(endpoint.url)))
        await asyncio.to_thread(endpoint.wait_for_requests, 1)
        task.cancel()
        await asyncio.wait([task])
        return await sender.send(wire_to(endpoint.url))

    with Endpoint([silence, answer()]) as endpoint:
        assert isinstance(anyhow(with_sender(again)).outcome, Answer)


def test_a_send_that_ends_after_the_sender_closes_its_own_connection(anyhow: Run) -> None:
    async def outlive() -> SendResult:
        sender = Sender()
        task = asyncio.create_task(sender.send(wire_to(endpoint.url)))
        await asyncio.to_thread(endpoint.wait_for_requests, 1)
        await sender.aclose()
        go.set()
        sent = await task
        await asyncio.to_thread(endpoint.wait_until_left)
        return sent

    go = threading.Event()
    with Endpoint([then(when(go), answer())]) as endpoint:
        assert isinstance(anyhow(outlive()).outcome, Answer)


def test_idle_connections_are_bounded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def burst(sender: Sender) -> None:
        await asyncio.gather(*(sender.send(wire_to(endpoint.url)) for _ in range(6)))
        await sender.send(wire_to(endpoint.url))
        await asyncio.to_thread(endpoint.wait_until_at_most, 2)

    monkeypatch.setattr(module, "IDLE_CONNECTIONS", 2)
    together = threading.Barrier(6)
    first_ones = then(lambda _: together.wait(10), answer())
    with Endpoint([first_ones] * 6 + [answer()]) as endpoint:
        run(with_sender(burst))


def test_connections_not_used_for_long_are_closed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use(sender: Sender) -> None:
        await sender.send(wire_to(endpoint.url))
        await asyncio.to_thread(endpoint.wait_until_left)

    monkeypatch.setattr(module, "STALE_AFTER", -1.0)
    with Endpoint() as endpoint:
        run(with_sender(use))


def test_failures_are_values_and_the_next_send_works(run: Run) -> None:
    async def both(sender: Sender) -> list[Any]:
        urls = ("http://nowhere.invalid/track", endpoint.url)
        return [(await sender.send(wire_to(url))).outcome for url in urls]

    with Endpoint() as endpoint:
        failure, got = run(with_sender(both))
    assert isinstance(failure, Failure)
    assert isinstance(got, Answer)


def test_proxy_settings_of_the_environment_are_not_obeyed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Endpoint() as proxy, Endpoint() as endpoint:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        run(with_sender(lambda sender: sender.send(wire_to(endpoint.url))))
    assert (len(proxy.requests), len(endpoint.requests)) == (0, 1)


def test_warming_opens_nothing_and_is_used_by_the_first_send(run: Run) -> None:
    async def warmed(sender: Sender) -> SendResult:
        sender.warm()
        assert endpoint.connections == 0
        return await sender.send(wire_to(endpoint.url))

    with Endpoint() as endpoint:
        assert isinstance(run(with_sender(warmed)).outcome, Answer)


def test_importing_the_sender_does_not_import_httpx() -> None:
    """It would delay the first paint by 80 ms."""
    code = (
        "import sys, convert_console.services.http.sender as s; s.Sender();"
        "print({'httpx', 'httpcore', 'anyio', 'h11'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_sniffio_is_installed() -> None:
    """Without it httpcore tries to import it at every call: a quarter of the throughput."""
    assert find_spec("sniffio")


HIDING = (("Host", "h"), ("X-Token", HIDDEN))
SECRET = {"x-token": "planted-t0ken-7"}


def test_a_hidden_header_that_is_not_known_holds_the_send_back(anyhow: Run) -> None:
    with Endpoint() as endpoint:
        wire = WireRequest("GET", endpoint.url, HIDING, b"")
        sent = anyhow(with_sender(lambda sender: sender.send(wire)))
        assert endpoint.connections == 0
    assert isinstance(sent.outcome, Failure)
    assert sent.outcome.kind == "forbidden" and "x-token is hidden" in sent.outcome.detail


def test_a_long_answer_is_searched_and_no_log_contains_the_secret(
    anyhow: Run, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "asyncio", "qasync", "httpcore", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, name)
    body = b"saw planted%2Dt0ken%2D7. " * 2_000
    cookie = ["Set-Cookie: sid=planted-t0ken-7"]
    with Endpoint([answer(body=body, headers=cookie)]) as endpoint:
        wire = WireRequest("GET", endpoint.url, HIDING, b"")
        sent = anyhow(with_sender(lambda sender: sender.send(wire, Route(secrets=SECRET))))
        assert b"X-Token: planted-t0ken-7\r\n" in endpoint.requests[0]
    assert isinstance(sent.outcome, Answer)
    assert sent.outcome.body == f"saw {HIDDEN}. ".encode() * 2_000
    assert sent.outcome.body_size == len(body) and len(body) > module.SEARCHED_AT_ONCE
    assert "planted" not in caplog.text


def test_a_profile_a_route_and_a_request_print_no_secret() -> None:
    wire = WireRequest("POST", "http://h/", (("X-Pwd", "planted"), ("X-Shop", "7")), b"{}")
    proxy = Proxy("h", 1, "ann", "planted")
    headers = (("Cookie", "planted"),)
    profile = Profile("p", "P", headers=headers, proxy="http://a:planted@h:1")
    told = repr((wire, Route(proxy=proxy), profile, Exchange("1", 0.0, "P", wire, "{}")))
    assert "planted" not in told
    assert "X-Shop" in told and "X-Pwd" in told and "'P'" in told
