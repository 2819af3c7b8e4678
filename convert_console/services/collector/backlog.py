"""Hands requests from the collector's thread to another one, in bounded memory."""

from __future__ import annotations

import threading
from collections import deque

from convert_console.services.collector.received import Received

MOST = 2_000
MOST_BYTES = 64 * 1024 * 1024


class Backlog:
    """The newest requests that nobody has taken yet; every method may be called anywhere.

    The oldest ones make room, and `dropped` counts them.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Received] = deque()
        self._size = 0
        self._most = most
        self._most_bytes = most_bytes
        self._dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def dropped(self) -> int:
        """How many made room, since the beginning."""
        return self._dropped

    def put(self, received: Received) -> None:
        """Let a request wait; returns at once."""
        with self._lock:
            self._waiting.append(received)
            self._size += received.size
            while len(self._waiting) > self._most or self._size > self._most_bytes:
                self._size -= self._waiting.popleft().size
                self._dropped += 1

    def take(self, most: int) -> list[Received]:
        """Up to so many, the oldest first, which no longer wait."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            self._size -= sum(received.size for received in taken)
            return taken

    def clear(self) -> None:
        """Forget what waits; it does not count as dropped."""
        with self._lock:
            self._waiting.clear()
            self._size = 0
