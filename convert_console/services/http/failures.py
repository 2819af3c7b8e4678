"""Turns a network error into a `Failure`, with the system's wording."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator, Mapping

import httpx

from convert_console.core.request.profile import (
    CONNECT_TIMEOUT,
    RESPONSE_TIMEOUT,
    TOTAL_TIMEOUT,
    Proxy,
)
from convert_console.core.text import size_text
from convert_console.core.verdict.exchange import Failure, FailureKind
from convert_console.core.verdict.other_protocols import quoted, server_kind
from convert_console.services.http.early_answer import is_tls
from convert_console.services.http.route import Timeouts, Transfer
from convert_console.services.http.stopwatch import Stopwatch

_BY_NUMBER: Mapping[int | None, FailureKind] = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.ETIMEDOUT: "connect-timeout",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "offline",
    errno.ENETDOWN: "offline",
}
"""Where several addresses of a name failed, the first of these that occurred is reported."""

_BY_CERTIFICATE: Mapping[int, FailureKind] = {
    9: "tls-early",
    10: "tls-expired",
    18: "tls-self-signed",
    19: "tls-issuer",
    20: "tls-issuer",
    21: "tls-issuer",
    62: "tls-host",
    64: "tls-host",
}
"""OpenSSL's X509_V_ERR_… codes. 19: the chain ends in a root that is not trusted here."""

_BY_WORDS: tuple[tuple[str, FailureKind], ...] = (
    ("not yet valid", "tls-early"),
    ("expired", "tls-expired"),
    ("self-signed", "tls-self-signed"),
    ("self signed", "tls-self-signed"),
    ("mismatch", "tls-host"),
    ("not trusted", "tls-issuer"),
    ("issuer", "tls-issuer"),
)
"""The same in words: Windows and macOS verify certificates themselves, with other codes."""

_OPENSSL = re.compile(r"\[SSL[^\]]*\] |\s*\(_ssl\.c:\d+\)")


def failure_of(
    error: Exception,
    watch: Stopwatch,
    limits: Timeouts,
    transfer: Transfer | None = None,
    proxy: Proxy | None = None,
) -> Failure:
    """The failure of a send that got no answer; `proxy` is the one that it went through."""
    transfer = transfer or Transfer(phase="connected" if watch.request_started else "connect")
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return _timeout(error, watch, limits, transfer, proxy)
    failure = _of_certificate(error, watch) or _unexpected_protocol(watch, transfer)
    if failure is None:
        failure = Failure(_kind(error, watch, transfer), _detail(error, watch, transfer))
    return Failure(failure.kind, failure.detail + _circumstances(watch, transfer, proxy))


def connection_failure_kind(error: BaseException) -> FailureKind:
    """Why a connection could not be made: the name, or one of the system's error numbers."""
    causes = list(_causes(error))
    lookups = [c for c in causes if isinstance(c, socket.gaierror)]
    if lookups:
        nobody = (socket.EAI_AGAIN, socket.EAI_FAIL)
        return "name-service" if lookups[0].errno in nobody else "name"
    numbers = {c.errno for c in causes if isinstance(c, OSError)}
    return next((kind for number, kind in _BY_NUMBER.items() if number in numbers), "unreachable")


def system_wording(error: BaseException) -> str:
    """The system's wording of the first cause."""
    causes = list(_causes(error))
    kind = connection_failure_kind(error)
    telling = [c for c in causes if isinstance(c, OSError) and _BY_NUMBER.get(c.errno) == kind]
    for cause in [*telling[:1], *reversed(causes)]:
        if wording := _OPENSSL.sub("", str(cause)).strip():
            return wording
    return type(causes[-1]).__name__


def _kind(error: Exception, watch: Stopwatch, transfer: Transfer) -> FailureKind:
    if isinstance(error, httpx.InvalidURL):
        return "name"
    if not watch.request_started:
        in_tls = watch.in_tls or any(isinstance(c, ssl.SSLError) for c in _causes(error))
        return "tls" if in_tls else connection_failure_kind(error)
    if isinstance(error, httpx.ProtocolError) and not _ended(error):
        return "protocol"
    return "cut-off" if transfer.answer_start else "reset"


def _ended(error: Exception) -> bool:
    return "disconnected without" in str(error)


def _detail(error: Exception, watch: Stopwatch, transfer: Transfer) -> str:
    if not watch.request_started:
        ended = ssl.SSLEOFError, ssl.SSLZeroReturnError  # without and with a goodbye
        hung_up = watch.in_tls and all(isinstance(e, ended) for e in _tls_errors(error))
        return _HUNG_UP if hung_up else system_wording(error)
    if transfer.answer_start and (not isinstance(error, httpx.ProtocolError) or _ended(error)):
        return f"it had begun with {quoted(transfer.answer_start)}"
    detail = system_wording(error).rstrip(".")  # remarks follow
    if transfer.answer_start:
        detail = f"it begins with {quoted(transfer.answer_start)}; {detail}"
    if transfer.cut_short:
        detail += f"; about {size_text(transfer.sent)} of the request had gone out"
    return detail


