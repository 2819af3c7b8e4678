"""Sending a request: a wire request goes in, an answer or a failure comes out."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from convert_console.protocol.wire import WireRequest
from convert_console.services.body import BODY_KEPT
from convert_console.services.sent import Sent, Timeouts

if TYPE_CHECKING:
    import ssl

    from convert_console.services.lane import Lane

__all__ = ["BODY_KEPT", "Sender", "Sent", "Timeouts"]

PATIENCE = Timeouts()

IDLE_LANES = 64
"""Lanes kept for the next send. More than that many at a time still go out, each on its own."""

STALE_AFTER = 10.0
"""Seconds after which an idle lane is closed at the next occasion."""


class _Idle(NamedTuple):
    lane: Lane
    since: float


class Sender:
    """Sends requests, each on a lane of its own.

    One shared client scans all its requests at each step and collapses at 50 at a time; so a
    send takes the lane that was idle last, or opens one. One send after the other therefore
    uses the same connection. Cancelling a send closes its connection and raises
    `asyncio.CancelledError`; everything the network does is in the value returned.
    """

    def __init__(self) -> None:
        self._idle: list[_Idle] = []
        self._context: ssl.SSLContext | None = None
        self._closed = False

    def warm(self) -> None:
        """Load httpx and the trusted certificates (about 100 ms), for the first send to be quick.

        Call it after the first paint; `send` does it otherwise.
        """
        self._put_back(self._open())

    async def send(self, wire: WireRequest, *, limits: Timeouts = PATIENCE) -> Sent:
        """Send a request, never following a redirect and never sending it twice.

        An idle connection that the server has closed is noticed before use. Should it close at
        the very moment of sending, the failure is "reset", and says that the connection was kept
        from an earlier send: whether the request was taken in cannot be known, so sending it
        again is left to the user.
        """
        lane = self._idle.pop().lane if self._idle else self._open()
        try:
            sent = await lane.carry(wire, limits)
        except BaseException:
            await lane.aclose()
            raise
        self._put_back(lane)
        await self._tidy()
        return sent

    async def aclose(self) -> None:
        """Close every connection; a send still under way closes its own when it ends."""
        self._closed = True
        await self._tidy()

    def _open(self) -> Lane:
        # Importing httpx takes longer than painting the window, so it waits until here.
        from convert_console.services.lane import Lane, trusting_context

        if self._context is None:
            self._context = trusting_context()
        return Lane(self._context)

    def _put_back(self, lane: Lane) -> None:
        self._idle.append(_Idle(lane, monotonic()))

    async def _tidy(self) -> None:
        """Close the lanes that are too many or too old; the oldest are at the bottom."""
        stale = monotonic() - STALE_AFTER
        while self._idle and (
            self._closed or len(self._idle) > IDLE_LANES or self._idle[0].since < stale
        ):
            await self._idle.pop(0).lane.aclose()
