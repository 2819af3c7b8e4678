"""Whom TLS trusts, tried with a certificate that nobody else has signed."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from convert_console.core.request.wire import WireRequest
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.services.http import transport
from convert_console.services.http.route import Route
from convert_console.services.http.sender import Sender
from support.endpoint import CERTIFICATE, Endpoint

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def send(run: Run, url: str, ca_file: str) -> Any:
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
        stranger = send(run, endpoint.url, "")
        known = send(run, endpoint.url, str(CERTIFICATE))
    assert isinstance(stranger, Failure) and stranger.kind == "tls-self-signed"
    assert isinstance(known, Answer)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="files are Linux's store")
@pytest.mark.parametrize("bundles", [(str(CERTIFICATE),), ()])
def test_where_openssl_finds_no_store_another_one_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bundles: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr(transport, "BUNDLES", bundles)
    assert transport.trusting_context().cert_store_stats()["x509"] > 0


def test_windows_and_macos_are_asked_themselves(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here truststore stands on files; what is tried is that a send works with its context."""
    monkeypatch.setattr(sys, "platform", "win32")
    context = transport.trusting_context(str(CERTIFICATE))
    monkeypatch.undo()
    assert type(context).__module__.startswith("truststore")
    monkeypatch.setattr(
        "convert_console.services.http.connection.trusting_context", lambda _: context
    )
    with Endpoint(tls=True) as endpoint:
        assert isinstance(send(run, endpoint.url, "of course"), Answer)


def test_names_and_certificates_are_checked() -> None:
    context = transport.trusting_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
