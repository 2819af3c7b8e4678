"""Every way a send can go wrong, by real sockets: what is found out, and what a user is told.

Each fault is a server that misbehaves in one way. The kind of failure, the kind of verdict and a
part of the sentence are told, and whether the request may have arrived.
"""

# ruff: noqa: E501 - a table is read by its rows

from __future__ import annotations

import errno
import os
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from convert_console.core.request.profile import Proxy
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Exchange, Failure
from convert_console.core.verdict.failure import UNSENT
from convert_console.core.verdict.verdict import verdict
from convert_console.services.http import certificates
from convert_console.services.http.route import Route, SendResult, Timeouts
from convert_console.services.http.sender import Sender
from convert_console.services.orders.journal import NOT_ARRIVED, UNKNOWN
from support.endpoint import (
    CERTIFICATE,
    CERTIFICATES,
    Conversation,
    Endpoint,
    Peer,
    Reply,
    answer,
    hang_up,
    reset,
    secured,
    silence,
    then,
)
from support.wires import wire_to

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Talk = Callable[[Conversation], object]
PATIENT = Timeouts(60, 60, 60)
AUTHORITY = str(CERTIFICATES / "authority.pem")


@pytest.fixture(autouse=True, scope="module")
def system_certificates_are_read_once() -> Iterator[None]:
    """It takes longer than a send."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "trusting_context", cache(certificates.trusting_context))
        yield


def send(
    run: Run, wire: WireRequest, route: Route = Route(), limits: Timeouts = PATIENT
) -> SendResult:
    async def sent() -> SendResult:
        sender = Sender()
        try:
            return await sender.send(wire, replace(route, limits=limits))
        finally:
            await sender.aclose()

    result: SendResult = run(sent())
    return result


def told(wire: WireRequest, sent: SendResult) -> tuple[str, str]:
    """The kind of verdict, and all that a user reads."""
    judged = verdict(Exchange("id", 0.0, "P", wire, "", sent.outcome))
    return judged.kind, f"{judged.sentence} {judged.next_step}"


@contextmanager
def closed_port() -> Iterator[int]:
    """A port where nobody listens, held so that no other process gets it meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


def says(*pieces: bytes) -> Talk:
    """Read what comes first, say this, and close."""

    def talk(conversation: Conversation) -> None:
        conversation.socket.recv(65_536)
        for piece in pieces:
            conversation.socket.sendall(piece)

    return talk


def greets(words: bytes) -> Talk:
    """Say this before anything is asked, then listen."""

    def talk(conversation: Conversation) -> None:
        conversation.socket.sendall(words)
        silence(conversation)

    return talk


def both(first: Talk, second: Talk) -> Talk:
    """One after the other."""

    def talk(conversation: Conversation) -> None:
        first(conversation)
        second(conversation)

    return talk


def over_tls(talk: Talk, certificate: Path = CERTIFICATES / "issued.pem") -> Talk:
    """The same over TLS."""

    def talk_secretly(conversation: Conversation) -> None:
        with secured(conversation.socket, certificate) as stream:
            talk(Conversation(stream, b"", conversation.ended))

    return talk_secretly


def wait(conversation: Conversation) -> None:
    """Say and read nothing."""
    conversation.ended.wait(60)


def closes(conversation: Conversation) -> None:
    """Read what comes and close without a word."""
    conversation.socket.recv(65_536)


@dataclass(frozen=True)
class Fault:
    """What somebody does, and what must be made of it."""

    id: str
    talk: Talk
    failure: str
    kind: str
    said: tuple[str, ...]
    scheme: str = "http"
    limits: Timeouts = PATIENT
    ca_file: str = ""


QUICK_SILENCE = Timeouts(connect=60, silence=0.5, total=60)
QUICK_CONNECT = Timeouts(connect=0.5, silence=60, total=60)
QUICK_TOTAL = Timeouts(connect=60, silence=60, total=0.5)


def cases(faults: list[Fault]) -> list[ParameterSet]:
    """One test for each. Where the time to connect is short, the machine must be quiet: a send that
    has come no further than the connection by then rightly says so.
    """
    hasty = (QUICK_CONNECT, QUICK_TOTAL)
    return [
        pytest.param(one, id=one.id, marks=[pytest.mark.alone] if one.limits in hasty else [])
        for one in faults
    ]


HTTP2_SETTINGS = b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)
ALERT = b"\x15\x03\x01\x00\x02\x02\x46"

