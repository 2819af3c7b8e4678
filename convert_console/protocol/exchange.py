"""One send as data: the request, what came back, and how long each part took."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from convert_console.protocol.wire import Headers, WireRequest

FailureKind = Literal[
    "name",
    "refused",
    "tls",
    "timeout",
    "reset",
    "unreachable",
    "protocol",
    "forbidden",
    "cancelled",
]

Inbound = Literal["", "accepted", "bot", "blocked", "faulted"]


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds spent in each phase; `None` where a phase did not happen (a reused connection)."""

    connect: float | None = None
    tls: float | None = None
    waiting: float | None = None
    download: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What HTTP answered.

    `body` is decoded from its content encoding and cut at `sender.BODY_KEPT` bytes;
    `body_size` counts all of it. `note` says what was odd about the body, if anything.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes
    body_size: int
    http_version: str = "HTTP/1.1"
    note: str = ""

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the network did instead of answering; `detail` is the system's own wording."""

    kind: FailureKind
    detail: str


Names: TypeAlias = tuple[tuple[str, str, str], ...]
"""What a catalog called ids: kind, id and name."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with what became of it. `sent_at` is in Unix seconds, UTC.

    `document` is the draft's text at the time of sending, so that "edit this" gives back
    exactly what was composed, also for a GET. `outcome` is `None` while the send is under way.

    `inbound` is empty for what the console sent. For a request that another program sent to the
    local collector it says what the collector made of it; there is no outcome then.

    `names` is what the project's catalog called the document's ids at that time.
    """

    id: str
    sent_at: float
    profile: str
    request: WireRequest
    document: str
    outcome: Answer | Failure | None = None
    timings: Timings = field(default_factory=Timings)
    inbound: Inbound = ""
    names: Names = ()
