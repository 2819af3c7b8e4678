"""What a send is given, what it knows while it is under way, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from convert_console.core.verdict.exchange import Answer, Failure, Timings

HEARD = 400
"""Bytes of an answer that are remembered as they came, to say what answered."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a send may take: to connect (name, TCP, TLS), in silence, and altogether."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 60.0


def mark_unsent(given_up: BaseException) -> None:
    """Mark a cancellation that came before any byte of the request went out."""
    given_up.unsent = True  # type: ignore[attr-defined]


def cancelled(given_up: BaseException) -> Failure:
    """The failure of a cancelled send; unless it is marked, the request may have gone out."""
    if getattr(given_up, "unsent", False):
        return NOT_SENT
    return Failure("cancelled", "Cancelled while waiting")


NOT_SENT = Failure("cancelled-unsent", "Cancelled before it was sent")


@dataclass(slots=True)
class Transfer:
    """What a send has done by now, as its connection sees it.

    `sent` counts the bytes that the system has taken; the endpoint may have seen fewer.
    `cut_short` says that the connection took no more before the request's end. `heard` is how the
    answer began, and `greeting` how the other side began to speak at all, below TLS. `leads_here`
    is an address of this machine that another machine's name led to.
    """

    phase: Literal["name", "connect", "tunnel", "connected"] = "name"
    sent: int = 0
    cut_short: bool = False
    heard: bytes = field(default=b"", repr=False)
    greeting: bytes = field(default=b"", repr=False)
    leads_here: str = ""

    def hear(self, piece: bytes) -> None:
        """Note what came of the answer."""
        if len(self.heard) < HEARD:
            self.heard += piece[: HEARD - len(self.heard)]

    def greet(self, piece: bytes) -> None:
        """Note what came over the connection, encrypted or not."""
        if len(self.greeting) < HEARD:
            self.greeting += piece[: HEARD - len(self.greeting)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request, and how long each part took."""

    outcome: Answer | Failure
    timings: Timings
