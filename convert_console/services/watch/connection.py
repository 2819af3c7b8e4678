"""A client of the DevTools protocol, over the pipe of a browser of our own or a WebSocket."""

import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlsplit

from convert_console.core.request.destination import is_loopback
from convert_console.core.text import is_digits

CALL_SECONDS = 30.0
"""Seconds in which a browser answers a command, however busy the machine is."""

LONGEST_MESSAGE = 256 << 20
"""Bytes of a message that a browser sends at most; only another program sends more."""

Handler: TypeAlias = Callable[[str, Mapping[str, Any], str], None]
"""Takes the name of an event, its parameters, and the session that it is from."""


class DevToolsFault(Exception):
    """The browser refused a command, did not answer it, or is gone; the text says which."""


class Transport(Protocol):
    """Carries whole messages, and hands over those that come."""

    def send(self, message: bytes) -> None:
        """Send a message; returns at once."""

    async def close(self) -> None:
        """Close the connection; safe to repeat."""


class DevTools:
    """Sends commands and hands on events, once a transport is attached."""

    def __init__(self, handle: Handler) -> None:
        self.transport: Transport | None = None
        self.closed = asyncio.Event()
        self._handle = handle
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}

    def post(self, method: str, params: Mapping[str, Any] | None = None, session: str = "") -> int:
        """Send a command whose answer nobody needs; returns its number."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method}
        if params:
            message["params"] = params
        if session:
            message["sessionId"] = session
        if self.transport is not None and not self.closed.is_set():
            self.transport.send(json.dumps(message, separators=(",", ":")).encode())
        return self._number

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        session: str = "",
        seconds: float = CALL_SECONDS,
    ) -> Mapping[str, Any]:
        """Send a command and return its result; raises `DevToolsFault`."""
        if self.closed.is_set():
            raise DevToolsFault("the browser has ended")
        answered = asyncio.get_running_loop().create_future()
        number = self.post(method, params, session)
        self._waiting[number] = answered
        try:
            async with asyncio.timeout(seconds):
                message = await answered
        except TimeoutError:
            raise DevToolsFault(f"no answer to {method} within {seconds:.0f} s") from None
        finally:
            self._waiting.pop(number, None)
        if "error" in message:
            raise DevToolsFault(f"{method}: {message['error'].get('message', 'refused')}")
        result: Mapping[str, Any] = message["result"]
        return result

    def take(self, message: bytes) -> None:
        """Take a message of the browser."""
        if _is_skipped(message):
            return
        try:
            content = json.loads(message)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            self.end()  # it is no browser that speaks
            return
        number = content.get("id")
        if number is None:
            self._handle(content["method"], content["params"], content.get("sessionId", ""))
            return
        waiting = self._waiting.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(content)

    def end(self) -> None:
        """The connection is closed: nothing that waits will be answered."""
        self.closed.set()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result({"error": {"message": "the browser has ended"}})


_NETWORK = b'{"method":"Network.'
_NEEDED = (_NETWORK + b'requestWillBeSent"', _NETWORK + b'loadingFailed"')


def _is_skipped(message: bytes) -> bool:
    """Whether it is one of the many events about a page's traffic that nobody needs: reading them
    all would take more time than everything else.
    """
    return message.startswith(_NETWORK) and not message.startswith(_NEEDED)


class _Pipe(asyncio.Protocol):
    """Messages that end with a zero byte, over a socket that the browser has the other end of."""

    def __init__(self, devtools: DevTools) -> None:
        self._devtools = devtools
        self._parts: list[bytes] = []
        self._size = 0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *whole, rest = data.split(b"\0")
        for end in whole:
            message = b"".join((*self._parts, end))
            self._parts.clear()
            self._devtools.take(message)
        if rest:
            self._parts.append(rest)
            self._size = self._size + len(rest) if not whole else len(rest)
            if self._size > LONGEST_MESSAGE and self._transport is not None:
                self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._devtools.end()

    def send(self, message: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(message + b"\0")

    async def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
        await self._devtools.closed.wait()


async def connect_pipe(devtools: DevTools, end: socket.socket) -> None:
    """Attach our end of a socket whose other end a browser has as its pipe."""
    _, pipe = await asyncio.get_running_loop().create_connection(lambda: _Pipe(devtools), sock=end)
    devtools.transport = pipe


class _WebSocket:
    """Messages over a WebSocket, which the library `websockets` speaks."""

    def __init__(self, devtools: DevTools, connection: Any) -> None:
        self._connection = connection
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._read(devtools)), loop.create_task(self._write())]

    def send(self, message: bytes) -> None:
        self._outgoing.put_nowait(message)

    async def close(self) -> None:
        self._tasks[1].cancel()
        await self._connection.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self, devtools: DevTools) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            with suppress(ConnectionClosed):
                while True:
                    devtools.take(await self._connection.recv(decode=False))
        finally:
            devtools.end()

    async def _write(self) -> None:
        from websockets.exceptions import ConnectionClosed

        with suppress(ConnectionClosed):
            while True:
                message = await self._outgoing.get()
                await self._connection.send(message, text=True)


async def connect_web_socket(devtools: DevTools, url: str) -> None:
    """Attach a browser that listens on this machine; raises `DevToolsFault`."""
    from websockets.asyncio.client import connect
    from websockets.exceptions import WebSocketException

    try:
        connection = await connect(
            url, compression=None, proxy=None, max_size=None, ping_interval=None, close_timeout=2
        )
    except (OSError, TimeoutError, WebSocketException) as why:
        raise DevToolsFault(f"{url} cannot be reached: {why}") from None
    devtools.transport = _WebSocket(devtools, connection)


async def web_socket_of(address: str) -> str:
    """The WebSocket of a browser that was started with `--remote-debugging-port`.

    `address` is a port, `host:port`, or a URL that begins with http or ws. Raises `DevToolsFault`.
    """
    import httpx

    plain = address.strip()
    if is_digits(plain):
        plain = f"127.0.0.1:{plain}"
    url = plain if "://" in plain else f"http://{plain}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "ws") and parts.port is not None
        host = parts.hostname or ""
    except ValueError:
        usable, host = False, ""
    if not usable:
        raise DevToolsFault(
            f"{address} is not the address of a browser. Give one such as 127.0.0.1:9222."
        )
    if not is_loopback(host):
        raise DevToolsFault(f"{host} is not this machine. Only its own browsers can be watched.")
    if parts.scheme == "ws":
        return url
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=CALL_SECONDS) as client:
            answer = await client.get(f"http://{parts.netloc}/json/version")
            found = answer.json()["webSocketDebuggerUrl"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        raise DevToolsFault(
            f"No browser answers at {parts.netloc}. Start it with --remote-debugging-port="
            f"{parts.port} and a --user-data-dir of its own."
        ) from None
    # The browser names the host that it was asked by; the port is the one that was reached.
    return f"ws://{parts.netloc}{urlsplit(str(found)).path}"
