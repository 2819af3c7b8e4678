"""Measures how long each phase of a send takes, from httpcore's trace."""

from collections.abc import Callable, Mapping
from time import perf_counter

from convert_console.core.verdict.exchange import Timings

_CONNECT, _TLS = "connection.connect_tcp", "connection.start_tls"
_SENDING, _HEADERS = "http11.send_request_headers", "http11.receive_response_headers"


_BODY = "http11.receive_response_body"

PHASES = {
    f"{_CONNECT}.started": "connecting",
    f"{_TLS}.started": "setting up encryption",
    f"{_SENDING}.started": "sending",
    f"{_HEADERS}.started": "waiting for the answer",
    f"{_BODY}.started": "receiving the answer",
}
"""What a send does from an event of httpcore on."""

OnPhase = Callable[[str], None]
"""Called with the words of `PHASES` as a send goes on."""


class Stopwatch:
    """One send, from its creation to `stop()`; `trace` is httpcore's trace extension."""

    def __init__(self, on_phase: OnPhase | None = None) -> None:
        self._on_phase = on_phase
        self._marks: dict[str, float] = {}
        self._started = perf_counter()
        self._stopped = self._started

    async def trace(self, event: str, _info: Mapping[str, object]) -> None:
        """Record when something happened."""
        self._marks[event] = perf_counter()
        if self._on_phase is not None and event in PHASES:
            self._on_phase(PHASES[event])

    def stop(self) -> Timings:
        """End the measurement; a phase that has not ended lasts until now."""
        self._stopped = perf_counter()
        headers = self._marks.get(f"{_HEADERS}.complete")
        return Timings(
            connect=self._phase(_CONNECT),
            tls=self._phase(_TLS),
            waiting=self._span(self._marks.get(f"{_SENDING}.started"), headers),
            download=None if headers is None else self._stopped - headers,
            total=self._stopped - self._started,
        )

    @property
    def reused(self) -> bool:
        """Whether the request went out on a connection of an earlier send."""
        return f"{_CONNECT}.started" not in self._marks and f"{_SENDING}.started" in self._marks

    @property
    def request_started(self) -> bool:
        """Whether the request has begun to go out."""
        return f"{_SENDING}.started" in self._marks

    @property
    def in_tls(self) -> bool:
        """Whether the TLS handshake has begun and is not done."""
        return f"{_TLS}.started" in self._marks and f"{_TLS}.complete" not in self._marks

    def _phase(self, name: str) -> float | None:
        began = self._marks.get(f"{name}.started")
        return self._span(began, self._marks.get(f"{name}.complete"))

    def _span(self, began: float | None, ended: float | None) -> float | None:
        if began is None:
            return None
        return (self._stopped if ended is None else ended) - began
