"""One connection to the local collector: requests kept byte for byte, answers good and bad.

Why h11 and not a web framework: frameworks hand over what they made of a request. A debugger needs
the header names as they were written, their order, the raw target and the chunk sizes; and it must
be able to fall silent, to reset, or to stop half way. h11 is a state machine without sockets: it
knows the grammar, while every byte passes through here in both directions.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

import h11

from convert_console.protocol.wire import Headers
from convert_console.services.collector_faults import Reply
from convert_console.services.collector_rules import Incoming, text

READ_AT_ONCE = 65_536
_CLOSE = ("Connection", "close")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the collector stops: bytes for one request, seconds for waiting, numbers for keeping.

    `head` has room for the longest GET that httpx sends (65,536 bytes of URL) and its headers;
    `framing` is what chunk sizes and trailers may add to a body. `lingering` is how long a
    connection is still read after the last answer, so that its end does not destroy the answer.
    """

    head: int = 96 * 1024
    body: int = 1024 * 1024
    framing: int = 8 * 1024 * 1024
    connections: int = 256
    idle: float = 30.0
    lingering: float = 2.0
    kept: int = 10_000
    kept_bytes: int = 128 * 1024 * 1024


class RefusalError(Exception):
    """A request that cannot be read to its end, with the status that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.reply = text(status, sentence)


class Conversation:
    """Reads requests one after the other and sends what `answer` says, until either side ends."""

    def __init__(
        self,
        reader: StreamReader,
        writer: StreamWriter,
        answer: Callable[[Incoming], Reply],
        limits: Limits,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._limits = limits
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head)
        self._asked_for_head = False  # such an answer has no body
        self._arrived = bytearray()  # since the end of the last request

    async def run(self) -> None:
        """Serve the connection and close it; what the network does to it ends it quietly."""
        try:
            while await self._exchange():
                self._http.start_next_cycle()
            await self._linger()
        except OSError:
            pass  # reset, broken pipe, timeout: the other side is gone or no longer listens
        finally:
            self._writer.transport.abort()

    async def _exchange(self) -> bool:
        """One request and its answer; whether another may follow."""
        try:
            incoming = await self._next_request()
        except RefusalError as refusal:
            await self._send(refusal.reply, (_CLOSE,))
            return False
        if incoming is None:
            return False
        return await self._reply(self._answer(incoming))

    async def _next_request(self) -> Incoming | None:
        """The next request, or `None` when none comes any more; raises `RefusalError`."""
        request: h11.Request | None = None
        head, body = "", bytearray()
        self._asked_for_head = False
        while True:
            event = self._next_event()
            if event is h11.NEED_DATA:
                if not await self._feed():
                    return None
            elif isinstance(event, h11.Request):
                request, head = event, self._head(event)
                self._check_body(_declared(event))
            elif isinstance(event, h11.Data):
                body += event.data
                self._check_body(len(body))
            elif isinstance(event, h11.EndOfMessage) and request:
                return _incoming(request, head, bytes(body), self._cut())
            else:
                return None

    def _next_event(self) -> object:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            raise RefusalError(
                error.error_status_hint, f"This cannot be read as HTTP: {str(error)[:200]}"
            ) from error

    async def _feed(self) -> bool:
        """Give h11 more bytes, or the end; `False` when nobody has anything to say."""
        if self._http.they_are_waiting_for_100_continue:
            self._writer.write(
                self._http.send(h11.InformationalResponse(status_code=100, headers=[]))
            )
        try:
            async with asyncio.timeout(self._limits.idle):
                data = await self._reader.read(READ_AT_ONCE)
        except TimeoutError:
            if self._arrived:
                raise RefusalError(408, "The rest of this request did not come in time.") from None
            return False
        self._arrived += data
        self._http.receive_data(data)
        return True

    def _head(self, request: h11.Request) -> str:
        self._asked_for_head = request.method == b"HEAD"
        length = len(self._arrived) - len(self._http.trailing_data[0])
        if length > self._limits.head:
            raise RefusalError(
                431, f"The head of a request may have {self._limits.head:,} bytes here."
            )
        return self._arrived[:length].decode("latin-1")

    def _check_body(self, length: int) -> None:
        limits = self._limits
        if length > limits.body or len(self._arrived) > limits.head + limits.framing:
            raise RefusalError(413, f"A body may have {limits.body:,} bytes here.")

    def _cut(self) -> bytes:
        """The bytes of the request that has just ended; a pipelined next one stays."""
        length = len(self._arrived) - len(self._http.trailing_data[0])
        raw = bytes(self._arrived[:length])
        del self._arrived[:length]
        return raw

    async def _reply(self, reply: Reply) -> bool:
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.manner == "silent":
            while await self._reader.read(READ_AT_ONCE):
                pass
            return False
        if reply.manner == "reset":
            _reset(self._writer)
            return False
        return await self._send(reply)

    async def _send(self, reply: Reply, extra: Headers = ()) -> bool:
        headers = [*reply.headers, *_framing(reply), *extra]
        head = self._http.send(h11.Response(status_code=reply.status, headers=headers))
        for piece in () if self._asked_for_head else _pieces(reply):
            head = await self._write(head + self._http.send(h11.Data(data=piece)))
        if reply.manner == "cut":
            return False
        await self._write(head + self._http.send(h11.EndOfMessage()))
        return self._http.our_state is h11.DONE and self._http.their_state is h11.DONE

    async def _write(self, data: bytes) -> bytes:
        """Write all of it, and give back what is left."""
        self._writer.write(data)
        async with asyncio.timeout(self._limits.idle):
            await self._writer.drain()
        return b""

    async def _linger(self) -> None:
        """Say that the answer ends here and read until the other side has understood.

        Closing with unread bytes makes the system send a reset, which can overtake the answer.
        """
        if self._writer.can_write_eof() and not self._writer.is_closing():
            self._writer.write_eof()
        async with asyncio.timeout(self._limits.lingering):
            while await self._reader.read(READ_AT_ONCE):
                pass


def _incoming(request: h11.Request, head: str, body: bytes, raw: bytes) -> Incoming:
    named = request.headers.raw_items()
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in named)
    method, target = request.method.decode("ascii"), request.target.decode("latin-1")
    return Incoming(raw, head, body, method, target, headers)


def _declared(request: h11.Request) -> int:
    return int(dict(request.headers).get(b"content-length", b"0"))


def _framing(reply: Reply) -> Headers:
    if reply.status == 204 or not isinstance(reply.body, bytes):
        return ()
    promised = len(reply.body) * (2 if reply.manner == "cut" else 1)
    return (("Content-Length", str(promised)),)


def _pieces(reply: Reply) -> Iterable[bytes]:
    if isinstance(reply.body, bytes):
        return (reply.body,) if reply.body else ()
    return reply.body


def _reset(writer: StreamWriter) -> None:
    """Break the connection: closing with no lingering makes the system send a reset."""
    plain = cast(socket.socket, writer.get_extra_info("socket"))
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
