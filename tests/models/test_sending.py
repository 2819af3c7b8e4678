"""One send, how it ends, and that nothing is left of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from convert_console.models.secrets import Secrets
from convert_console.models.sending import Sending
from convert_console.protocol.exchange import Answer, Exchange, Failure
from convert_console.protocol.profile import Profile
from convert_console.protocol.wire import WireRequest
from convert_console.services.sender import Sender
from convert_console.services.vault import Vault
from support.endpoint import Endpoint, silence

Run = Callable[..., Any]
PROFILE = Profile(id="p", name="P", reach="local")


def exchange(url: str) -> Exchange:
    wire = WireRequest("POST", url, (("Host", "x"), ("Content-Length", "2")), b"{}")
    return Exchange("1", 0.0, "P", wire, "{}")


def sent(run: Run, url: str, *, cancel: bool = False, profile: Profile = PROFILE) -> Exchange:
    async def whole() -> Exchange:
        sender, secrets = Sender(), Secrets(Vault(lambda: None))
        sending = Sending(lambda: sender, lambda: secrets)
        ended: asyncio.Future[Exchange] = asyncio.get_running_loop().create_future()
        sending.ended.connect(ended.set_result)
        sending.begin(exchange(url), profile)
        assert sending.running
        if cancel:
            sending.cancel()
        done = await ended
        assert not sending.running
        await sending.finish()
        return done

    done: Exchange = run(whole())
    return done


def test_an_answer_ends_it(run: Run) -> None:
    with Endpoint() as endpoint:
        done = sent(run, endpoint.url)
    assert isinstance(done.outcome, Answer)
    assert done.timings.total > 0


def test_a_send_cancelled_before_its_first_step_has_ended_too(run: Run) -> None:
    with Endpoint([silence]) as endpoint:
        done = sent(run, endpoint.url, cancel=True)
    assert done.outcome == Failure("cancelled", "Cancelled while waiting")


def test_a_local_only_profile_sends_nowhere_else_whatever_was_let_through_before(
    run: Run,
) -> None:
    done = sent(run, "http://192.0.2.1/track")
    assert isinstance(done.outcome, Failure)
    assert done.outcome.kind == "forbidden"