ENDPOINTS = [
    # Nothing comes, or it ends too early
    Fault("closed without a byte", closes, "reset", "no-answer-reset", ("ended before an answer",)),
    Fault("reset without a byte", both(closes, reset), "reset", "no-answer-reset", ("ended before an answer",)),
    Fault("closed inside the status line", says(b"HTTP/1.1 20"), "cut-off", "no-answer-reset", ("middle of the answer", "“HTTP/1.1 20”")),
    Fault("closed inside the headers", says(b"HTTP/1.1 200 OK\r\nContent-Le"), "cut-off", "no-answer-reset", ("middle of the answer", "“HTTP/1.1 200 OK”", "not known")),
    Fault("closed after an interim answer", says(b"HTTP/1.1 100 Continue\r\n\r\n"), "cut-off", "no-answer-reset", ("“HTTP/1.1 100 Continue”",)),
    Fault("silent", silence, "timeout", "no-answer-timeout", ("silent for 0.5 s (Response timeout)", "not known"), limits=QUICK_SILENCE),
    Fault("silent inside the headers", both(says(b"HTTP/1.1 200 OK\r\n"), wait), "timeout", "no-answer-timeout", ("“HTTP/1.1 200 OK”, then silent for 0.5 s",), limits=QUICK_SILENCE),
    # No HTTP
    Fault("SSH", greets(b"SSH-2.0-OpenSSH_9.6\r\n"), "not-http", "unreadable", ("does not speak HTTP", "an SSH server", "“SSH-2.0-OpenSSH_9.6”", "not known")),
    Fault("SMTP", greets(b"220 mx.example ESMTP Postfix\r\n"), "not-http", "unreadable", ("a mail server",)),
    Fault("FTP", greets(b"220 ready\r\n"), "not-http", "unreadable", ("an FTP or mail server",)),
    Fault("IMAP", greets(b"* OK IMAP4rev1\r\n"), "not-http", "unreadable", ("IMAP",)),
    Fault("Redis", says(b"-ERR unknown command 'POST', with args beginning with: \r\n"), "not-http", "unreadable", ("a Redis server",)),
    Fault("MySQL", greets(b"\x4a\x00\x00\x00\x0a8.0.36\x00" + bytes(40)), "not-http", "unreadable", ("a MySQL server",)),
    Fault("HTTP/2 only", greets(HTTP2_SETTINGS), "not-http", "unreadable", ("HTTP/2 only",)),
    Fault("HTTP/2 preface", says(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "not-http", "unreadable", ("HTTP/2 only",)),
    Fault("random bytes", says(bytes(range(200, 256)) * 9), "not-http", "unreadable", ("does not speak HTTP", "\\xc8")),
    Fault("no status line", says(b"<html>it works</html>"), "not-http", "unreadable", ("a page without HTTP's status line",)),
    Fault("JSON alone", says(b'{"code":200}'), "not-http", "unreadable", ("JSON without",)),
    Fault("lower case", says(b"http/1.1 200 OK\r\n\r\n"), "not-http", "unreadable", ("a status line that HTTP does not allow",)),
    Fault("version 9", says(b"HTTP/9 abc\r\n\r\n"), "protocol", "unreadable", ("breaks the rules of HTTP", "“HTTP/9 abc”")),
    Fault("code of four digits", says(b"HTTP/1.1 2000 OK\r\n\r\n"), "protocol", "unreadable", ("“HTTP/1.1 2000 OK”",)),
    Fault("code of letters", says(b"HTTP/1.1 abc OK\r\n\r\n"), "protocol", "unreadable", ("breaks the rules",)),
    Fault("code below 100", says(b"HTTP/1.1 099 Odd\r\n\r\n"), "protocol", "unreadable", ("“HTTP/1.1 099 Odd”",)),
    Fault("101 unasked", says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "protocol", "unreadable", ("“HTTP/1.1 101 Switching Protocols”",)),
    Fault("two lengths", says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "protocol", "unreadable", ("breaks the rules",)),
    Fault("endless headers", says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "protocol", "unreadable", ("breaks the rules",)),
    # TLS where plain HTTP was spoken
    Fault("http to TLS that says so", says(ALERT), "tls-wanted", "no-answer-tls", ("speaks TLS", "not taken", "https://")),
    Fault("http to TLS that closes", over_tls(says(answer())), "tls-wanted", "no-answer-tls", ("speaks TLS", "not taken", "https://")),
    # Plain HTTP where TLS was spoken
    Fault("https to plain HTTP", says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls-plain", "no-answer-tls", ("does not speak TLS", "plain HTTP", "nothing was sent", "http://"), "https"),
    Fault("https to SSH", greets(b"SSH-2.0-OpenSSH_9.6\r\n"), "tls-plain", "no-answer-tls", ("does not speak TLS", "an SSH server"), "https"),
    Fault("https to random bytes", says(b"\xfe\xfd\xfc" * 40), "tls-plain", "no-answer-tls", ("does not speak TLS",), "https"),
    Fault("https closed in the handshake", closes, "tls", "no-answer-tls", ("closed the connection during the handshake", "http://"), "https"),
    Fault("https reset in the handshake", both(closes, reset), "tls", "no-answer-tls", ("TLS failed, so nothing was sent",), "https"),
    Fault("https silent in the handshake", wait, "tls-timeout", "no-answer-connect", ("no TLS handshake within 0.5 s (Connect timeout)", "Nothing was sent"), "https", QUICK_CONNECT),
    # Certificates
    Fault("self-signed", over_tls(says(answer()), CERTIFICATE), "tls-self-signed", "no-answer-tls", ("self-signed", "nothing was sent", "Extra certificates"), "https"),
    Fault("unknown issuer", over_tls(says(answer())), "tls-issuer", "no-answer-tls", ("issued by an authority that this machine does not trust", "Extra certificates"), "https"),
    Fault("unknown issuer sent along", over_tls(says(answer()), CERTIFICATES / "issued_with_authority.pem"), "tls-issuer", "no-answer-tls", ("issued by an authority",), "https"),
    Fault("expired", over_tls(says(answer()), CERTIFICATES / "expired.pem"), "tls-expired", "no-answer-tls", ("has expired", "clock"), "https", ca_file=AUTHORITY),
    Fault("not yet valid", over_tls(says(answer()), CERTIFICATES / "not_yet_valid.pem"), "tls-early", "no-answer-tls", ("not valid yet", "clock"), "https", ca_file=AUTHORITY),
    Fault("another host", over_tls(says(answer()), CERTIFICATES / "other_host.pem"), "tls-host", "no-answer-tls", ("for a host other than 127.0.0.1",), "https", ca_file=AUTHORITY),
    # The same as above over TLS
    Fault("TLS, then closed", over_tls(closes), "reset", "no-answer-reset", ("ended before an answer",), "https", ca_file=AUTHORITY),
    Fault("TLS, then SSH", over_tls(greets(b"SSH-2.0-x\r\n")), "not-http", "unreadable", ("an SSH server",), "https", ca_file=AUTHORITY),
    Fault("TLS, then half the headers", over_tls(says(b"HTTP/1.1 200 OK\r\nX")), "cut-off", "no-answer-reset", ("“HTTP/1.1 200 OK”",), "https", ca_file=AUTHORITY),
]  # fmt: skip


@pytest.mark.parametrize("fault", cases(ENDPOINTS))
def test_what_an_endpoint_does_is_reported_truthfully(run: Run, fault: Fault) -> None:
    with Peer(fault.talk) as peer:
        wire = wire_to(f"{fault.scheme}://127.0.0.1:{peer.port}/track")
        sent = send(run, wire, Route(ca_file=fault.ca_file), fault.limits)
    check(wire, sent, fault.failure, fault.kind, fault.said)


def check(
    wire: WireRequest, sent: SendResult, failure: str, kind: str, said: tuple[str, ...]
) -> None:
    assert isinstance(sent.outcome, Failure), sent.outcome
    judged, words = told(wire, sent)
    assert (sent.outcome.kind, judged) == (failure, kind), words
    for part in said:
        assert part in words
    certain = sent.outcome.kind in UNSENT or sent.outcome.kind == "tls-wanted"
    assert (judged in NOT_ARRIVED, judged in UNKNOWN) == (certain, not certain), words


# A proxy ------------------------------------------------------------------------------------------

PROXIES = [
    Fault("closed without a byte", closes, "proxy-broke-off", "no-answer-proxy", ("closed the connection without an answer",)),
    Fault("reset", both(closes, reset), "proxy-broke-off", "no-answer-proxy", ("closed the connection without an answer",)),
    Fault("closed inside the status line", says(b"HTTP/1.1 2"), "proxy-broke-off", "no-answer-proxy", ("in the middle of its answer",)),
    Fault("closed inside the headers", says(b"HTTP/1.1 200 OK\r\nVia: x"), "proxy-broke-off", "no-answer-proxy", ("in the middle of its answer (HTTP/1.1 200 OK)",)),
    Fault("silent", silence, "proxy-timeout", "no-answer-proxy", ("did not answer the request for a tunnel within 0.5 s (Connect timeout)",), limits=QUICK_CONNECT),
    Fault("silent until the whole time is over", silence, "proxy-timeout", "no-answer-proxy", ("did not answer the request for a tunnel within 0.5 s (Total timeout)",), limits=QUICK_TOTAL),
    Fault("silent inside its answer", both(says(b"HTTP/1.1 200 OK\r\n"), wait), "proxy-timeout", "no-answer-proxy", ("did not answer the request for a tunnel",), limits=QUICK_CONNECT),
    Fault("400", says(answer("400 Bad Request")), "proxy-denied", "no-answer-proxy", ("answered 400 Bad Request", "opened no connection to shop.example")),
    Fault("403", says(answer("403 Forbidden")), "proxy-denied", "no-answer-proxy", ("answered 403 Forbidden", "allow this target")),
    Fault("404", says(answer("404 Not Found", b"<html>")), "proxy-denied", "no-answer-proxy", ("answered 404",)),
    Fault("405", says(answer("405 Method Not Allowed")), "proxy-odd", "no-answer-proxy", ("answered 405", "opens no tunnels")),
    Fault("501", says(answer("501 Unsupported method")), "proxy-odd", "no-answer-proxy", ("answered 501", "opens no tunnels")),
    Fault("301", says(answer("301 Moved", headers=["Location: https://x/"])), "proxy-denied", "no-answer-proxy", ("answered 301 Moved",)),
    Fault("500", says(answer("500 Oops")), "proxy-gateway", "no-answer-proxy", ("answered 500 Oops",)),
    Fault("502", says(answer("502 Bad Gateway")), "proxy-gateway", "no-answer-proxy", ("answered 502 Bad Gateway", "may be unable to reach the target")),
    Fault("503", says(answer("503 Busy")), "proxy-gateway", "no-answer-proxy", ("answered 503",)),
    Fault("504", says(answer("504 Gateway Timeout")), "proxy-gateway", "no-answer-proxy", ("answered 504 Gateway Timeout",)),
    Fault("103, then 502", says(b"HTTP/1.1 103 Early Hints\r\n\r\n", answer("502 Bad Gateway")), "proxy-gateway", "no-answer-proxy", ("answered 502",)),
    Fault("SSH", greets(b"SSH-2.0-OpenSSH\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy", "an SSH server")),
    Fault("Redis", says(b"-ERR unknown command 'CONNECT'\r\n"), "proxy-odd", "no-answer-proxy", ("a Redis server",)),
    Fault("random bytes", says(bytes(range(160, 256))), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("HTTP/9 abc", says(b"HTTP/9 abc\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("200 OK alone", says(b"200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("2000", says(b"HTTP/1.1 2000\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("20", says(b"HTTP/1.1 20\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("2OO", says(b"HTTP/1.1 2OO OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("200OK", says(b"HTTP/1.1 200OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("two spaces", says(b"HTTP/1.1  200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("HTTP/1.1200", says(b"HTTP/1.1200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("HTTP/2", says(b"HTTP/2 200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("HTTP/1.2", says(b"HTTP/1.2 200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("lower case", says(b"http/1.1 200 ok\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("code 299999", says(b"HTTP/1.1 299999 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("code 999", says(b"HTTP/1.1 999 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("a blank line first", says(b"\r\nHTTP/1.1 200 OK\r\n\r\n"), "proxy-odd", "no-answer-proxy", ("is no proxy",)),
    Fault("endless headers", says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "proxy-odd", "no-answer-proxy", ("more than 65,536 bytes of headers",)),
    Fault("200 and a page without its length", says(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"), "proxy-odd", "no-answer-proxy", ("body of its own",)),
    Fault("200 and a page", says(answer("200 OK", b"<html>Log in</html>")), "proxy-odd", "no-answer-proxy", ("body of its own and opened no tunnel",)),
    Fault("TLS that says so", says(ALERT), "proxy-tls", "no-answer-proxy", ("speaks TLS",)),
    Fault("TLS that closes", over_tls(says(answer())), "proxy-tls", "no-answer-proxy", ("speaks TLS",)),
]  # fmt: skip


@pytest.mark.parametrize("url", ["http://shop.example/track", "https://1.metrics.convertexperiments.com/track"])  # fmt: skip
@pytest.mark.parametrize("fault", cases(PROXIES))
def test_what_a_proxy_does_is_reported_as_the_proxys_doing(
    run: Run, fault: Fault, url: str
) -> None:
    with Peer(fault.talk) as peer:
        proxy = Proxy("127.0.0.1", peer.port, "ann", "s3cret-word")
        wire = wire_to(url)
        sent = send(run, wire, Route(proxy=proxy), fault.limits)
    said = tuple(part.replace("shop.example", url.split("/")[2]) for part in fault.said)
    check(wire, sent, fault.failure, fault.kind, (*said, f"127.0.0.1:{peer.port}"))
    assert_the_proxy_alone_is_named(wire, sent)


def assert_the_proxy_alone_is_named(wire: WireRequest, sent: SendResult) -> None:
    words = told(wire, sent)[1]
    assert "proxy" in words
    for wrong in ("s3cret-word", "YW5u", "blocker", "DNS", "collector", "DNS server"):
        assert wrong not in words
    assert "othing was sent" in words


@pytest.mark.parametrize(
    ("proxy", "failure", "said"),
    [
        (
            Proxy("proxy.invalid", 3128),
            "proxy-name",
            "proxy.invalid:3128 was not found by its name",
        ),
        (Proxy("a..test", 3128), "proxy-name", "a..test:3128 was not found by its name"),
        (Proxy("127.0.0.1", 1), "proxy-refused", "127.0.0.1:1 refuses connections"),
        (Proxy("localhost", 1), "proxy-refused", "localhost:1 refuses connections"),
        (Proxy("::1", 1), "proxy-refused", "[::1]:1 refuses connections"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_proxy_that_is_not_there_is_named(
    run: Run, proxy: Proxy, failure: str, said: str
) -> None:
    wire = wire_to("https://1.metrics.convertexperiments.com/track")
    sent = send(run, wire, Route(proxy=proxy))
    check(wire, sent, failure, "no-answer-proxy", (f"The proxy {said}",))
    assert_the_proxy_alone_is_named(wire, sent)


@pytest.mark.parametrize(
    ("number", "failure", "said"),
    [
        (errno.ENETUNREACH, "proxy-unreachable", "cannot be reached (no such luck)"),
        (errno.EHOSTUNREACH, "proxy-unreachable", "cannot be reached (no such luck)"),
        (errno.ETIMEDOUT, "proxy-unreachable", "cannot be reached (no such luck)"),
        (errno.EACCES, "proxy-unreachable", "cannot be reached (no such luck)"),
        (errno.ECONNREFUSED, "proxy-refused", "refuses connections"),
    ],
)
def test_a_proxy_that_the_system_cannot_reach_is_named(
    run: Run, number: int, failure: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """These need a network that is broken in a certain way, so the error itself stands in."""
    connecting_raises(monkeypatch, number)
    wire = wire_to("https://1.metrics.convertexperiments.com/track")
    sent = send(run, wire, Route(proxy=Proxy("127.0.0.1", 3128)))
    check(wire, sent, failure, "no-answer-proxy", ("The proxy 127.0.0.1:3128", said))
    assert_the_proxy_alone_is_named(wire, sent)


def connecting_raises(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(_this: socket.socket, _address: Any) -> None:
        raise OSError(number, "no such luck")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("user", "password", "challenge", "said"),
    [
        ("", "", "Basic realm=x", "asks for a user name and password, and none were given"),
        ("", "", "", "asks for a user name and password, and none were given"),
        (
            "ann",
            "s3cret-word",
            "Basic realm=x",
            "does not accept the user name and password of ann",
        ),
        ("ann", "", "basic", "does not accept the user name and password of ann"),
        ("ann", "s3cret-word", "NTLM", "asks for a login by ntlm, which is not supported"),
        ("ann", "s3cret-word", "Negotiate, Basic realm=x", "does not accept the user name"),
    ],
)
def test_a_proxy_that_asks_for_credentials_is_named(
    run: Run, user: str, password: str, challenge: str, said: str
) -> None:
    headers = [f"Proxy-Authenticate: {challenge}"] if challenge else []
    with Peer(says(answer("407 Proxy Authentication Required", headers=headers))) as peer:
        proxy = Proxy("127.0.0.1", peer.port, user, password)
        wire = wire_to("http://shop.example/track")
        sent = send(run, wire, Route(proxy=proxy))
    step = "Choose a proxy that accepts" if "not supported" in said else "Enter the proxy's"
    check(wire, sent, "proxy-login", "no-answer-proxy", ("answered 407", said, step))
    assert_the_proxy_alone_is_named(wire, sent)


def test_a_proxy_that_repeats_the_credentials_is_not_quoted(run: Run) -> None:
    def repeat(conversation: Conversation) -> None:
        asked = conversation.socket.recv(65_536)
        credentials = asked.partition(b"Basic ")[2].partition(b"\r\n")[0]
        conversation.socket.sendall(b"HTTP/1.1 403 no " + credentials + b" s3cret-word\r\n\r\n")

    with Peer(repeat) as peer:
        wire = wire_to("http://shop.example/track")
        sent = send(run, wire, Route(proxy=Proxy("127.0.0.1", peer.port, "ann", "s3cret-word")))
    check(wire, sent, "proxy-denied", "no-answer-proxy", ("answered 403",))
    assert_the_proxy_alone_is_named(wire, sent)


def tunnel(beyond: Talk, consent: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> Talk:
    """A proxy that consents; what is beyond it does this."""

    def talk(conversation: Conversation) -> None:
        conversation.socket.recv(65_536)
        conversation.socket.sendall(consent)
        beyond(conversation)

    return talk


@pytest.mark.parametrize(
    "consent",
    [
        b"HTTP/1.1 200 Connection established\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nVia: x\r\n\r\n",
        b"HTTP/1.1 200\r\n\r\n",
        b"HTTP/1.1 200 \r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 200 OK\n\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_a_valid_consent_opens_the_tunnel(run: Run, consent: bytes) -> None:
    with Peer(tunnel(says(answer("202 Taken")), consent)) as peer:
        sent = send(
            run, wire_to("http://shop.example/"), Route(proxy=Proxy("127.0.0.1", peer.port))
        )
    assert isinstance(sent.outcome, Answer), sent.outcome
    assert sent.outcome.status == 202


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_consent_that_comes_in_small_pieces_opens_the_tunnel(run: Run, size: int) -> None:
    consent = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 x\r\n\r\n"

    def in_pieces(conversation: Conversation) -> None:
        conversation.socket.recv(65_536)
        conversation.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(consent), size):
            conversation.socket.sendall(consent[start : start + size])
            time.sleep(0.001)
        says(answer("202 Taken"))(conversation)

    with Peer(in_pieces) as peer:
        sent = send(
            run, wire_to("http://shop.example/"), Route(proxy=Proxy("127.0.0.1", peer.port))
        )
    assert isinstance(sent.outcome, Answer), sent.outcome


BEHIND = [
    Fault("silent", silence, "timeout", "no-answer-timeout", ("silent for 0.5 s (Response timeout), through the proxy 127.0.0.1:",), limits=QUICK_SILENCE),
    Fault("closed", closes, "reset", "no-answer-reset", ("ended before an answer", "through the proxy")),
    Fault("SSH", greets(b"SSH-2.0-OpenSSH\r\n"), "not-http", "unreadable", ("an SSH server", "through the proxy")),
    Fault("half the headers", says(b"HTTP/1.1 200 OK\r\nX"), "cut-off", "no-answer-reset", ("“HTTP/1.1 200 OK”", "through the proxy")),
    Fault("silent in the handshake", wait, "tls-timeout", "no-answer-connect", ("no TLS handshake within 0.5 s (Connect timeout), through the proxy",), "https", QUICK_CONNECT),
    Fault("a certificate of the proxy's own", over_tls(says(answer())), "tls-issuer", "no-answer-tls", ("issued by an authority", "through the proxy"), "https"),
    Fault("plain HTTP for TLS", says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls-plain", "no-answer-tls", ("does not speak TLS", "through the proxy"), "https"),
]  # fmt: skip


@pytest.mark.parametrize("fault", cases(BEHIND))
def test_what_happens_behind_a_proxy_is_reported_as_the_endpoints_doing(
    run: Run, fault: Fault
) -> None:
    with Peer(tunnel(fault.talk)) as peer:
        wire = wire_to(f"{fault.scheme}://shop.example/track")
        sent = send(run, wire, Route(proxy=Proxy("127.0.0.1", peer.port)), fault.limits)
    check(wire, sent, fault.failure, fault.kind, fault.said)


# The file of extra certificates -------------------------------------------------------------------

on_posix = pytest.mark.skipif(os.name != "posix", reason="files of this kind are those of POSIX")
GARBAGE = b"-----BEGIN CERTIFICATE-----\n!!!! no base64 !!!!\n-----END CERTIFICATE-----\n"
NO_CERTIFICATE = b"-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"
KEY = (CERTIFICATES / "issued.pem").read_bytes().partition(b"-----BEGIN CERTIFICATE")[0]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda _path: None, "does not exist"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\n \n"), "is empty"),
        (lambda path: path.write_bytes(b"no certificate"), "holds no certificate in PEM form"),
        (lambda path: path.write_bytes(b"\x30\x82\x01\x0a"), "holds no certificate in PEM form"),
        (lambda path: path.write_bytes(KEY), "holds no certificate in PEM form"),
        (lambda path: path.write_bytes(GARBAGE), "holds a broken certificate"),
        (lambda path: path.write_bytes(NO_CERTIFICATE), "holds a broken certificate"),
        (lambda path: path.write_bytes(Path(AUTHORITY).read_bytes()[:-60]), "holds a broken cert"),
        pytest.param(lambda path: os.mkfifo(path), "is not a regular file", marks=on_posix),  # noqa: PLW0108
        pytest.param(lambda path: path.symlink_to(path), "cannot be read", marks=on_posix),
    ],
    ids=range(12),
)
def test_certificates_that_cannot_be_used_are_named_by_setting_and_file(
    run: Run, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "extra.pem"
    make(path)
    with Endpoint(tls=True) as endpoint:
        wire = wire_to(endpoint.url)
        sent = send(run, wire, Route(ca_file=str(path)))
        assert endpoint.connections == 0
    check(wire, sent, "ca-file", "held-back", ("“Extra certificates”", str(path), said))


@on_posix
@pytest.mark.parametrize("path", ["/no/such/folder/x.pem", "/dev/null/x.pem", "/dev/zero", "a\0b", "x" * 300])  # fmt: skip
def test_a_path_that_leads_nowhere_is_named(run: Run, path: str) -> None:
    wire = wire_to("http://127.0.0.1:1/track")
    sent = send(run, wire, Route(ca_file=path))
    check(wire, sent, "ca-file", "held-back", ("“Extra certificates”", path))


# Names and addresses ------------------------------------------------------------------------------

CONVERT = "1.metrics.convertexperiments.com"


def names_lead_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def look_up(_host: Any, port: Any, *_rest: Any, **_named: Any) -> list[Any]:
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def looking_up_raises(monkeypatch: pytest.MonkeyPatch, number: int, words: str) -> None:
    def look_up(*_rest: Any, **_named: Any) -> Any:
        raise socket.gaierror(number, words)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.mark.parametrize(
    ("number", "failure", "said"),
    [
        (socket.EAI_NONAME, "name", f"The name {CONVERT} was not found"),
        (socket.EAI_AGAIN, "name-service", "no name server answered"),
        (socket.EAI_FAIL, "name-service", "no name server answered"),
    ],
)
def test_a_name_that_is_unknown_is_not_a_name_service_that_is_away(
    run: Run, number: int, failure: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking_up_raises(monkeypatch, number, "what the resolver says")
    wire = wire_to(f"https://{CONVERT}/track")
    check(wire, send(run, wire), failure, "no-answer-name", (said, "nothing was sent"))


@pytest.mark.parametrize("host", ["a..test", ".test", "x" * 64 + ".test"])
def test_a_host_that_is_not_a_name_is_not_found(run: Run, host: str) -> None:
    wire = wire_to(f"http://{host}/track")
    check(wire, send(run, wire), "name", "no-answer-name", ("was not found",))


@pytest.mark.parametrize(
    ("number", "failure", "kind", "said"),
    [
        (errno.ENETUNREACH, "offline", "no-answer-unreachable", "no network connection that leads"),
        (errno.ENETDOWN, "offline", "no-answer-unreachable", "no network connection that leads"),
        (errno.EHOSTUNREACH, "unreachable", "no-answer-unreachable", "There is no route to"),
        (errno.EACCES, "unreachable", "no-answer-unreachable", "firewall"),
        (errno.EADDRNOTAVAIL, "unreachable", "no-answer-unreachable", "There is no route to"),
        (errno.ETIMEDOUT, "connect-timeout", "no-answer-connect", "Gave up connecting"),
        (errno.ECONNREFUSED, "refused", "no-answer-refused", "nothing was sent"),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "several.example"])
def test_addresses_that_the_system_reports_are_distinguished(
    run: Run,
    host: str,
    number: int,
    failure: str,
    kind: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names_lead_to(monkeypatch, "::1", "127.0.0.1")
    connecting_raises(monkeypatch, number)
    wire = wire_to(f"http://{host}:9/track")
    check(wire, send(run, wire), failure, kind, (said,))


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::1", "::"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_converts_name_that_leads_here_hints_at_a_blocker(
    run: Run, scheme: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, address)
    with closed_port() as port:
        wire = wire_to(f"{scheme}://{CONVERT}:{port}/track")
        sent = send(run, wire)
    check(wire, sent, "refused", "no-answer-refused", (f"leads to {address}", "blocker"))


def test_converts_name_that_leads_to_a_blockers_page_hints_at_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, "127.0.0.1")
    with Peer(over_tls(says(answer()), CERTIFICATE)) as peer:
        wire = wire_to(f"https://{CONVERT}:{peer.port}/track")
        sent = send(run, wire)
    check(wire, sent, "tls-self-signed", "no-answer-tls", ("leads to 127.0.0.1", "blocker"))


@pytest.mark.parametrize("body", [b"", b'{"code":200}', b"GIF89a"])
def test_an_answer_of_this_machine_in_converts_name_is_not_accepted(
    run: Run, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, "127.0.0.1")
    with Endpoint([answer(body=body)]) as endpoint:
        wire = wire_to(f"http://{CONVERT}:{endpoint.port}/track")
        kind, words = told(wire, send(run, wire))
    assert kind == "not-endpoint"
    assert "127.0.0.1" in words
    assert "blocker" in words


def test_this_machine_is_not_accepted_in_converts_name_on_a_kept_connection_either(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, "127.0.0.1")

    async def twice(wire: WireRequest) -> list[SendResult]:
        sender = Sender()
        sent = [await sender.send(wire) for _ in range(2)]
        await sender.aclose()
        return sent

    with Endpoint() as endpoint:
        wire = wire_to(f"http://{CONVERT}:{endpoint.port}/track")
        kinds = [told(wire, sent)[0] for sent in run(twice(wire))]
        assert endpoint.connections == 1
    assert kinds == ["not-endpoint", "not-endpoint"]


def test_the_working_one_of_several_addresses_is_used(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Endpoint() as endpoint:
        names_lead_to(monkeypatch, "::1", "127.0.0.2", "127.0.0.1")
        sent = send(run, wire_to(f"http://several.example:{endpoint.port}/track"))
    assert isinstance(sent.outcome, Answer), sent.outcome


def test_a_name_service_that_stays_silent_is_reported(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[bool] = []

    def look_up(*_rest: Any, **_named: Any) -> Any:
        while not waiting:
            time.sleep(0.01)
        raise socket.gaierror(socket.EAI_AGAIN, "")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    wire = wire_to("http://slow.example/track")
    sent = send(run, wire, limits=Timeouts(0.2, 60, 60))
    waiting.append(True)
    said = ("could not be looked up", "nothing within 0.2 s (Connect timeout)")
    check(wire, sent, "name-service", "no-answer-name", said)


@pytest.mark.skipif(
    sys.platform != "linux", reason="a full queue is silent on Linux; others refuse"
)
def test_a_port_that_takes_no_connection_is_a_connect_timeout(run: Run) -> None:
    """A listener whose queue is full: the system then answers no further connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        wire = wire_to(f"http://127.0.0.1:{port}/track")
        sent = send(run, wire, limits=Timeouts(0.5, 60, 60))
        for one in waiting:
            one.close()
    said = ("no connection within 0.5 s (Connect timeout)", "Nothing was sent")
    check(wire, sent, "connect-timeout", "no-answer-connect", said)


# A web page, and other answers --------------------------------------------------------------------

PORTAL = b"<!DOCTYPE html><html><head><title>Hotel WiFi</title></head><body>Log in</body></html>"


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (answer("200 OK", PORTAL, ["Content-Type: text/html"]), "not-endpoint", "“Hotel WiFi”"),
        (answer("200 OK", PORTAL), "not-endpoint", "a web page"),
        (then(answer("200 OK", PORTAL, length=9999), hang_up), "not-endpoint", "“Hotel WiFi”"),
        (answer("200 OK", b"ok", ["Content-Type: text/html"]), "accepted", "took it"),
        (answer("200 OK", b'{"code":200}', ["Content-Type: application/json"]), "accepted", ""),
        (answer("204 No Content"), "accepted", "took it"),
        (b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", "accepted", "took it"),
        (answer("299 Odd"), "accepted", "took it"),
        (answer("304 Not Modified"), "not-modified", "proves neither"),
        (answer("301 Moved", headers=["Location: https://x.example/"]), "redirected", "x.example"),
        (answer("302 Found", headers=["Location: /login"]), "redirected", "/login"),
        (answer("400 Bad Request", b"The plain HTTP request was sent to HTTPS port"), "rejected", "speaks TLS"),
        (answer("403 Forbidden", PORTAL), "rejected", "403 Forbidden"),
        (answer("511 Network Authentication Required", PORTAL), "rejected", "asks for a login"),
        (answer("500 Oops", PORTAL), "server-error", "500 Oops"),
        (answer("600 Odd"), "unreadable", "600 Odd"),
        (answer("999 Odd"), "unreadable", "999 Odd"),
        (then(answer("200 OK", b'{"code"', length=99), hang_up), "accepted", "broke off"),
        (then(answer("403 Forbidden", b"no", length=99), hang_up), "rejected", "403 Forbidden"),
    ],
    ids=range(19),
)  # fmt: skip
def test_an_answer_is_classified_by_its_content(
    run: Run, reply: Reply, kind: str, said: str
) -> None:
    with Endpoint([reply]) as endpoint:
        wire = wire_to(endpoint.url)
        judged, words = told(wire, send(run, wire))
    assert judged == kind, words
    assert said in words
