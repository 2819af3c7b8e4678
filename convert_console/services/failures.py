"""What a network error means: one of the kinds of `Failure`, with the system's own wording."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

from convert_console.protocol.exchange import Failure, FailureKind
from convert_console.services.sent import Timeouts
from convert_console.services.stopwatch import Stopwatch

_BY_NUMBER: dict[int | None, FailureKind] = {
    errno.ECONNREFUSED: "refused",
    errno.ETIMEDOUT: "timeout",
    errno.ECONNRESET: "reset",
    errno.EPIPE: "reset",
}


def failure_of(error: Exception, watch: Stopwatch, limits: Timeouts) -> Failure:
    """Name an error that came before any answer."""
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return Failure("timeout", _timeout(error, watch, limits))
    causes = list(_causes(error))
    detail = next((str(c) for c in reversed(causes) if str(c)), "") or type(causes[-1]).__name__
    return Failure(_kind(error, causes, watch), detail + _after_reuse(watch))


def _kind(error: Exception, causes: list[BaseException], watch: Stopwatch) -> FailureKind:
    if isinstance(error, httpx.InvalidURL) or any(isinstance(c, socket.gaierror) for c in causes):
        return "name"
    if not watch.connected:
        in_tls = watch.in_tls or any(isinstance(c, ssl.SSLError) for c in causes)
        return "tls" if in_tls else _connecting(causes)
    if isinstance(error, httpx.ProtocolError):
        return "reset" if "disconnected without" in str(error) else "protocol"
    return "reset"


def _connecting(causes: list[BaseException]) -> FailureKind:
    numbers = [c.errno for c in causes if isinstance(c, OSError) and c.errno is not None]
    known = [_BY_NUMBER[n] for n in numbers if n in _BY_NUMBER]
    return known[0] if known else "unreachable"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; of several addresses that failed, each one."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, BaseExceptionGroup):
            for inner in seen.exceptions:
                yield from _causes(inner)
            return
        seen = seen.__cause__ or seen.__context__


def _timeout(error: Exception, watch: Stopwatch, limits: Timeouts) -> str:
    whole = isinstance(error, TimeoutError)  # asyncio's deadline; httpx has errors of its own
    if not watch.connected:
        what = "TLS handshake" if watch.in_tls else "connection"
        return f"no {what} within {limits.total if whole else limits.connect:g} s"
    if whole:
        return f"no end within {limits.total:g} s altogether"
    return f"connected, then silent for {limits.silence:g} s" + _after_reuse(watch)


def _after_reuse(watch: Stopwatch) -> str:
    if not watch.reused:
        return ""
    return " (on a connection kept open from an earlier send)"
