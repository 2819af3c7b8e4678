"""A send is recorded before its first byte, and its outcome in any case."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from time import sleep

from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.services.http.recorded_send import send_recorded
from convert_console.services.http.sender import Sender
from support.endpoint import Endpoint, silence

PROFILE = Profile(id="p", name="P", reach="local")


class Notebook:
    """Notes what it is given, and takes a turn of the loop for each."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, Exchange]] = []
        self.on_note: Callable[[], object] = bool

    async def begin(self, exchange: Exchange) -> None:
        await self._note("begin", exchange)

    async def finish(self, exchange: Exchange) -> None:
        await self._note("finish", exchange)

    async def _note(self, step: str, exchange: Exchange) -> None:
        await asyncio.sleep(0)
        self.steps.append((step, exchange))
        self.on_note()


def outcome(
    url: str, *, cancel: str = "", until: Callable[[], object] = bool
) -> Answer | Failure | None:
    """What is recorded of a send; `cancel` says when to cancel it; `until` waits for "later"."""
    wire = WireRequest("POST", url, (("Host", "x"), ("Content-Length", "2")), b"{}")
    exchange = Exchange("1", 0.0, "P", wire, "{}")

    async def whole() -> Notebook:
        sender, notebook = Sender(), Notebook()
        sending = asyncio.create_task(send_recorded(exchange, PROFILE, sender, notebook))
        if cancel == "once it is begun":
            notebook.on_note = sending.cancel
        elif cancel:
            await asyncio.to_thread(until)
            sending.cancel()
        await asyncio.wait([sending])
        assert sending.cancelled() == bool(cancel)
        await sender.aclose()
        return notebook

    steps = asyncio.run(whole()).steps
    assert [step for step, _ in steps] == ["begin", "finish"]
    done = steps[1][1]
    assert done._replace(outcome=None, timings=exchange.timings) == exchange == steps[0][1]
    return done.outcome


def test_an_answer_ends_it() -> None:
    with Endpoint() as endpoint:
        assert isinstance(outcome(endpoint.url), Answer)


def test_a_send_cancelled_before_it_goes_out_says_that_it_did_not() -> None:
    with Endpoint([silence]) as endpoint:
        failure = outcome(endpoint.url, cancel="once it is begun")
        assert endpoint.requests == []
    assert failure == Failure("cancelled-unsent", "Cancelled before it was sent")


def test_a_send_cancelled_while_it_connects_says_that_it_did_not_go_out() -> None:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full:
        port = full.getsockname()[1]
        with ExitStack() as others:
            for _ in range(5):  # until the system lets nobody else connect
                other = others.enter_context(closing(socket.socket()))
                other.setblocking(False)
                other.connect_ex(("127.0.0.1", port))
            url = f"http://127.0.0.1:{port}/"
            failure = outcome(url, cancel="later", until=lambda: sleep(0.3))
    assert failure == Failure("cancelled-unsent", "Cancelled before it was sent")


def test_a_send_cancelled_while_it_waits_may_have_gone_out() -> None:
    with Endpoint([silence]) as endpoint:
        waits = partial(endpoint.wait_for_requests, 1)
        failure = outcome(endpoint.url, cancel="later", until=waits)
    assert failure == Failure("cancelled", "Cancelled while waiting")


def test_a_local_only_profile_sends_nowhere_else_whatever_was_allowed_before() -> None:
    failure = outcome("http://192.0.2.1/track")
    assert isinstance(failure, Failure)
    assert failure.kind == "forbidden"
