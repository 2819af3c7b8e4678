"""One connection to the local collector: reads requests byte for byte and sends the replies."""

# h11 and not a web framework, because a debugger needs the header names as they were written, their
# order, the raw target and the chunk sizes, and must be able to stay silent, reset the connection
# or stop half way. h11 is a parser without sockets, so every byte passes through this module.

import asyncio
import re
import socket
import ssl
import struct
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import cast

import h11

from convert_console.core.request.headers import Headers
from convert_console.core.traffic.unreadable import first_line, legible_headers, why_unreadable
from convert_console.services.collector.endpoint import Endpoint, ParsedRequest, text
from convert_console.services.collector.faults import Reply, ReplyBody
from convert_console.services.collector.limits import CollectorLimits
from convert_console.services.collector.usual_request import (
    UsualHead,
    read_usual_head,
    reply_bytes,
)

READ_AT_ONCE = 65_536
_CLOSE = ("Connection", "close")
_HEAD_END = re.compile(rb"\n\r?\n")  # the same pattern as in h11
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,5})\r\n")
_UNFINISHED = re.compile(rb"(?!0+\r)[0-9A-Fa-f]{1,5}(\r(\n.*)?)?", re.DOTALL)
MAX_MERGED_CHUNK = 128 * 1024
"""Bytes of a chunk that waits to be complete; h11 returns the beginning of a larger one."""

_MERGED_AT_ONCE = 8_192
_TIMED_OUT = "The rest of this request did not arrive in time."
_OTHER_VERSION = "The collector speaks HTTP/1.1 only, and neither HTTP/2 nor another version."
_SURPLUS = (
    "This came after the end of a request, which ended the connection. A body needs the header "
    "Content-Length."
)
_OVERLOADED = "Too many requests at once. This one waited longest or was the largest."

_FREE_EVENTS, _FREE_BYTES = 16, 1_024
"""Parser events, or bytes that count as one, that a conversation handles before it yields."""

_LINGERING_READS = 8
"""Reads within `lingering` that show that a client is still sending a large request."""


