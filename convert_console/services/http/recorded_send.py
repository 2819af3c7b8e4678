"""Sends a request whose row is in the history before its first byte goes out."""

from asyncio import CancelledError, shield
from collections.abc import Awaitable
from typing import Protocol

from convert_console.core.request.profile import Profile
from convert_console.core.verdict.exchange import Exchange, Failure
from convert_console.services.http.route import NOT_SENT, cancelled
from convert_console.services.http.sender import Sender
from convert_console.services.http.stopwatch import OnPhase


class Recorder(Protocol):
    """Stores exchanges in the history; what it returns ends when they would survive a kill."""

    def begin(self, exchange: Exchange) -> Awaitable[object]:
        """Store an exchange that is about to be sent."""

    def finish(self, exchange: Exchange) -> Awaitable[object]:
        """Store its outcome."""


async def send_recorded(
    exchange: Exchange,
    profile: Profile,
    sender: Sender,
    recorder: Recorder,
    on_phase: OnPhase | None = None,
) -> Exchange:
    """Send the request of an exchange as a profile does; the exchange with its outcome.

    If it is cancelled, the history says whether any of it may have gone out.
    """
    outcome: Failure | None = NOT_SENT
    try:
        await shield(recorder.begin(exchange))
        outcome = None
        sent = await sender.send_as(profile, exchange.request, on_phase)
    except CancelledError as given_up:
        outcome = outcome or cancelled(given_up)
        await shield(recorder.finish(exchange._replace(outcome=outcome)))
        raise
    done = exchange._replace(outcome=sent.outcome, timings=sent.timings)
    await shield(recorder.finish(done))
    return done
