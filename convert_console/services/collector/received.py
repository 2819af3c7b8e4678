"""What the local collector keeps of each request, in memory and as JSON."""

from __future__ import annotations

import base64
import heapq
import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from convert_console.core.catalog.catalog import Catalog
from convert_console.core.history.filter_language import Filter
from convert_console.core.linter.problem import Situation
from convert_console.core.request.headers import Headers
from convert_console.core.traffic.incoming import Arrived
from convert_console.core.traffic.matching import Candidate, matches
from convert_console.core.traffic.reading import Document, documents_of, problems_of

Outcome = Literal["accepted", "bot", "blocked", "faulted", "configuration", "preflight", "refused"]
"""What happened to a request.

Tracking is accepted, dropped as a bot's, blocked for lack of a User-Agent, or answered with a fault
that was switched on. Besides, a configuration is served; a preflight is one that no request
followed; refused is everything that could not be read or has no place here.
"""

TRACKING = frozenset({"accepted", "bot", "blocked", "faulted"})
"""The outcomes of requests that came to a tracking address and could be read."""

_OVERHEAD = 2_048
"""Bytes that an entry costs besides its texts (measured: object, header list, strings)."""

_HEADER = 180
"""Bytes that a header costs as two strings in a tuple, in addition to its text (measured)."""

_ADDRESS = "http://127.0.0.1/track"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it arrived.

    `raw` is every byte in the order it came, chunk sizes included; `head` is its first part as
    Latin-1 text; `body` is the content without the chunking, but still in its content encoding.
    `received_at` is in Unix seconds, UTC. `fault` is the kind of fault it was answered with, or "".

    `status` is what it was answered, 0 for nothing, and `reason` why it was not taken; "" if it
    was. Of an unreadable request `raw` is its beginning, and method and target may be "". `secure`
    says that it came by https.
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
    status: int = 200
    reason: str = ""
    secure: bool = False

    @property
    def size(self) -> int:
        """Bytes of memory that this entry takes, roughly."""
        texts = len(self.raw) + 2 * len(self.head) + len(self.body)
        return texts + _HEADER * len(self.headers) + _OVERHEAD

    @property
    def arrived(self) -> Arrived:
        """The request, to be read as documents."""
        return Arrived(self.method, self.target, self.headers, self.body)

    @property
    def is_tracking(self) -> bool:
        """Whether it came to a tracking address and could be read."""
        return self.verdict in TRACKING

    @property
    def begin(self) -> str:
        """The beginning of its first line."""
        line = self.raw[: 4 * _BEGIN].partition(b"\n")[0].rstrip(b"\r")
        try:
            return line.decode()[:_BEGIN]
        except UnicodeDecodeError:
            return line.decode("latin-1")[:_BEGIN]


_BEGIN = 200

Listener: TypeAlias = Callable[[Received], None]


class ReceivedLog:
    """The newest requests, limited in number and bytes; every method is thread-safe.

    What is not tracking has limits of its own, so that a flood of it drops no tracking request.
    """

    def __init__(self, most: int, most_bytes: int, most_others: int, bytes_of_others: int) -> None:
        self._lock = threading.Lock()
        self._tracking = _Bounded(most, most_bytes)
        self._others = _Bounded(most_others, bytes_of_others)
        self._refusals = 0
        self._listeners: dict[object, Listener] = {}

    def add(self, received: Received) -> tuple[Listener, ...]:
        """Keep a request, drop the oldest if there are too many, and return the listeners."""
        with self._lock:
            (self._tracking if received.is_tracking else self._others).add(received)
            self._refusals += received.verdict == "refused"
            return tuple(self._listeners.values())

    @property
    def refusals(self) -> int:
        """How many were refused since the beginning."""
        return self._refusals

    def tracking(self) -> tuple[Received, ...]:
        """The tracking requests that are kept now, oldest first."""
        with self._lock:
            return tuple(self._tracking.kept)

    def others(self) -> tuple[Received, ...]:
        """Everything else that is kept now, oldest first."""
        with self._lock:
            return tuple(self._others.kept)

    def all(self) -> tuple[Received, ...]:
        """Everything that is kept now, oldest first."""
        return tuple(heapq.merge(self.tracking(), self.others(), key=lambda one: one.number))

    def clear(self) -> int:
        """Delete everything and return how many there were; numbers go on counting."""
        with self._lock:
            return self._tracking.clear() + self._others.clear()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call a function with each new request; call the result to stop that."""
        token = object()  # the same function may listen twice

        def unsubscribe() -> None:
            with self._lock:
                self._listeners.pop(token, None)

        with self._lock:
            self._listeners[token] = listener
        return unsubscribe


class _Bounded:
    """The newest of some requests; a lock is the caller's."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.kept: deque[Received] = deque()
        self._size = 0
        self._most = most
        self._most_bytes = most_bytes

    def add(self, received: Received) -> None:
        self.kept.append(received)
        self._size += received.size
        while len(self.kept) > self._most or self._size > self._most_bytes:
            self._size -= self.kept.popleft().size

    def clear(self) -> int:
        gone = len(self.kept)
        self.kept.clear()
        self._size = 0
        return gone


NEWEST_REFUSALS = 100


