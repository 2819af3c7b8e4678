"""Sending a request: a wire request goes in, an answer or a failure comes out."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from convert_console.protocol.exchange import Failure, Timings
from convert_console.protocol.wire import WireRequest
from convert_console.services.body import BODY_KEPT
from convert_console.services.route import Route
from convert_console.services.sent import Sent, Timeouts

if TYPE_CHECKING:
    import ssl

    from convert_console.services.lane import Lane

__all__ = ["BODY_KEPT", "Route", "Sender", "Sent", "Timeouts"]

STRAIGHT = Route()
"""To whatever the URL names, without a proxy, trusting what the system trusts."""

IDLE_LANES = 64
"""Lanes kept for the next send. More than that many at a time still go out, each on its own."""

STALE_AFTER = 10.0
"""Seconds after which an idle lane is closed at the next occasion."""


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

    def warm(self) -> None:
        """Load httpx and the trusted certificates (about 100 ms), for the first send to be quick.

        Call it after the first paint; `send` does it otherwise.
        """
        self._put_back(self._open(STRAIGHT), STRAIGHT)

    async def send(
        self, wire: WireRequest, route: Route = STRAIGHT, *, limits: Timeouts | None = None
    ) -> Sent:
        """Send a request, never following a redirect and never sending it twice.

        `limits` stand in for those of the route. Where the route bars the way the failure is
        "forbidden", and nothing was connected to.

        An idle connection that the server has closed is noticed before use. Should it close at
        the very moment of sending, the failure is "reset", and says that the connection was kept
        from an earlier send: whether the request was taken in cannot be known, so sending it
        again is left to the user.
        """
        way = route.way
        try:
            lane = self._idle_lane(way) or self._open(way)
        except OSError as error:
            return Sent(Failure("tls", _of_certificates(way.ca_file, error)), Timings())
        try:
            sent = await lane.carry(wire, limits or route.limits)
        except BaseException:
            await lane.aclose()
            raise
        self._put_back(lane, way)
        await self._tidy()
        return sent

    async def aclose(self) -> None:
        """Close every connection; a send still under way closes its own when it ends."""
        self._closed = True
        await self._tidy()

    def _idle_lane(self, way: Route) -> Lane | None:
        """The lane of a way that was idle last."""
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].way == way:
                return self._idle.pop(place).lane
        return None

    def _open(self, way: Route) -> Lane:
        """Raises `OSError` where the extra certificates cannot be read."""
        # Importing httpx takes longer than painting the window, so it waits until here.
        from convert_console.services.lane import Lane, trusting_context

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


def _of_certificates(path: str, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"the file of extra certificates {path} cannot be used ({reason})"