_HUNG_UP = "the server closed the connection during the handshake"


def _tls_errors(error: BaseException) -> Iterator[ssl.SSLError]:
    return (cause for cause in _causes(error) if isinstance(cause, ssl.SSLError))


def _of_certificate(error: Exception, watch: Stopwatch) -> Failure | None:
    """Why a certificate was not accepted."""
    if watch.request_started:
        return None
    refused = next(
        (e for e in _tls_errors(error) if isinstance(e, ssl.SSLCertVerificationError)), None
    )
    if refused is None:
        return None
    reason = getattr(refused, "verify_message", "") or system_wording(refused)
    code = getattr(refused, "verify_code", 0)
    if code in _BY_CERTIFICATE:
        return Failure(_BY_CERTIFICATE[code], reason.rstrip("."))
    for words, kind in _BY_WORDS:
        if words in reason.lower():
            return Failure(kind, reason.rstrip("."))
    return Failure("tls", reason.rstrip("."))


def _unexpected_protocol(watch: Stopwatch, transfer: Transfer) -> Failure | None:
    """The failure where the answer was not TLS, or not HTTP, as it should have been."""
    first = transfer.answer_start if watch.request_started else transfer.first_bytes
    if not first or (not watch.request_started and (not watch.in_tls or is_tls(first))):
        return None
    if watch.request_started and first[:5] == b"HTTP/"[: len(first)]:
        return None
    if watch.request_started and is_tls(first):
        return Failure("tls-wanted", f"it answered {quoted(first)}")
    if not watch.request_started and first.startswith(b"HTTP/"):
        return Failure("tls-plain", f"it answered in plain HTTP, {quoted(first)}")
    who = server_kind(first)
    detail = f"{who} answered, {quoted(first)}" if who else f"it answered {quoted(first)}"
    return Failure("not-http" if watch.request_started else "tls-plain", detail.rstrip(", "))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and its causes; where several addresses failed, the errors of each."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            for inner in cause.exceptions:
                yield from _causes(inner)
            return
        cause = cause.__cause__ or cause.__context__


def _timeout(
    error: Exception, watch: Stopwatch, limits: Timeouts, transfer: Transfer, proxy: Proxy | None
) -> Failure:
    is_total = isinstance(error, TimeoutError)  # asyncio's deadline; httpx raises other errors
    total = f"{limits.total:g} s ({TOTAL_TIMEOUT})"
    if not watch.request_started:
        limit = total if is_total else f"{limits.connect:g} s ({CONNECT_TIMEOUT})"
        return _not_connected(limit, watch, transfer, proxy)
    around = _circumstances(watch, transfer, proxy)
    silence = f"{limits.silence:g} s ({RESPONSE_TIMEOUT})"
    if isinstance(error, httpx.WriteTimeout):
        taken = f"after about {size_text(transfer.sent)} the endpoint took no more of the request"
        return Failure("stalled", f"{taken} for {silence}{around}")
    begun = (
        f"the answer began with {quoted(transfer.answer_start)}, then "
        if transfer.answer_start
        else ""
    )
    if is_total:
        return Failure("timeout", f"{begun}no end within {total}{around}")
    return Failure("timeout", f"{begun or 'connected, then '}silent for {silence}{around}")


def _not_connected(
    limit: str, watch: Stopwatch, transfer: Transfer, proxy: Proxy | None
) -> Failure:
    around = _circumstances(watch, transfer, proxy)
    if watch.in_tls:
        return Failure("tls-timeout", f"no TLS handshake within {limit}{around}")
    if proxy and transfer.phase != "connected":
        did = {
            "name": f"could not be looked up within {limit}: no name server answered",
            "connect": f"took no connection within {limit}",
            "tunnel": f"did not answer the request for a tunnel within {limit}",
        }[transfer.phase]
        return Failure("proxy-timeout", f"the proxy {proxy.address} {did}")
    if transfer.phase == "name":
        return Failure("name-service", f"nothing within {limit}")
    return Failure("connect-timeout", f"no connection within {limit}{around}")


def _circumstances(watch: Stopwatch, transfer: Transfer, proxy: Proxy | None) -> str:
    """What else to know about the connection that failed."""
    remarks = ""
    if watch.reused:
        remarks += ", on a connection kept open from an earlier send"
    if proxy:
        remarks += f", through the proxy {proxy.address}"
    if transfer.local_address:
        remarks += f"; the name leads to {transfer.local_address}, this machine itself"
    return remarks
