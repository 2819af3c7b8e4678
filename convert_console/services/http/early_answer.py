"""A connection that also reads an answer that comes before the request is completely sent."""

import asyncio
import os
import re
import selectors
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NoReturn

import anyio
import anyio.abc
import httpcore
from anyio.abc import SocketAttribute
from anyio.streams.tls import TLSAttribute, TLSStream

from convert_console.services.http.route import Transfer

PIECE = 65_536
"""Bytes that are written at a time; the timeout is for each of these pieces."""

SMALL = 16_384
"""Bytes that any system takes at once, so that no answer can come in between."""

STALLED_SECONDS = 1.0
"""Seconds without progress after which the rest of the request is not sent to a server that has
answered."""

MAX_EARLY_BYTES = 1_000_000
"""Bytes of an answer that are read while the request is still going out."""

_CLOSED = (anyio.BrokenResourceError, anyio.ClosedResourceError)

_STATUS = re.compile(rb"HTTP/1\.[01] (\d)\d\d")


class RecoverableStream(anyio.abc.ByteStream):
    """A TCP stream that can still be read after the other side has reset it.

    A server that refuses a large body answers and closes while the client writes. The write then
    fails, and asyncio closes the socket with the answer in it. A second handle keeps the socket
    open; Linux returns what had arrived before the reset.

    `local_address` is an address of this machine that another machine's name resolved to.
    """

    def __init__(
        self,
        stream: anyio.abc.SocketStream,
        transfer: Callable[[], Transfer],
        local_address: str = "",
    ) -> None:
        self.local_address = local_address
        self._stream = stream
        self._transfer = transfer
        self._handle = _second_handle(stream)
        self._unread = b""
        self.failed: Exception | None = None

    async def receive(self, max_bytes: int = 65_536) -> bytes:
        """The next bytes, also of a connection that was reset."""
        if self._unread:
            piece, self._unread = self._unread[:max_bytes], self._unread[max_bytes:]
            self._transfer().note_received(piece)
            return piece
        try:
            piece = await self._stream.receive(max_bytes)
        except (anyio.BrokenResourceError, anyio.EndOfStream):
            piece = self._left_end(max_bytes)
            if not piece:
                raise
        self._transfer().note_received(piece)
        return piece

    def push_back(self, piece: bytes) -> None:
        """Put bytes back: they are received again."""
        self._unread = piece

    async def send(self, item: bytes) -> None:
        """Write. A failure is kept in `failed` and not raised: TLS would stop reading as well."""
        if self.failed is None:
            try:
                await self._stream.send(item)
            except anyio.BrokenResourceError as error:
                self.failed = error

    async def send_eof(self) -> None:
        """Say that no more will be sent."""
        await self._stream.send_eof()

    async def aclose(self) -> None:
        """Close both handles."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
        await self._stream.aclose()

    @property
    def extra_attributes(self) -> Mapping[Any, Callable[[], Any]]:
        """Those of the inner stream."""
        return self._stream.extra_attributes

    def _left_end(self, max_bytes: int) -> bytes:
        if self._handle is not None:
            with suppress(OSError):
                return self._handle.recv(max_bytes)
        return b""


def _second_handle(stream: anyio.abc.SocketStream) -> socket.socket | None:
    if os.name != "posix":
        return None
    raw = stream.extra_attributes[SocketAttribute.raw_socket]()
    try:
        handle: socket.socket = raw.dup()
    except OSError:  # too many open files: then an early answer may be lost
        return None
    handle.setblocking(False)
    return handle


class HttpStream(httpcore.AsyncNetworkStream):
    """The stream that httpcore uses; it records progress in the current send's `Transfer`.

    While a long request goes out it reads what comes. If an answer has come and the server takes no
    more of the request, writing ends, and httpcore reads the answer.
    """

    def __init__(
        self,
        stream: anyio.abc.ByteStream,
        below: RecoverableStream,
        transfer: Callable[[], Transfer],
    ) -> None:
        self._stream = stream
        self._below = below
        self._transfer = transfer
        self._early = bytearray()
        self._ended = False
        self._writing: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read; raises `RemoteProtocolError` as soon as what comes is not HTTP."""
        await self._stop_reading()
        if self._early:
            piece = bytes(self._early[:max_bytes])
            del self._early[:max_bytes]
        elif self._ended:
            piece = b""
        else:
            piece = await self._read(max_bytes, timeout)
        transfer = self._transfer()
        transfer.note_answer(piece)
        if not _may_be_http(transfer.answer_start):
            raise httpcore.RemoteProtocolError("not HTTP")
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write. Raises `WriteError` if the rest is not wanted: httpcore then reads the answer.

        `timeout` is for each piece.
        """
        if not buffer:
            return
        self._transfer().local_address = self._below.local_address  # also on a reused connection
        if len(buffer) <= SMALL:
            await self._write(buffer, timeout)
        else:
            self._reading = asyncio.ensure_future(self._listen())
            self._writing = asyncio.ensure_future(self._write_pieces(buffer, timeout))
            await self._wait_until_written(self._writing, self._reading)
            await self._stop_reading()

    async def aclose(self) -> None:
        """Close the connection, whatever is still being sent."""
        await self._stop_reading()
        if self._writing is not None:
            await _end(self._writing)
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted."""
        try:
            with anyio.fail_after(timeout):
                stream = await TLSStream.wrap(
                    self._stream,
                    ssl_context=ssl_context,
                    hostname=server_hostname,
                    standard_compatible=False,
                    server_side=False,
                )
        except TimeoutError as error:
            await self.aclose()
            raise httpcore.ConnectTimeout from error
        except (anyio.BrokenResourceError, anyio.EndOfStream, ssl.SSLError) as error:
            await self.aclose()
            raise httpcore.ConnectError(str(error)) from error
        except BaseException:
            await self.aclose()
            raise
        return HttpStream(stream, self._below, self._transfer)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks for: the TLS object, and whether there is something to read."""
        known: Mapping[Any, Callable[[], Any]] = self._stream.extra_attributes
        match info:
            case "ssl_object" if TLSAttribute.ssl_object in known:
                return known[TLSAttribute.ssl_object]()
            case "is_readable":
                return _is_readable(known[SocketAttribute.raw_socket]())
        return None

    async def _read(self, max_bytes: int, seconds: float | None) -> bytes:
        try:
            with anyio.fail_after(seconds):
                return await self._stream.receive(max_bytes)
        except anyio.EndOfStream:
            return b""
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error
        except _CLOSED as error:
            raise httpcore.ReadError(str(error)) from error

    async def _write(self, piece: bytes, seconds: float | None) -> None:
        try:
            with anyio.fail_after(seconds):
                await self._stream.send(piece)
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error
        except (*_CLOSED, anyio.EndOfStream, ssl.SSLError) as error:
            self._cut_short(error)
        if self._below.failed is not None:
            self._cut_short(self._below.failed)
        self._transfer().sent += len(piece)

    def _cut_short(self, error: Exception) -> NoReturn:
        self._transfer().cut_short = True
        raise httpcore.WriteError(str(error)) from error

    async def _write_pieces(self, buffer: bytes, seconds: float | None) -> None:
        for start in range(0, len(buffer), PIECE):
            await self._write(buffer[start : start + PIECE], seconds)

    async def _wait_until_written(
        self, writing: asyncio.Task[None], reading: asyncio.Task[None]
    ) -> None:
        """Wait until everything is written, or a server that has answered takes no more."""
        before = -1
        while not writing.done():
            answered = _is_answered(self._early)
            if answered and before == self._transfer().sent:
                self._cut_short(TimeoutError("the server has answered and takes no more"))
            before = self._transfer().sent if answered else -1
            await asyncio.wait(
                {writing} if answered or reading.done() else {writing, reading},
                timeout=None if reading.done() and not answered else STALLED_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
        self._writing = None
        await writing  # raises its error

    async def _listen(self) -> None:
        """Read while the request is being written; the next `read` raises any failure."""
        while len(self._early) < MAX_EARLY_BYTES:
            try:
                piece = await self._read(PIECE, None)
            except (httpcore.ReadError, ssl.SSLError):
                return
            if not piece:
                self._ended = True
                return
            self._early += piece

    async def _stop_reading(self) -> None:
        if self._reading is not None:
            reading, self._reading = self._reading, None
            await _end(reading)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # retrieved, or asyncio logs it


def _is_answered(early: bytearray) -> bool:
    """Whether a final answer has begun; 1xx answers ask for the rest of the request."""
    at = 0
    while (end := early.find(b"\r\n\r\n", at)) >= 0:
        status = _STATUS.match(early, at)
        if status is None or status[1] != b"1":
            return True
        at = end + 4
    return not _may_be_http(bytes(early[:8]))


def _may_be_http(answer_start: bytes) -> bool:
    return answer_start[:5] == b"HTTP/"[: len(answer_start)]


def _is_readable(raw: Any) -> bool:
    """Whether something can be read at once; on an idle connection that is its end."""
    if raw is None or raw.fileno() < 0:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(raw.fileno(), selectors.EVENT_READ)
        return bool(selector.select(0))


async def speaks_tls(stream: RecoverableStream, host: str, seconds: float) -> bool:
    """Whether the other side answers a TLS hello; closes the stream."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # any certificate will do
    hello = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), hello, server_hostname=host or None).do_handshake()
    try:
        async with asyncio.timeout(seconds):
            await stream.send(hello.read())
            return is_tls(await stream.receive(3))
    except (TimeoutError, anyio.EndOfStream, anyio.BrokenResourceError):
        return False
    finally:
        await stream.aclose()


def is_tls(first: bytes) -> bool:
    """Whether bytes begin as a record of TLS does (RFC 8446, 5.1)."""
    return len(first) >= 2 and first[0] in (0x14, 0x15, 0x16, 0x17) and first[1] == 0x03
