"""The collector for clients that insist on https."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from convert_console.services.collector.faults import Fault
from convert_console.services.collector.server import Collector, PortUnusable, Secure
from convert_console.services.storage.files import StoreFailed
from support.collecting import (
    SECONDS,
    Answer,
    ask,
    port_of,
    post,
    read_to_end,
    reset,
    running,
    talk,
)
from support.waiting import until


@pytest.fixture
def ca_file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "ca.pem"


@pytest.fixture
def collector(ca_file: Path) -> Iterator[Collector]:
    with running(secure=Secure(0, ca_file)) as collector:
        yield collector


def secure_port(collector: Collector) -> int:
    port = urlsplit(collector.secure_url).port
    assert port
    return port


def asked(collector: Collector, ca_file: Path, host: str = "127.0.0.1", times: int = 1) -> Answer:
    context = ssl.create_default_context(cafile=str(ca_file))
    client = http.client.HTTPSConnection(
        host, secure_port(collector), timeout=SECONDS, context=context
    )
    try:
        for _ in range(times):
            client.request("POST", "/track", b"{}", {"User-Agent": "ConvertAgent/1.0"})
            answer = client.getresponse()
            read = Answer(answer.status, dict(answer.getheaders()), answer.read())
        return read
    finally:
        client.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_client_that_trusts_the_authority_is_served(
    collector: Collector, ca_file: Path, host: str
) -> None:
    assert asked(collector, ca_file, host, times=3).json == {"status": "ok"}
    assert ask(collector, body=b"{}").status == 200, "by http as before"
    assert [one.verdict for one in collector.received()] == ["accepted"] * 4
    assert [one["scheme"] for one in ask(collector, "GET", "/received").json] == [
        *["https"] * 3,
        "http",
    ]


def test_the_file_holds_no_key(collector: Collector, ca_file: Path) -> None:
    text = ca_file.read_text("ascii")
    assert "BEGIN CERTIFICATE" in text
    assert "PRIVATE" not in text


def test_a_client_that_does_not_trust_it_is_listed_with_the_next_step(
    collector: Collector,
) -> None:
    with (
        socket.create_connection(("127.0.0.1", secure_port(collector)), SECONDS) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        ssl.create_default_context().wrap_socket(plain, server_hostname="127.0.0.1")
    entry = wait_for_other(collector)
    assert (entry["outcome"], entry["status"]) == ("refused", None)
    assert entry["reason"].startswith("The client does not trust the collector's certificate.")


@pytest.mark.parametrize("break_off", [socket.socket.close, reset])
@pytest.mark.parametrize("length", [20, None])
def test_a_client_that_breaks_off_the_handshake_is_listed(
    collector: Collector, break_off: Callable[[socket.socket], None], length: int | None
) -> None:
    hello = ssl.MemoryBIO()
    handshake = ssl.create_default_context().wrap_bio(
        ssl.MemoryBIO(), hello, server_hostname="127.0.0.1"
    )
    with pytest.raises(ssl.SSLWantReadError):
        handshake.do_handshake()
    plain = socket.create_connection(("127.0.0.1", secure_port(collector)), SECONDS)
    plain.sendall(hello.read()[:length])
    break_off(plain)
    assert wait_for_other(collector)["reason"].startswith("The TLS handshake was not completed.")


@pytest.mark.parametrize("end", [socket.socket.close, reset])
def test_a_connection_that_says_nothing_is_not_listed(
    collector: Collector, ca_file: Path, end: Callable[[socket.socket], None]
) -> None:
    end(socket.create_connection(("127.0.0.1", secure_port(collector)), SECONDS))
    assert asked(collector, ca_file).status == 200
    assert collector.others() == ()


def test_plain_http_to_its_port_is_listed_with_the_next_step(collector: Collector) -> None:
    with socket.create_connection(("127.0.0.1", secure_port(collector)), SECONDS) as plain:
        plain.sendall(post())
        assert read_to_end(plain) == b""
    assert wait_for_other(collector)["reason"].startswith("Plain HTTP came to the port for https.")


def test_https_to_the_port_for_http_is_listed_with_the_next_step(collector: Collector) -> None:
    assert talk(collector, b"\x16\x03\x01\x02\x00\x01").startswith(b"HTTP/1.1 400")
    assert "https came to the port for http" in wait_for_other(collector)["reason"]


def wait_for_other(collector: Collector) -> Any:
    """The entry of the first request that was not taken."""
    until(collector.others)
    return ask(collector, "GET", "/received").json[0]


def test_a_client_that_stays_silent_delays_no_other(collector: Collector, ca_file: Path) -> None:
    with socket.create_connection(("127.0.0.1", secure_port(collector)), SECONDS):
        assert asked(collector, ca_file).status == 200
        assert ask(collector).status == 200
        collector.stop()


def test_faults_are_shown_there_too(collector: Collector, ca_file: Path) -> None:
    collector.fault = Fault("reset", times=1)
    with pytest.raises((ConnectionError, ssl.SSLError, http.client.BadStatusLine)):
        asked(collector, ca_file)
    collector.fault = Fault("huge", times=1)
    assert len(asked(collector, ca_file).body) > 6_000_000


def test_each_start_makes_its_own_authority(collector: Collector, ca_file: Path) -> None:
    before = ca_file.read_bytes()
    collector.stop()
    collector.start()
    assert ca_file.read_bytes() != before
    assert asked(collector, ca_file).status == 200


def test_a_port_in_use_is_named_and_nothing_is_left(ca_file: Path) -> None:
    with running() as other:
        port = port_of(other)
        collector = Collector(0, fallback=False, secure=Secure(port, ca_file))
        with pytest.raises(PortUnusable) as refused:
            collector.start()
        assert refused.value.port == port
        assert not collector.running


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    collector = Collector(0, secure=Secure(0, tmp_path / "file" / "ca.pem"))
    with pytest.raises(StoreFailed):
        collector.start()
    assert not collector.running


def test_without_its_file_the_collector_listens_for_http_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    collector = Collector(0, secure=Secure(0, tmp_path / "file" / "ca.pem"))
    try:
        assert "listens for http only" in collector.start_anyhow()
        assert collector.running
        assert collector.secure_url == ""
    finally:
        collector.stop()
