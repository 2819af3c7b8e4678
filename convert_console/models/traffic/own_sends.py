"""Tells the console's own sends from other programs' among what comes in to the collector."""

from __future__ import annotations

import threading
from collections import deque
from typing import TypeAlias

from convert_console.core.request.destination import whose
from convert_console.core.request.wire import Headers
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.collector.received import Received

MOST = 2_000
"""Sends that are remembered."""

LATE = 120.0
"""Seconds after which a send that has not come in is no longer expected to."""


class OwnSends:
    """Remembers what was sent to this machine until it comes in.

    A request is taken for our own when method, target, User-Agent and body are those of a send
    that has not come in yet. Another program would have to send the same at the same time. Every
    method may be called anywhere: orders are sent by a thread of their own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[_Said, deque[Exchange]] = {}

    def expect(self, exchange: Exchange) -> None:
        """Remember a send that begins."""
        request = exchange.request
        if whose(request.url) != "loopback":
            return
        said = (request.method, request.target, _agent(request.headers), request.body)
        with self._lock:
            self._waiting.setdefault(said, deque(maxlen=MOST)).append(exchange)
            if len(self._waiting) > MOST:
                del self._waiting[next(iter(self._waiting))]

    def take(self, received: Received) -> Exchange | None:
        """The send that a request is, which is no longer expected then."""
        said = (received.method, received.target, _agent(received.headers), received.body)
        with self._lock:
            same = self._waiting.get(said, deque())
            found = None
            while same and found is None:
                exchange = same.popleft()
                if exchange.sent_at >= received.received_at - LATE:
                    found = exchange
            if not same:
                self._waiting.pop(said, None)
        return found


_Said: TypeAlias = tuple[str, str, str | None, bytes]


def _agent(headers: Headers) -> str | None:
    return next((value for name, value in headers if name.lower() == "user-agent"), None)
