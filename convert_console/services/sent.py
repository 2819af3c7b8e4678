"""What a send is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from convert_console.protocol.exchange import Answer, Failure, Timings


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a send may take: to connect (name, TCP, TLS), in silence, and altogether."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 60.0


def mark_unsent(given_up: BaseException) -> None:
    """Let a cancellation say that no byte of the request had gone out."""
    given_up.unsent = True  # type: ignore[attr-defined]


def cancelled(given_up: BaseException) -> Failure:
    """The failure of a send that was cancelled; it may have gone out unless that is known."""
    if getattr(given_up, "unsent", False):
        return NOT_SENT
    return Failure("cancelled", "Cancelled while waiting")


NOT_SENT = Failure("cancelled-unsent", "Cancelled before it was sent")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request, and how long each part took."""

    outcome: Answer | Failure
    timings: Timings
