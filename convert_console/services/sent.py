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


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a request, and how long each part took."""

    outcome: Answer | Failure
    timings: Timings
