"""A running collector, and clients that send it exact bytes."""

from __future__ import annotations

import http.client
import json
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from convert_console.services.collector.server import Collector

AGENT = "User-Agent: ConvertAgent/1.0\r\n"
SECONDS = 60
"""How long a test waits before it fails as hung."""


def _has_ipv6() -> bool:
    """Whether this machine has ::1."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


with_ipv6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def running(**options: Any) -> Iterator[Collector]:
    """A collector on a free port, stopped at the end."""
    collector = Collector(0, **options)
    collector.start()
    try:
        yield collector
    finally:
        collector.stop()


def port_of(collector: Collector) -> int:
    match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/track", collector.url)
    assert match
    return int(match[1])


def connect(collector: Collector) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(collector)), timeout=SECONDS)


def read_to_end(connection: socket.socket) -> bytes:
    """Everything until the other side closes the connection."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def reset(connection: socket.socket) -> None:
    """Close the connection with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def talk(collector: Collector, data: bytes) -> bytes:
    """Send bytes and the end of the stream, and return the answer."""
    with connect(collector) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return read_to_end(connection)


def ask(
    collector: Collector,
    method: str = "POST",
    target: str = "/track",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send a request over a new connection, with ConvertAgent as the default User-Agent."""
    client = http.client.HTTPConnection("127.0.0.1", port_of(collector), timeout=SECONDS)
    try:
        client.request(method, target, body, {"User-Agent": "ConvertAgent/1.0", **(headers or {})})
        answer = client.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        client.close()


def post(body: bytes = b"{}", more: str = "") -> bytes:
    """The bytes of a plain POST."""
    length = f"Content-Length: {len(body)}\r\n"
    return f"POST /track HTTP/1.1\r\nHost: localhost\r\n{AGENT}{length}{more}\r\n".encode() + body
