"""One send, how it ends, and that nothing is left of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from time import sleep
from typing import Any

import pytest

from convert_console.core.request.profile import Profile
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.models.profiles.secrets import Secrets
from convert_console.models.sending.console import Sending
from convert_console.services.http.sender import Sender
from convert_console.services.storage.keyring import Vault
from support.endpoint import Endpoint, silence

Run = Callable[..., Any]
PROFILE = Profile(id="p", name="P", reach="local")


def exchange(url: str) -> Exchange:
    wire = WireRequest("POST", url, (("Host", "x"), ("Content-Length", "2")), b"{}")
    return Exchange("1", 0.0, "P", wire, "{}")


class Keeper:
    """Notes what it is given, and takes a turn of the loop for each."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, Exchange]] = []

    def begin(self, exchange: Exchange) -> asyncio.Task[None]:
        return asyncio.create_task(self._note("begin", exchange))

    def finish(self, exchange: Exchange) -> asyncio.Task[None]:
        return asyncio.create_task(self._note("finish", exchange))

    async def _note(self, step: str, exchange: Exchange) -> None:
        await asyncio.sleep(0)
        self.steps.append((step, exchange))


def sent(
    run: Run,
    url: str,
    *,
    cancel: str = "",
    until: Callable[[], object] = bool,
    profile: Profile = PROFILE,
) -> Exchange:
    """What is kept of a send; `cancel` says when to cancel it, and `until` waits for "later"."""

    async def whole() -> Exchange:
        sender, secrets, keeper = Sender(), Secrets(Vault(lambda: None)), Keeper()
        sending = Sending(lambda: sender, lambda: secrets, lambda: keeper)
        ended: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
        sending.ended.connect(ended.set_result)
        sending.begin(exchange(url), profile)
        assert sending.running
        if cancel == "at once":
            sending.cancel()
        elif cancel == "once it is begun":
            sending.begun.connect(lambda _: sending.cancel())
        elif cancel:
            await asyncio.to_thread(until)
            sending.cancel()
        done = await ended
        assert not sending.running
        assert keeper.steps == [("begin", exchange(url)), ("finish", done)]
        await sending.finish()
        return done

    done: Exchange = run(whole())
    return done


def test_an_answer_ends_it(run: Run) -> None:
    with Endpoint() as endpoint:
        done = sent(run, endpoint.url)
    assert isinstance(done.outcome, Answer)
    assert done.timings.total > 0


@pytest.mark.parametrize("when", ["at once", "once it is begun"])
def test_a_send_cancelled_before_it_goes_out_says_that_it_did_not(run: Run, when: str) -> None:
    with Endpoint([silence]) as endpoint:
        done = sent(run, endpoint.url, cancel=when)
        assert endpoint.requests == []
    assert done.outcome == Failure("cancelled-unsent", "Cancelled before it was sent")


def test_a_send_cancelled_while_it_connects_says_that_it_did_not_go_out(run: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full:
        port = full.getsockname()[1]
        with ExitStack() as others:
            for _ in range(5):  # until the system lets nobody else connect
                other = others.enter_context(closing(socket.socket()))
                other.setblocking(False)
                other.connect_ex(("127.0.0.1", port))
            done = sent(run, f"http://127.0.0.1:{port}/", cancel="later", until=lambda: sleep(0.3))
    assert done.outcome == Failure("cancelled-unsent", "Cancelled before it was sent")


def test_a_send_cancelled_while_it_waits_may_have_gone_out(run: Run) -> None:
    with Endpoint([silence]) as endpoint:
        waits = partial(endpoint.wait_for_requests, 1)
        done = sent(run, endpoint.url, cancel="later", until=waits)
    assert done.outcome == Failure("cancelled", "Cancelled while waiting")


def test_a_local_only_profile_sends_nowhere_else_whatever_was_let_through_before(
    run: Run,
) -> None:
    done = sent(run, "http://192.0.2.1/track")
    assert isinstance(done.outcome, Failure)
    assert done.outcome.kind == "forbidden"
