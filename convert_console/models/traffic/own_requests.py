"""Recognises requests of this app among those that the collector receives."""

from __future__ import annotations

import threading
from collections import deque
from typing import TypeAlias

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.headers import header_value
from convert_console.core.verdict.exchange import Exchange
from convert_console.services.collector.received import Received

MOST = 2_000
"""Sends that are remembered."""

EXPECT_SECONDS = 120.0
"""Seconds after which a send is no longer expected to arrive."""


class OwnRequests:
    """Remembers what was sent to this machine until the collector receives it.

    A request is taken for our own if method, target, User-Agent and body are those of a send that
    is still expected. Thread-safe, because orders are sent by a thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expected: dict[_Key, deque[Exchange]] = {}

    def expect(self, exchange: Exchange) -> None:
        """Remember a send that begins."""
        request = exchange.request
        if destination_kind(request.url) != "loopback":
            return
        key = (request.method, request.target, request.header("User-Agent"), request.body)
        with self._lock:
            self._expected.setdefault(key, deque(maxlen=MOST)).append(exchange)
            if len(self._expected) > MOST:
                del self._expected[next(iter(self._expected))]

    def match(self, received: Received) -> Exchange | None:
        """The send that a received request belongs to; it is no longer expected afterwards."""
        user_agent = header_value(received.headers, "User-Agent")
        key = (received.method, received.target, user_agent, received.body)
        with self._lock:
            candidates = self._expected.get(key, deque())
            matching = None
            while candidates and matching is None:
                exchange = candidates.popleft()
                if exchange.sent_at >= received.received_at - EXPECT_SECONDS:
                    matching = exchange
            if not candidates:
                self._expected.pop(key, None)
        return matching


_Key: TypeAlias = tuple[str, str, str | None, bytes]
