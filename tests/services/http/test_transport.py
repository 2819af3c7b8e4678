"""Proven at the socket: what is local only reaches nothing else, and a proxy is only asked."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from base64 import b64decode
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.request.destination import is_loopback_address
from convert_console.core.request.profile import Proxy
from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.http import certificates
from convert_console.services.http.route import Route
from convert_console.services.http.sender import Sender
from support.endpoint import CERTIFICATE, Conversation, Endpoint, Reply, answer
from support.wires import wire_to

Run = Callable[[Coroutine[Any, Any, Any]], Any]
LOCAL_ONLY = Route(only_loopback=True)


def send(run: Run, url: str, route: Route = LOCAL_ONLY) -> Answer | Failure:
    async def sent() -> Answer | Failure:
        sender = Sender()
        try:
            return (await sender.send(wire_to(url), route)).outcome
        finally:
            await sender.aclose()

    outcome: Answer | Failure = run(sent())
    return outcome


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address a socket of this process is connected to."""
    seen: list[Any] = []
    connect = socket.socket.connect

    def noted(this: socket.socket, address: Any) -> Any:
        if this.family in (socket.AF_INET, socket.AF_INET6):
            seen.append(address[0])
        return connect(this, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    return seen


def names_lead_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Stand in for the name service: each lookup gets the next answer, the last one serves all
    that follow. Gives the names that were asked for.
    """
    asked: list[str] = []

    def look_up(host: Any, port: Any, *_rest: Any, **_named: Any) -> list[Any]:
        asked.append(str(host))
        addresses = answers[min(len(asked), len(answers)) - 1]
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
    return asked


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost"])
def test_this_machine_is_reached_under_each_of_its_names(run: Run, host: str) -> None:
    with Endpoint(host="0.0.0.0" if host == "127.9.9.9" else "127.0.0.1") as endpoint:
        outcome = send(run, f"http://{host}:{endpoint.port}/track")
    assert isinstance(outcome, Answer)


def test_the_ipv6_loopback_is_reached(run: Run) -> None:
    with Endpoint(host="::1") as endpoint:
        assert isinstance(send(run, endpoint.url), Answer)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1/track",
        "http://0.0.0.0/track",
        "http://[::ffff:192.0.2.1]/track",
        "https://[2001:db8::1]/track",
        "http://2130706433.example/track",
    ],
)
def test_an_address_elsewhere_is_refused_before_anything_is_connected(
    run: Run, url: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, ["192.0.2.7"])
    outcome = send(run, url)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "forbidden"
    assert "not this machine" in outcome.detail
    assert connected == []


@pytest.mark.parametrize("leads_to", [["192.0.2.7"], ["127.0.0.1", "192.0.2.7"], ["fe80::1%lo"]])
def test_a_name_that_leads_elsewhere_is_refused_even_if_it_is_localhost(
    run: Run, leads_to: list[str], connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    names_lead_to(monkeypatch, leads_to)
    outcome = send(run, "http://localhost:9/track")
    assert isinstance(outcome, Failure)
    assert outcome.kind == "forbidden"
    assert leads_to[-1] in outcome.detail
    assert connected == []


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_the_second_time(
    run: Run, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names_lead_to(monkeypatch, ["127.0.0.1"], ["192.0.2.7"])
    with Endpoint() as endpoint:
        outcome = send(run, f"http://rebinding.example:{endpoint.port}/track")
    assert isinstance(outcome, Answer)
    assert (asked, connected) == (["rebinding.example"], ["127.0.0.1"])


def test_a_redirect_elsewhere_is_shown_and_not_followed(run: Run, connected: list[Any]) -> None:
    away = answer("302 Found", headers=["Location: http://192.0.2.7/track"])
    with Endpoint([away]) as endpoint:
        outcome = send(run, endpoint.url)
    assert isinstance(outcome, Answer)
    assert outcome.header("location") == "http://192.0.2.7/track"
    assert connected == ["127.0.0.1"]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Endpoint() as proxy, Endpoint() as endpoint:
        monkeypatch.setenv(name, proxy.url)
        assert isinstance(send(run, endpoint.url), Answer)
        assert proxy.connections == 0


def test_a_proxy_of_the_route_is_not_used_where_only_this_machine_may_be_reached(run: Run) -> None:
    with Endpoint() as proxy, Endpoint() as endpoint:
        way = Route(only_loopback=True, proxy=Proxy("127.0.0.1", proxy.port))
        assert isinstance(send(run, endpoint.url, way), Answer)
        assert proxy.connections == 0


def test_a_connection_made_freely_does_not_serve_a_send_that_is_local_only(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both(url: str) -> list[Any]:
        sender = Sender()
        ways = (Route(), LOCAL_ONLY)
        outcomes = [(await sender.send(wire_to(url), way)).outcome for way in ways]
        await sender.aclose()
        return outcomes

    with Endpoint() as endpoint:
        free, held = run(both(f"http://localhost:{endpoint.port}/track"))
        assert endpoint.connections == 2
    assert isinstance(free, Answer) and isinstance(held, Answer)


def tunnel(to: int) -> Reply:
    """What a proxy does: consents, then passes one request on, and its answer back."""

    def pass_on(conversation: Conversation) -> None:
        with socket.create_connection(("127.0.0.1", to)) as beyond:
            conversation.socket.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            going_out = b""
            while not going_out.endswith(b"\r\n\r\n{}"):
                going_out += conversation.socket.recv(65_536)
            beyond.sendall(going_out)
            conversation.socket.sendall(beyond.recv(65_536))

    return pass_on


def test_a_proxy_opens_a_tunnel_through_which_the_very_bytes_go(run: Run) -> None:
    with Endpoint() as endpoint, Endpoint([tunnel(endpoint.port)]) as proxy:
        url = "http://shop.example:8080/track?a[b]=1"
        way = Route(proxy=Proxy("127.0.0.1", proxy.port, "ann", "s3:cret"))
        assert isinstance(send(run, url, way), Answer)
        assert endpoint.requests == [wire_to(url).raw]
        asked = proxy.requests[0].decode()
    assert asked.startswith("CONNECT shop.example:8080 HTTP/1.1\r\nHost: shop.example:8080\r\n")
    credentials = asked.partition("Proxy-Authorization: Basic ")[2].split("\r\n")[0]
    assert b64decode(credentials) == b"ann:s3:cret"


def test_a_password_is_not_part_of_what_is_printed() -> None:
    assert "s3cret" not in repr(Route(proxy=Proxy("h", 1, "ann", "s3cret")))


def test_a_name_service_that_does_not_answer_is_a_timeout(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stuck(*_rest: Any, **_named: Any) -> Any:
        await asyncio.Event().wait()

    async def asked() -> Answer | Failure:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", stuck, raising=False)
        sender = Sender()
        limits = Route().limits.__class__(connect=0.05)
        sent = await sender.send(
            wire_to("http://slow.example/"), replace(LOCAL_ONLY, limits=limits)
        )
        await sender.aclose()
        return sent.outcome

    outcome = run(asked())
    assert isinstance(outcome, Failure)
    assert outcome.kind == "name-service"


def test_no_name_counts_as_this_machine_by_itself() -> None:
    assert not any(map(is_loopback_address, ["localhost", "", "127.0.0.1.example", "fe80::1%lo"]))


# Whom TLS trusts, tried with a certificate that nobody else has signed.


def send_trusting(run: Run, url: str, ca_file: str) -> Any:
    wire = WireRequest("POST", url, (("Host", "localhost"), ("Content-Length", "0")), b"")

    async def sent() -> Any:
        sender = Sender()
        try:
            return (await sender.send(wire, Route(ca_file=ca_file))).outcome
        finally:
            await sender.aclose()

    return run(sent())


def test_a_server_is_trusted_once_its_certificate_is_in_the_extra_file(run: Run) -> None:
    with Endpoint(tls=True) as endpoint:
        stranger = send_trusting(run, endpoint.url, "")
        known = send_trusting(run, endpoint.url, str(CERTIFICATE))
    assert isinstance(stranger, Failure) and stranger.kind == "tls-self-signed"
    assert isinstance(known, Answer)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="files are Linux's store")
@pytest.mark.parametrize("bundles", [(str(CERTIFICATE),), ()])
def test_where_openssl_finds_no_store_another_one_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bundles: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(certificates, "BUNDLES", bundles)
    assert certificates.trusting_context().cert_store_stats()["x509"] > 0


def test_windows_and_macos_are_asked_themselves(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here truststore stands on files; what is tried is that a send works with its context."""
    monkeypatch.setattr(sys, "platform", "win32")
    context = certificates.trusting_context(str(CERTIFICATE))
    monkeypatch.undo()
    assert type(context).__module__.startswith("truststore")
    monkeypatch.setattr(
        "convert_console.services.http.certificates.trusting_context", lambda _: context
    )
    with Endpoint(tls=True) as endpoint:
        assert isinstance(send_trusting(run, endpoint.url, "of course"), Answer)


def test_names_and_certificates_are_checked() -> None:
    context = certificates.trusting_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