class RefusalError(Exception):
    """A request that cannot be read to its end, with the status to answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.reply = text(status, sentence)


class Shared:
    """What all conversations share: the endpoint, the limits, memory, and time.

    Parsing one request can take seconds (10 µs for each chunk, measured). A conversation that has
    parsed more than `_FREE_EVENTS` waits for its turn, and there is one such turn at a time, so
    that an ordinary request waits for one of them and never for all.
    """

    def __init__(
        self, endpoint: Endpoint, limits: CollectorLimits, make_room: Callable[[], None]
    ) -> None:
        self.endpoint = endpoint
        self.limits = limits
        self._make_room = make_room
        self._turn = asyncio.Lock()
        self._held = 0

    async def take_turn(self) -> None:
        """Wait until other conversations have had a turn."""
        async with self._turn:
            await asyncio.sleep(0)

    def hold(self, count: int) -> None:
        """Count bytes that are kept for incomplete requests; negative when they are released."""
        self._held += count
        if count > 0 and self._held > self.limits.arriving:
            self._make_room()


class Conversation:
    """Reads requests one after the other and sends the endpoint's replies, until either side ends.

    `since` is when it began to wait, by the clock of the loop; `answering` whether a reply is
    delayed on purpose; `held` how many bytes it keeps of an incomplete request. If `evicted` is set
    when its task is cancelled, the client is told why.
    """

    def __init__(self, plain: socket.socket, tls: ssl.SSLContext | None, shared: Shared) -> None:
        self._plain = plain
        self._begun = False
        self._tls = tls
        self._in_handshake = False
        self._reader = StreamReader(READ_AT_ONCE)
        self._writer: StreamWriter  # once the connection is open
        self._shared = shared
        self._limits = shared.limits
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=self._limits.head)
        self._clock = asyncio.get_running_loop().time
        self._asked_for_head = False  # the answer to HEAD has no body
        self._arrived = bytearray()  # since the end of the last request
        self._given = 0  # bytes of it that were passed to h11
        self._searched = 0  # bytes of it that do not contain the end of the head
        self._head_end = 0  # where the head ends, once that is known
        self._usual: UsualHead | None = None  # if it is read without h11
        self._taken = b""  # such a request, until it is answered
        self._request: h11.Request | None = None
        self._in_head = True
        self._in_chunks = False  # whether h11 is between two chunks
        self._due = 0.0  # when the request must be complete
        self._work = 0  # events parsed since the last turn
        self._is_last = False  # whether the last request that was read ends the connection
        self._answered = False  # whether part of an answer was sent
        self.since = self._clock()
        self.answering = False
        self.evicted = False

    def discard(self) -> None:
        """Close the connection if it was never begun to serve it."""
        if not self._begun:
            self._plain.close()

    @property
    def held(self) -> int:
        """Bytes of the incomplete request."""
        return len(self._arrived)

    async def run(self) -> None:
        """Serve the connection until it ends, then close it; network errors end it quietly."""
        self._begun = True
        try:
            self._writer = await self._opened()
        except OSError as error:
            if self._in_handshake:  # otherwise gone, or silent, before there was anything
                begin = ParsedRequest(b"", "", b"", "", "", (), secure=True)
                self._shared.endpoint.refuse(0, _why_insecure(error), begin)
            return
        try:
            while await self._exchange():
                pass
            await self._linger()
        except OSError:
            pass  # reset, broken pipe, timeout: the client is gone or no longer reads
        except asyncio.CancelledError:
            if not self.evicted:
                raise
            self._send_eviction()
        finally:
            self._refuse_surplus()
            self._shared.hold(-len(self._arrived))
            _abort(self._writer)

    async def _opened(self) -> StreamWriter:
        """A writer for the connection, which closes it; with TLS, after the handshake."""
        loop = asyncio.get_running_loop()
        protocol = asyncio.StreamReaderProtocol(self._reader)
        seconds = self._limits.idle if self._tls else None
        ending = self._limits.lingering if self._tls else None
        try:
            if self._tls is not None:
                async with asyncio.timeout(seconds):
                    await readable(self._plain)
                self._in_handshake = bool(self._plain.recv(1, socket.MSG_PEEK))
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                self._plain,
                ssl=self._tls,
                ssl_handshake_timeout=seconds,
                ssl_shutdown_timeout=ending,
            )
        except BaseException:
            self._plain.close()
            raise
        return StreamWriter(transport, protocol, self._reader, loop)

    async def _exchange(self) -> bool:
        """Handle one request; returns whether another may follow."""
        try:
            incoming = await self._next_request()
        except RefusalError as refusal:
            self._refuse(refusal.status, str(refusal))
            await self._send(refusal.reply, (_CLOSE,))
            return False
        except OSError:
            if self._arrived:
                self._refuse(0, "The connection broke off in the middle of this request.")
            raise
        self.since = self._clock()
        if incoming is None:
            return False
        goes_on = await self._reply(self._shared.endpoint.answer(incoming))
        self.since = self._clock()
        return goes_on

    def _refuse(self, status: int, sentence: str) -> None:
        """Record as much of the request as has come."""
        raw = bytes(self._arrived[: self._limits.begin])
        head = raw[: self._head_end] if self._head_end else raw
        if self._request is not None:
            method, target, headers = _named(self._request)
        else:
            method, target = first_line(raw)
            headers = legible_headers(raw) if method else ()
        secure = self._tls is not None
        begin = ParsedRequest(raw, head.decode("latin-1"), b"", method, target, headers, secure)
        self._shared.endpoint.refuse(status, sentence, begin)

    def _keep_surplus(self, data: bytes) -> None:
        """Keep what comes after a request that ends the connection, as far as it is recorded."""
        kept = data[: max(0, self._limits.begin - len(self._arrived))]
        self._arrived += kept
        self._shared.hold(len(kept))

    def _refuse_surplus(self) -> None:
        """Record what came after a request that ends the connection: mostly its body."""
        if self._is_last and self._arrived.strip():
            self._request, self._head_end = None, 0
            self._refuse(0, _SURPLUS)

    def _send_eviction(self) -> None:
        """Answer 503 without waiting, if an answer is expected."""
        if self._answered or not (self._arrived or self.answering):
            return
        if self._arrived:  # otherwise the request was recorded as received
            self._refuse(503, _OVERLOADED)
        body = f"{_OVERLOADED}\n".encode()
        self._writer.write(
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
        )

    async def _next_request(self) -> ParsedRequest | None:
        """The next request, or `None` at the end; raises `RefusalError`."""
        request: h11.Request | None = None
        head, body = "", bytearray()
        self._asked_for_head = self._answered = self._in_chunks = False
        self._in_head = True
        self._usual = self._request = None
        self._due = self._clock() + self._limits.request
        while True:
            if request is None:
                self._check_head()
                if self._usual is not None:
                    usual = await self._usual_request(self._usual)
                    if usual is not None:
                        return usual
            event = await self._next_event()
            if event is h11.NEED_DATA:
                if not self._parse_more() and not await self._feed():
                    return None
            elif isinstance(event, h11.Request):
                request, head = event, self._head(event)
                self._request = request
                if event.http_version not in (b"1.0", b"1.1"):
                    raise RefusalError(505, _OTHER_VERSION)
                self._in_head, self._in_chunks = False, _is_chunked(event)
                self._work += len(event.headers) // 8
                self._check_body(_declared(event))
            elif isinstance(event, h11.Data):
                body += event.data
                self._check_body(len(body))
            elif isinstance(event, h11.EndOfMessage) and request:
                raw, secure = self._cut(), self._tls is not None
                return ParsedRequest(raw, head, bytes(body), *_named(request), secure)
            else:
                return None

    async def _next_event(self) -> object:
        self._work += 1
        if self._work > _FREE_EVENTS:
            await self._take_turn()
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            if self._in_head and error.error_status_hint == 431:
                raise self._too_long_a_head() from error
            reason = why_unreadable(bytes(self._arrived), str(error))
            raise RefusalError(error.error_status_hint, reason) from error

    async def _take_turn(self) -> None:
        self._work = 0
        await self._shared.take_turn()
        if self._clock() > self._due:
            raise RefusalError(408, _TIMED_OUT)

    def _parse_more(self) -> bool:
        """Give h11 more of what has arrived; returns whether there was any.

        Small chunks are merged first: h11 takes 10 µs for each, and merging a tenth of that.
        """
        start, end = self._given, len(self._arrived)
        if start == end:
            return False
        if self._in_head and self._head_end > start:
            end = self._head_end
        elif self._in_chunks:
            body, merged = merged_chunks(self._arrived, start, start + _MERGED_AT_ONCE)
            if merged > start:
                self._given = merged
                self._work += _FREE_EVENTS  # it took about a millisecond
                self._http.receive_data(b"%x\r\n%b\r\n" % (len(body), body))
                return True
            if _UNFINISHED.fullmatch(self._arrived, start) and end - start < MAX_MERGED_CHUNK:
                return False
            self._in_chunks = False  # the last chunk, a large one, or an invalid one: left to h11
        self._given = end
        self._http.receive_data(bytes(self._arrived[start:end]))
        return True

    async def _feed(self) -> bool:
        """Read more, or the end; `False` when nothing came in time."""
        if self._http.they_are_waiting_for_100_continue:
            self._writer.write(
                self._http.send(h11.InformationalResponse(status_code=100, headers=[]))
            )
        begun = bool(self._arrived)
        silent = self._clock() + self._limits.idle
        try:
            async with asyncio.timeout_at(min(silent, self._due) if begun else silent):
                data = await self._reader.read(READ_AT_ONCE)
        except TimeoutError:
            if begun:
                raise RefusalError(408, _TIMED_OUT) from None
            return False
        if not begun:
            self._due = self._clock() + self._limits.request
        self._arrived += data
        self._shared.hold(len(data))
        self._work += len(data) // _FREE_BYTES
        if not data:
            self._in_chunks = False
            self._parse_more()
            self._http.receive_data(b"")
        elif self._work > _FREE_EVENTS:
            await self._take_turn()
        return True

    def _check_head(self) -> None:
        """Refuse too many header lines before they are parsed: 2 µs for each."""
        if self._head_end:
            return
        match = _HEAD_END.search(self._arrived, self._searched)
        if match is None:
            self._searched = max(0, len(self._arrived) - 2)
            return
        self._head_end = match.end()
        if self._arrived.count(b"\n", 0, self._head_end) > self._limits.header_lines + 2:
            lines = self._limits.header_lines
            raise RefusalError(431, f"A request can have at most {lines:,} lines of headers here.")
        if not self._given and self._head_end <= self._limits.head:
            usual = read_usual_head(bytes(self._arrived[: self._head_end]))
            self._usual = usual if usual and usual.length <= self._limits.body else None

    async def _usual_request(self, usual: UsualHead) -> ParsedRequest | None:
        """The request with this head once its body has come; `None` if h11 has to read it."""
        start, end = self._head_end, self._head_end + usual.length
        while len(self._arrived) < end:
            if not await self._feed() or self._given:
                self._usual = None  # the client has ended
                return None
        self._work += 1 + len(usual.headers) // 8
        if self._work > _FREE_EVENTS:
            await self._take_turn()
        raw = self._taken = bytes(self._arrived[:end])
        self._forget(end)
        head, body = raw[:start].decode("latin-1"), raw[start:]
        secure = self._tls is not None
        return ParsedRequest(raw, head, body, usual.method, usual.target, usual.headers, secure)

    def _head(self, request: h11.Request) -> str:
        self._asked_for_head = request.method == b"HEAD"
        length = self._given - len(self._http.trailing_data[0])
        if length > self._limits.head:
            raise self._too_long_a_head()
        return self._arrived[:length].decode("latin-1")

    def _too_long_a_head(self) -> RefusalError:
        return RefusalError(
            431,
            f"The address and headers of a request can have at most {self._limits.head:,} bytes "
            "here.",
        )

    def _check_body(self, length: int) -> None:
        limits = self._limits
        if length > limits.body or len(self._arrived) > limits.head + limits.framing:
            raise RefusalError(413, f"A body can have at most {limits.body:,} bytes here.")

    def _cut(self) -> bytes:
        """Remove and return the bytes of the request that has just ended; a pipelined one stays."""
        length = self._given - len(self._http.trailing_data[0])
        raw = bytes(self._arrived[:length])
        self._forget(length)
        return raw

    def _forget(self, length: int) -> None:
        del self._arrived[:length]
        self._given = max(0, self._given - length)
        self._searched = self._head_end = 0
        self._shared.hold(-length)

    async def _reply(self, reply: Reply) -> bool:
        self.answering = True
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.delivery == "silent":
            while await self._reader.read(READ_AT_ONCE):
                pass
            return False
        self.answering = False
        if reply.delivery == "reset":
            _reset(self._writer)
            return False
        return await self._send(reply)

    async def _send(self, reply: Reply, extra: Headers = ()) -> bool:
        if self._taken:
            usual = reply_bytes(reply)
            if usual is not None:
                self._taken = b""
                await self._write(usual)
                return True
            self._replay()
        headers = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in (*reply.headers, *_framing(reply), *extra)
        ]
        head = self._http.send(h11.Response(status_code=reply.status, headers=headers))
        async with asyncio.timeout(self._limits.answer):
            async for piece in _pieces(b"" if self._asked_for_head else reply.body):
                head = await self._write(head + self._http.send(h11.Data(data=piece)))
            if reply.delivery == "cut":
                return False
            await self._write(head + self._http.send(h11.EndOfMessage()))
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            self._is_last = not extra
            return False
        self._http.start_next_cycle()
        return True

    def _replay(self) -> None:
        """Have h11 read what was read without it, so that it can write the answer."""
        self._http.receive_data(self._taken)
        self._taken = b""
        while not isinstance(self._http.next_event(), h11.EndOfMessage):
            pass

    async def _write(self, data: bytes) -> bytes:
        """Write everything; returns b"" as the rest."""
        self._answered = True
        if self._writer.transport.is_closing():
            raise ConnectionResetError
        self._writer.write(data)
        if self._writer.transport.get_write_buffer_size():
            async with asyncio.timeout(self._limits.idle):
                await self._writer.drain()
        self.since = self._clock()
        return b""

    async def _linger(self) -> None:
        """End the answer, and read until the client closes.

        Closing with unread bytes makes the system send a reset, which can overtake the answer, and
        many clients read no answer before they have sent everything. A client that is sending a
        large request gets the time for that; one that sends a few bytes at a time does not.
        """
        if self._tls is not None:
            self._writer.close()  # tells the client of the end, and waits for its own
            await self._writer.wait_closed()
            return
        if self._writer.can_write_eof() and not self._writer.is_closing():
            self._writer.write_eof()
        async with asyncio.timeout(self._limits.idle):
            while True:
                async with asyncio.timeout(self._limits.lingering):
                    for _ in range(_LINGERING_READS):
                        data = await self._reader.read(READ_AT_ONCE)
                        if not data:
                            return
                        if self._is_last:
                            self._keep_surplus(data)


async def readable(plain: socket.socket) -> None:
    """Wait until something can be read or accepted, without doing so.

    `loop.sock_accept` accepts a connection and loses it, unclosed, if its task is cancelled at that
    moment.
    """
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(plain, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(plain)


def _why_insecure(error: OSError) -> str:
    """Why a client and the collector could not agree on TLS."""
    if not isinstance(error, ssl.SSLError):
        return (
            "The TLS handshake was not completed. A client that does not trust the collector's "
            "certificate can break it off so."
        )
    reason = error.reason or ""
    if reason == "HTTP_REQUEST":
        return "Plain HTTP came to the port for https. Use the collector's http:// address there."
    if "UNKNOWN_CA" in reason or "CERTIFICATE_UNKNOWN" in reason or "BAD_CERTIFICATE" in reason:
        return (
            "The client does not trust the collector's certificate. Point it to the certificate "
            "authority's file, which is new at each start."
        )
    what = reason.replace("_", " ").lower() or type(error).__name__
    return f"The client and the collector could not agree on TLS: {what}."


def _named(request: h11.Request) -> tuple[str, str, Headers]:
    """Method, target and headers."""
    named = request.headers.raw_items()
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in named)
    return request.method.decode("ascii"), request.target.decode("latin-1"), headers


def merged_chunks(data: bytearray, start: int, until: int) -> tuple[bytes, int]:
    r"""The content of the complete chunks that begin from `start` to `until`, and where they end.

    Chunks with an extension, large ones, the last one and invalid ones are left to h11.

    >>> merged_chunks(bytearray(b"1\r\na\r\n2\r\nbc\r\n3\r\nd"), 0, 99)
    (b'abc', 13)
    """
    content = bytearray()
    while start < until and (match := _CHUNK_SIZE.match(data, start)):
        begin = match.end()
        end = begin + int(match[1], 16)
        if end == begin or end - start > MAX_MERGED_CHUNK or data[end : end + 2] != b"\r\n":
            break
        content += data[begin:end]
        start = end + 2
    return bytes(content), start


def _is_chunked(request: h11.Request) -> bool:
    return dict(request.headers).get(b"transfer-encoding") == b"chunked"


def _declared(request: h11.Request) -> int:
    return int(dict(request.headers).get(b"content-length", b"0"))


def _framing(reply: Reply) -> Headers:
    if reply.status == 204 or not isinstance(reply.body, bytes):
        return ()
    promised = len(reply.body) * (2 if reply.delivery == "cut" else 1)
    return (("Content-Length", str(promised)),)


async def _pieces(body: ReplyBody) -> AsyncIterator[bytes]:
    """The body in parts; an iterator runs in a thread, since one part can take half a second."""
    if isinstance(body, bytes):
        if body:
            yield body
        return
    while part := await asyncio.to_thread(_next_part, body):
        yield part


def _next_part(pieces: Iterator[bytes]) -> bytes:
    part = bytearray()
    for piece in pieces:
        part += piece
        if len(part) >= READ_AT_ONCE:
            break
    return bytes(part)


def _reset(writer: StreamWriter) -> None:
    """Break the connection: without SO_LINGER the system sends a reset."""
    plain = cast(socket.socket, writer.get_extra_info("socket"))
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    _abort(writer)


def _abort(writer: StreamWriter) -> None:
    """Close a connection at once. Where TLS has ended already, Python 3.11.2 of Debian 12 fails."""
    with suppress(AttributeError):
        writer.transport.abort()
