"""Requests for tests of sending."""

from __future__ import annotations

from convert_console.core.request.wire import WireRequest


def wire_to(url: str, body: bytes = b"{}") -> WireRequest:
    """A POST with only the necessary headers."""
    agent, length = ("User-Agent", "ConvertAgent/1.0"), ("Content-Length", str(len(body)))
    return WireRequest("POST", url, (("Host", url.split("/")[2]), agent, length), body)