def refusals_json(count: int, others: Iterable[Received]) -> bytes:
    """How many requests were refused, and the newest of them."""
    refusals = [
        {
            "number": refusal.number,
            "refused_at": datetime.fromtimestamp(refusal.received_at, UTC).isoformat(),
            "status": refusal.status or None,
            "reason": refusal.reason,
            "begin": refusal.begin,
        }
        for refusal in others
        if refusal.verdict == "refused"
    ]
    newest = refusals[-NEWEST_REFUSALS:]
    return json.dumps({"count": count, "newest": newest}, indent=1).encode() + b"\n"


def selected(
    requests: Iterable[Received], wanted: Filter, problems: Problems
) -> Iterator[Received]:
    """The requests that match a filter."""
    if wanted == Filter():
        yield from requests
        return
    for received in requests:
        arrived = received.arrived
        candidate = Candidate(
            arrived,
            documents_of(arrived),
            received.verdict,
            received.status,
            received.reason,
            received.received_at,
            partial(problems.rules, received, arrived),
        )
        if matches(wanted, candidate):
            yield received


class Problems:
    """The problems of requests as JSON, each found once: scripts ask for the list again and again,
    and a request takes a millisecond.
    """

    def __init__(self, catalog: Catalog | None, most: int) -> None:
        self.catalog = catalog
        self._most = most
        self._texts: dict[int, str] = {}
        self._lock = threading.Lock()

    def of(self, received: Received, arrived: Arrived) -> str:
        """The problems of a tracking request; others have none."""
        if not received.is_tracking:
            return "[]"
        text = self._texts.get(received.number)
        if text is None:
            situation = Situation(received.received_at, self.catalog)
            problems = problems_of(arrived, _ADDRESS, situation)
            text = json.dumps([problem.as_dict() for problem in problems])
            with self._lock:
                self._texts[received.number] = text
                if len(self._texts) > self._most:
                    del self._texts[next(iter(self._texts))]
        return text

    def rules(self, received: Received, arrived: Arrived) -> frozenset[str]:
        """The ids of the rules that find them."""
        return frozenset(problem["rule"] for problem in json.loads(self.of(received, arrived)))


def received_json(requests: Iterable[Received], problems: Problems) -> Iterator[bytes]:
    """A JSON list, one entry at a time, so that a full log is never in memory as text."""
    before = "["
    for received in requests:
        arrived = received.arrived
        entry = entry_json(received, documents_of(arrived), problems.of(received, arrived))
        yield f"{before}{entry}".encode()
        before = ",\n"
    yield b"\n]\n" if before != "[" else b"[\n]\n"


def entry_json(
    received: Received, documents: Iterable[Document], problems: str, **more: object
) -> str:
    """A request as one line of JSON; `problems` are JSON too, and `more` comes before them."""
    text = _text(received.body)
    arrived = received.arrived
    when = received.received_at
    readable = [one.draft.text for one in documents if one.draft.reading.fault is None]
    entry = json.dumps(
        {
            "number": received.number,
            "received_at": datetime.fromtimestamp(when, UTC).isoformat(),
            "endpoint": arrived.aim.endpoint,
            "scheme": "https" if received.secure else "http",
            "method": received.method,
            "target": received.target,
            "outcome": received.verdict,
            "status": received.status or None,
            "reason": received.reason or None,
            "verdict": received.verdict,
            "fault": received.fault or None,
            "head": received.head,
            "headers": received.headers,
            "body": base64.b64encode(received.body).decode() if text is None else text,
            "body_encoding": "base64" if text is None else "utf-8",
            **more,
        }
    )
    # The texts are included unchanged, so that `1.10` stays `1.10`.
    whole = "null" if arrived.draft.reading.fault else arrived.draft.text
    listed = ", ".join(readable)
    return f'{entry[:-1]}, "problems": {problems}, "document": {whole}, "documents": [{listed}]}}'


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


MOST = 2_000
MOST_BYTES = 64 * 1024 * 1024


class Waiting(Protocol):
    """What can wait in a backlog."""

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, roughly."""

    @property
    def raw(self) -> bytes:
        """Its bytes as they came."""


W = TypeVar("W", bound=Waiting)


class Backlog(Generic[W]):
    """The newest requests that wait to be taken by another thread; every method is thread-safe.

    If there are too many the oldest are dropped, and `dropped` counts them.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[W] = deque()
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

    def put(self, received: W) -> None:
        """Add a request; returns at once."""
        with self._lock:
            self._waiting.append(received)
            self._size += received.size
            while len(self._waiting) > self._most or self._size > self._most_bytes:
                self._size -= self._waiting.popleft().size
                self._dropped += 1

    def take(self, most: int, most_bytes: int = MOST_BYTES) -> list[W]:
        """Remove and return requests, oldest first: up to `most`, the last of which may have more
        than the rest of `most_bytes`.
        """
        requests: list[W] = []
        with self._lock:
            while self._waiting and len(requests) < most and most_bytes > 0:
                received = self._waiting.popleft()
                requests.append(received)
                self._size -= received.size
                most_bytes -= len(received.raw)
        return requests

    def clear(self) -> None:
        """Remove all; they do not count as dropped."""
        with self._lock:
            self._waiting.clear()
            self._size = 0
