"""Tells the console's own sends from other programs' among what comes in to the collector."""

from __future__ import annotations

from collections import deque

from convert_console.protocol.exchange import Exchange
from convert_console.protocol.reach import whose
from convert_console.services.collected import Received

MOST = 2_000
LATE = 120.0
"""Seconds after which a send that has not come in is no longer expected to."""


class OwnSends:
    """Remembers what was sent to this machine until it comes in.

    A request is taken for our own when method, target, User-Agent and body are those of a send
    that has not come in yet. Another program would have to send the same at the same time.
    """

    def __init__(self) -> None:
        self._waiting: deque[Exchange] = deque(maxlen=MOST)

    def expect(self, exchange: Exchange) -> None:
        """Remember a send that begins."""
        if whose(exchange.request.url) == "loopback":
            self._waiting.append(exchange)

    def take(self, received: Received) -> Exchange | None:
        """The send that a request is, which is no longer expected then."""
        while self._waiting and self._waiting[0].sent_at < received.received_at - LATE:
            self._waiting.popleft()
        for exchange in self._waiting:
            if _same(exchange, received):
                self._waiting.remove(exchange)
                return exchange
        return None


def _same(exchange: Exchange, received: Received) -> bool:
    request = exchange.request
    return (
        request.method == received.method
        and request.body == received.body
        and request.target == received.target
        and _agent(request.headers) == _agent(received.headers)
    )


def _agent(headers: tuple[tuple[str, str], ...]) -> str | None:
    return next((value for name, value in headers if name.lower() == "user-agent"), None)
