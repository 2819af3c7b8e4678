"""Sending a request: a wire request goes in, an answer or a failure comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from convert_console.core.request.profile import Proxy
from convert_console.core.request.redaction import Redactor
from convert_console.core.request.secret_headers import concealed, revealed, secrets_in
from convert_console.core.request.wire import Unsendable, WireRequest
from convert_console.core.verdict.exchange import Answer, Failure, Timings
from convert_console.services.http.route import Route, Sent, Timeouts

if TYPE_CHECKING:
    import ssl

    from convert_console.services.http.connection import Lane

__all__ = ["Route", "Sender", "Sent", "Timeouts"]

STRAIGHT = Route()
"""To whatever the URL names, without a proxy, trusting what the system trusts."""

IDLE_LANES = 64
"""Lanes kept for the next send. More than that many at a time still go out, each on its own."""

STALE_AFTER = 10.0
"""Seconds after which an idle lane is closed at the next occasion."""

SEARCHED_AT_ONCE = 20_000
"""Bytes of a body that are searched for secrets within a frame; longer ones in another thread."""

NO_SECRETS: Mapping[str, str] = MappingProxyType({})


class _Idle(NamedTuple):
    lane: Lane
    way: Route
    since: float


class Sender:
    """Sends requests, each on a lane of its own.

    One shared client scans all its requests at each step and collapses at 50 at a time; so a
    send takes the lane that was idle last, or opens one. One send after the other therefore
    uses the same connection, where their routes agree in all but patience. Cancelling a send
    closes its connection and raises `asyncio.CancelledError`; everything the network does is in
    the value returned.
    """

    def __init__(self) -> None:
        self._idle: list[_Idle] = []
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._closed = False
        self._redactor_of: tuple[Mapping[str, str], Proxy | None] = ({}, None)
        self._last_redactor = Redactor({})

    def warm(self) -> None:
        """Load httpx and the trusted certificates (about 100 ms), for the first send to be quick.

        Call it after the first paint; `send` does it otherwise.
        """
        self._put_back(self._open(STRAIGHT), STRAIGHT)

    async def send(
        self,
        wire: WireRequest,
        route: Route = STRAIGHT,
        *,
        limits: Timeouts | None = None,
        known: Mapping[str, str] = NO_SECRETS,
    ) -> Sent:
        """Send a request, never following a redirect and never sending it twice.

        This is the one place where secrets go out and answers come in: the hidden headers of
        `wire` are filled from `known`, by name in lower case, and what comes back holds no secret,
        neither of those nor of the proxy. Where a value is lacking the failure is "forbidden".

        `limits` stand in for those of the route. Where the route bars the way the failure is
        "forbidden", and nothing was connected to.

        An idle connection that the server has closed is noticed before use. Should it close at
        the very moment of sending, the failure is "reset", and says that the connection was kept
        from an earlier send: whether the request was taken in cannot be known, so sending it
        again is left to the user.
        """
        whole = revealed(wire, known)
        if isinstance(whole, Unsendable):
            return Sent(Failure("forbidden", whole.reason.rstrip(".")), Timings())
        sent = await self._carried(whole, route, limits)
        secrets = {**secrets_in(wire.headers), **known}
        redaction = _Redaction(self._redactor(secrets, route.proxy), sent, wire)
        if isinstance(sent.outcome, Answer) and len(sent.outcome.body) > SEARCHED_AT_ONCE:
            await asyncio.to_thread(redaction)
        else:
            redaction()
        return redaction.sent

    async def aclose(self) -> None:
        """Close every connection; a send still under way closes its own when it ends."""
        self._closed = True
        await self._tidy()

    async def _carried(self, wire: WireRequest, route: Route, limits: Timeouts | None) -> Sent:
        from convert_console.services.http.transport import CertificatesUnusable  # imports ssl

        way = route.way
        try:
            lane = self._idle_lane(way) or self._open(way)
        except CertificatesUnusable as reason:
            return Sent(Failure("ca-file", str(reason)), Timings())
        try:
            sent = await lane.carry(wire, limits or route.limits)
        except BaseException:
            await lane.aclose()
            raise
        self._put_back(lane, way)
        await self._tidy()
        return sent

    def _redactor(self, known: Mapping[str, str], proxy: Proxy | None) -> Redactor:
        """Made once for many sends with the same secrets."""
        if self._redactor_of != (known, proxy):
            self._redactor_of, self._last_redactor = (known, proxy), Redactor(known, proxy)
        return self._last_redactor

    def _idle_lane(self, way: Route) -> Lane | None:
        """The lane of a way that was idle last."""
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].way == way:
                return self._idle.pop(place).lane
        return None

    def _open(self, way: Route) -> Lane:
        """Raises `CertificatesUnusable`."""
        # Importing httpx takes longer than painting the window, so it waits until here.
        from convert_console.services.http.connection import Lane, trusting_context

        if way.ca_file not in self._contexts:
            self._contexts[way.ca_file] = trusting_context(way.ca_file)
        return Lane(self._contexts[way.ca_file], way)

    def _put_back(self, lane: Lane, way: Route) -> None:
        self._idle.append(_Idle(lane, way, monotonic()))

    async def _tidy(self) -> None:
        """Close the lanes that are too many or too old; the oldest are at the bottom."""
        stale = monotonic() - STALE_AFTER
        while self._idle and (
            self._closed or len(self._idle) > IDLE_LANES or self._idle[0].since < stale
        ):
            await self._idle.pop(0).lane.aclose()


class _Redaction:
    """Takes the secrets out of what came back. It is no function with arguments and a result,
    since both of those are logged on the way into a thread and out of it.
    """

    def __init__(self, redactor: Redactor, sent: Sent, wire: WireRequest) -> None:
        self._redactor, self._wire = redactor, replace(wire, headers=concealed(wire.headers))
        self.sent = sent

    def __call__(self) -> None:
        outcome, redactor = self.sent.outcome, self._redactor
        if isinstance(outcome, Answer):
            clean: Answer | Failure = redactor.answer(outcome, self._wire)
        else:
            clean = redactor.failure(outcome, self._wire)
        self.sent = Sent(clean, self.sent.timings)
