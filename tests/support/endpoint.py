"""A test endpoint that records the bytes of requests and gives the answers of the test."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeAlias

PATIENCE = 60.0
"""Seconds after which a wait fails a test."""

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
"""Certificate and key for localhost, 127.0.0.1 and ::1, self-signed and only for tests."""

CERTIFICATES = CERTIFICATE.with_name("certificates")
"""More of them, whose authority is `authority.pem`: valid until 2120, expired, not valid before
2110, for another host, and one that sends its authority along."""


@dataclass
class Conversation:
    """One connection, as a reply sees it. `ended` is set when the endpoint stops."""

    socket: socket.socket
    request: bytes
    ended: threading.Event


Reply: TypeAlias = Callable[[Conversation], object] | bytes
"""Bytes to send, or a function that handles the connection.

The connection stays open afterwards, unless the function closes it.
"""


def answer(
    status: str = "200 OK",
    body: bytes = b"",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """The bytes of an answer; `length` is a Content-Length other than the true one.

    >>> answer("301 Moved", headers=["Location: /x"])
    b'HTTP/1.1 301 Moved\\r\\nLocation: /x\\r\\nContent-Length: 0\\r\\n\\r\\n'
    """
    claimed = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {claimed}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def silence(conversation: Conversation) -> None:
    """Answer nothing until the other side or the test ends the connection."""
    with suppress(OSError):
        while not conversation.ended.is_set() and conversation.socket.recv(1):
            pass


def reset(conversation: Conversation) -> None:
    """Close the connection with a TCP reset."""
    linger = struct.pack("ii", 1, 0)
    conversation.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    conversation.socket.close()


def hang_up(conversation: Conversation) -> None:
    """Close the connection without an answer."""
    conversation.socket.shutdown(socket.SHUT_RDWR)


def then(*replies: Reply) -> Reply:
    """Several replies to one request: `then(answer(length=9), hang_up)`."""

    def all_replies(conversation: Conversation) -> None:
        for reply in replies:
            give(conversation, reply)

    return all_replies


def pause(seconds: float) -> Reply:
    """Wait before the next reply, or until the endpoint ends."""
    return lambda conversation: conversation.ended.wait(seconds)


def when(event: threading.Event) -> Reply:
    """Wait for an event of the test."""
    return lambda _conversation: event.wait(PATIENCE)


def give(conversation: Conversation, reply: Reply) -> None:
    """Send a reply."""
    if callable(reply):
        reply(conversation)
    else:
        conversation.socket.sendall(reply)


class Listener:
    """A socket on loopback that handles each connection in a thread, and closes all at its end."""

    def __init__(self, host: str, serve: Callable[[socket.socket], object]) -> None:
        self.ended = threading.Event()
        self.changed = threading.Condition()
        self.opened = self.open = 0
        self._serve = serve
        self._sockets: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family, backlog=128)
        self.port: int = self._socket.getsockname()[1]

    def start(self) -> None:
        self._spawn(self._accept)

    def cut_off_at_end(self, connection: socket.socket) -> None:
        """Also shut down this socket when the listener stops."""
        with self.changed:
            self._sockets.add(connection)

    def stop(self) -> None:
        self.ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self.changed:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="test endpoint", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self.changed:
                self.opened += 1
                self.open += 1
                self._sockets.add(connection)
            # A small answer must be sent at once: a reset would drop it.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._spawn(lambda connection=connection: self._talk(connection))  # type: ignore[misc]

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self._serve(connection)
        with self.changed:
            self.open -= 1
            self.changed.notify_all()


@dataclass
class Endpoint:
    """Listens on loopback as a context manager.

    The first request gets the first reply, and so on; the last reply is for all others too.
    """

    replies: list[Reply] = field(default_factory=lambda: [answer()])
    host: str = "127.0.0.1"
    tls: bool = False
    certificate: Path = CERTIFICATE

    def __post_init__(self) -> None:
        self._requests: list[bytes] = []
        self._listener = Listener(self.host, self._serve)
        self.port = self._listener.port

    @property
    def url(self) -> str:
        """The URL to send to: `http://127.0.0.1:41234/track`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self.tls else ''}://{host}:{self.port}/track"

    @property
    def requests(self) -> list[bytes]:
        """The exact bytes of each request so far."""
        with self._listener.changed:
            return list(self._requests)

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        with self._listener.changed:
            return self._listener.opened

    def wait_for_requests(self, count: int) -> list[bytes]:
        """Wait until so many requests are complete."""
        self._wait(lambda: len(self._requests) >= count, f"{count} requests")
        return self.requests

    def wait_until_left(self) -> None:
        """Wait until the other side has closed every connection."""
        self.wait_until_at_most(0)

    def wait_until_at_most(self, count: int) -> None:
        """Wait until at most so many connections are open."""
        self._wait(lambda: self._listener.open <= count, f"at most {count} open connections")

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._listener.stop()

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        with self._listener.changed:
            if not self._listener.changed.wait_for(condition, PATIENCE):
                raise TimeoutError(f"waited {PATIENCE:g} s for {what}")

    def _serve(self, connection: socket.socket) -> None:
        stream = _tls(connection, self.certificate) if self.tls else connection
        self._listener.cut_off_at_end(stream)
        with stream:
            self._converse(stream)

    def _converse(self, stream: socket.socket) -> None:
        waiting = b""
        while True:
            request, waiting = _read_request(stream, waiting)
            if not request:
                return
            with self._listener.changed:
                reply = self.replies[min(len(self._requests), len(self.replies) - 1)]
                self._requests.append(request)
                self._listener.changed.notify_all()
            give(Conversation(stream, request, self._listener.ended), reply)


class Peer:
    """Listens on loopback and calls a function with each connection.

    The function gets a `Conversation` without a request. The connection is closed when it returns,
    or when the context ends.
    """

    def __init__(self, talk: Callable[[Conversation], object]) -> None:
        self._talk = talk
        self._listener = Listener("127.0.0.1", self._serve)
        self.port = self._listener.port

    @property
    def url(self) -> str:
        """The URL for plain HTTP."""
        return f"http://127.0.0.1:{self.port}/track"

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        with self._listener.changed:
            return self._listener.opened

    def __enter__(self) -> Self:
        self._listener.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._listener.stop()

    def _serve(self, connection: socket.socket) -> None:
        self._talk(Conversation(connection, b"", self._listener.ended))


def secured(connection: socket.socket, certificate: Path = CERTIFICATE) -> socket.socket:
    """The server's side of TLS over a connection."""
    return _tls(connection, certificate)


def _tls(connection: socket.socket, certificate: Path) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context.wrap_socket(connection, server_side=True)


def _read_request(stream: socket.socket, waiting: bytes) -> tuple[bytes, bytes]:
    """A complete request and the bytes after it; empty if the other side closed the connection."""
    while b"\r\n\r\n" not in waiting and (piece := stream.recv(65_536)):
        waiting += piece
    head, end_of_head, _body = waiting.partition(b"\r\n\r\n")
    if not end_of_head:
        return b"", b""
    length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    end = len(head) + 4 + (int(length[1]) if length else 0)
    while len(waiting) < end and (piece := stream.recv(65_536)):
        waiting += piece
    return waiting[:end], waiting[end:]
