"""What the local collector keeps of each request, in memory and as JSON."""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias, TypeVar, cast

from convert_console.core.document.payload import parse
from convert_console.core.query import read_query
from convert_console.core.request.draft import Method
from convert_console.core.request.headers import Headers
from convert_console.core.request.incoming import Arrived
from convert_console.services.http.body import Body

T = TypeVar("T")

Outcome = Literal["accepted", "bot", "blocked", "faulted"]
"""What happened to a request: accepted, dropped as a bot's, blocked for lack of a User-Agent, or
answered with a fault that was switched on."""

_OVERHEAD = 2_048
"""Bytes that an entry costs besides its texts (measured: object, header list, strings)."""

_HEADER = 180
"""Bytes that a header costs as two strings in a tuple, in addition to its text (measured)."""

REFUSALS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived.

    `raw` is every byte in the order it came, chunk sizes included; `head` is its first part as
    Latin-1 text; `body` is the content without the chunking, but still in its content encoding.
    `received_at` is in Unix seconds, UTC. `fault` is the kind of fault it was answered with, or "".
    """

    number: int
    received_at: float
    raw: bytes
    head: str
    body: bytes
    method: str
    target: str
    headers: Headers
    verdict: Outcome
    fault: str = ""

    @property
    def size(self) -> int:
        """Bytes of memory that this entry takes, roughly."""
        texts = len(self.raw) + 2 * len(self.head) + len(self.body)
        return texts + _HEADER * len(self.headers) + _OVERHEAD

    @property
    def arrived(self) -> Arrived:
        """The request with its body decoded as its Content-Encoding says."""
        encoded = Arrived(cast(Method, self.method), self.target, self.headers, self.body)
        encoding = encoded.header("content-encoding")
        if not encoding:
            return encoded
        body = Body(encoding)
        body.add(self.body)
        return replace(encoded, content=body.data)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was incomplete or could not be read.

    `status` is what it was answered, 0 where the connection was gone. `begin` is the first line of
    what had come, cut to 200 characters.
    """

    number: int
    refused_at: float
    status: int
    reason: str
    begin: str


Listener: TypeAlias = Callable[[Received], None]
RefusalListener: TypeAlias = Callable[[Refusal], None]


class ReceivedLog:
    """The newest requests, limited in number and bytes; every method is thread-safe."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._lock = threading.Lock()
        self._kept: deque[Received] = deque()
        self._size = 0
        self._most = most
        self._most_bytes = most_bytes
        self._listeners: dict[object, Listener] = {}
        self._refused: deque[Refusal] = deque(maxlen=REFUSALS_KEPT)
        self._refusals = 0
        self._refusal_listeners: dict[object, RefusalListener] = {}

    def add(self, received: Received) -> tuple[Listener, ...]:
        """Keep a request, drop the oldest if there are too many, and return the listeners."""
        with self._lock:
            self._kept.append(received)
            self._size += received.size
            while len(self._kept) > self._most or self._size > self._most_bytes:
                self._size -= self._kept.popleft().size
            return tuple(self._listeners.values())

    def refuse(
        self, at: float, status: int, reason: str, begin: str
    ) -> tuple[Refusal, tuple[RefusalListener, ...]]:
        """Record a request that was refused, and return its listeners."""
        with self._lock:
            self._refusals += 1
            refusal = Refusal(self._refusals, at, status, reason, begin)
            self._refused.append(refusal)
            return refusal, tuple(self._refusal_listeners.values())

    @property
    def refusals(self) -> int:
        """How many were refused since the beginning."""
        return self._refusals

    def refused(self) -> tuple[Refusal, ...]:
        """The newest that were refused, oldest first."""
        with self._lock:
            return tuple(self._refused)

    def all(self) -> tuple[Received, ...]:
        """What is kept now, oldest first."""
        with self._lock:
            return tuple(self._kept)

    def clear(self) -> int:
        """Delete everything and return how many there were; numbers go on counting."""
        with self._lock:
            gone = len(self._kept)
            self._kept.clear()
            self._size = 0
            return gone

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call a function with each new request; call the result to stop that."""
        return self._subscribe(self._listeners, listener)

    def subscribe_refusals(self, listener: RefusalListener) -> Callable[[], None]:
        """The same for each request that is refused."""
        return self._subscribe(self._refusal_listeners, listener)

    def _subscribe(self, listeners: dict[object, T], listener: T) -> Callable[[], None]:
        token = object()  # the same function may listen twice

        def unsubscribe() -> None:
            with self._lock:
                listeners.pop(token, None)

        with self._lock:
            listeners[token] = listener
        return unsubscribe


def refusals_json(count: int, newest: tuple[Refusal, ...]) -> bytes:
    """How many requests were refused, and the newest of them."""
    refusals = [
        {
            "number": refusal.number,
            "refused_at": datetime.fromtimestamp(refusal.refused_at, UTC).isoformat(),
            "status": refusal.status or None,
            "reason": refusal.reason,
            "begin": refusal.begin,
        }
        for refusal in newest
    ]
    return json.dumps({"count": count, "newest": refusals}, indent=1).encode() + b"\n"


def received_json(requests: tuple[Received, ...]) -> Iterator[bytes]:
    """A JSON list, one entry at a time, so that a full log is never in memory as text."""
    yield b"["
    for index, received in enumerate(requests):
        yield (",\n" if index else "\n").encode() + _entry(received).encode()
    yield b"\n]\n"


def _entry(received: Received) -> str:
    text = _text(received.body)
    entry = json.dumps(
        {
            "number": received.number,
            "received_at": datetime.fromtimestamp(received.received_at, UTC).isoformat(),
            "method": received.method,
            "target": received.target,
            "verdict": received.verdict,
            "fault": received.fault or None,
            "head": received.head,
            "headers": received.headers,
            "body": base64.b64encode(received.body).decode() if text is None else text,
            "body_encoding": "base64" if text is None else "utf-8",
        }
    )
    return f'{entry[:-1]}, "document": {_document(received, text)}}}'


def _document(received: Received, text: str | None) -> str:
    """The tracking document as JSON text, `null` where none can be read.

    A POST's text is included unchanged, so that `1.10` stays `1.10`.
    """
    if received.method == "GET":
        query = received.target.partition("?")[2]
        return json.dumps(read_query(f"?{query}").payload) if query else "null"
    if not text or parse(text).fault:
        return "null"
    return text


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


MOST = 2_000
MOST_BYTES = 64 * 1024 * 1024


class Backlog:
    """The newest requests that wait to be taken by another thread; every method is thread-safe.

    If there are too many the oldest are dropped, and `dropped` counts them.
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
        """How many were dropped, since the beginning."""
        return self._dropped

    def put(self, received: Received) -> None:
        """Add a request; returns at once."""
        with self._lock:
            self._waiting.append(received)
            self._size += received.size
            while len(self._waiting) > self._most or self._size > self._most_bytes:
                self._size -= self._waiting.popleft().size
                self._dropped += 1

    def take(self, most: int) -> list[Received]:
        """Remove and return up to `most` requests, oldest first."""
        with self._lock:
            requests = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            self._size -= sum(received.size for received in requests)
            return requests

    def clear(self) -> None:
        """Remove all; they do not count as dropped."""
        with self._lock:
            self._waiting.clear()
            self._size = 0
