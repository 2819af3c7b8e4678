"""One connection's worth of httpx: carries one request at a time and says what became of it."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import replace
from urllib.parse import urlsplit

import httpcore
import httpx

from convert_console.core.request.destination import destination_kind
from convert_console.core.request.wire import WireRequest
from convert_console.core.text import size_text
from convert_console.core.verdict.exchange import Answer, Failure
from convert_console.core.verdict.verdict import EARLY, LED_HERE
from convert_console.services.http.body import Body
from convert_console.services.http.failures import failure_of
from convert_console.services.http.route import Route, SendResult, Timeouts, Transfer, mark_unsent
from convert_console.services.http.stopwatch import Stopwatch
from convert_console.services.http.transport import Barred, ProxyFailed, dialer_for

# They would write the headers of answers, cookies among them, into any log that is set to DEBUG. A
# filter of each, since a level is changed by whoever configures logging later.
for _part in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_part}").addFilter(lambda record: record.levelno > logging.DEBUG)

KEPT_OPEN = 4.0
"""Seconds an idle connection is used again. Node closes its own after 5, the shortest among common
servers: reusing later would meet a connection that is just being closed."""


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of our own: it has no door for who makes the connections.

    retries=0: what has begun to go out is never sent again behind the user's back.
    """

    def __init__(self, context: ssl.SSLContext, dialer: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=KEPT_OPEN,
            http1=True,
            http2=False,
            retries=0,
            network_backend=dialer,
        )


class Connection:
    """A transport with at most one connection.

    The transport is used without a client: a client would only add what must not be there
    (headers, redirects, cookies) and a tenth of the time.
    """

    def __init__(self, context: ssl.SSLContext, route: Route = Route()) -> None:
        self._dialer = dialer_for(route)
        self._transport = _Transport(context, self._dialer)
        self._without_tls: set[str] = set()

    async def carry(self, wire: WireRequest, limits: Timeouts) -> SendResult:
        """Send a request and read its answer.

        What the network does comes back as a value. Once a status line has arrived the outcome
        is an `Answer`, even if its body then breaks off: a status is what a tester looks for,
        and the note says what is missing.
        """
        watch = Stopwatch()
        transfer = self._dialer.transfer = Transfer()
        arriving: _Arriving | None = None
        try:
            async with asyncio.timeout(limits.total):
                request = _request(wire, watch, limits)
                arriving = _Arriving(await self._transport.handle_async_request(request))
                await arriving.read()
        except asyncio.CancelledError as given_up:
            if not watch.connected:
                mark_unsent(given_up)
            raise
        except Barred as reason:
            return SendResult(Failure("forbidden", str(reason)), watch.stop())
        except ProxyFailed as reason:
            return SendResult(reason.failure, watch.stop())
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            if arriving is not None:  # its head is whole: what is heard is told by the answer
                transfer = replace(transfer, heard=b"")
            failure = failure_of(error, watch, limits, transfer, self._dialer.proxy)
            timings = watch.stop()
            if arriving is None:
                return SendResult(await self._looked_into(failure, wire, watch, transfer), timings)
            arriving.body.remark(f"the body broke off: {failure.detail}")
        return SendResult(arriving.answer(_notes(wire, transfer)), watch.stop())

    async def _looked_into(
        self, failure: Failure, wire: WireRequest, watch: Stopwatch, transfer: Transfer
    ) -> Failure:
        """Why plain HTTP got no answer at all: most servers that speak TLS close without a word.

        The port is asked whether it does, by the first words of TLS; the request is not repeated.
        """
        address = urlsplit(wire.url)
        if failure.kind != "reset" or transfer.greeting or watch.reused or address.scheme != "http":
            return failure
        if address.netloc in self._without_tls:
            return failure
        if await self._dialer.speaks_tls(address.hostname or "", address.port or 80):
            return Failure("tls-wanted", "it answers TLS")
        self._without_tls.add(address.netloc)
        return failure

    async def aclose(self) -> None:
        """Close the connection."""
        await self._transport.aclose()


class _Arriving:
    """An answer whose status line and headers are there."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.body = Body(response.headers.get("content-encoding", ""))

    async def read(self) -> None:
        """Read the body to its end or its bound."""
        stream = self._response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        wanted = True
        try:
            async for piece in stream:
                if wanted and not self.body.take(piece):
                    wanted = False
                    await self._hang_up()
        except httpx.ReadError:
            if wanted:
                raise
        if wanted:
            self.body.finish()
        await stream.aclose()  # the connection stays taken without it, even at the body's end

    async def _hang_up(self) -> None:
        """Make the next read fail.

        Leaving the loop instead would leave four nested generators of httpx and httpcore to the
        garbage collector, which finishes them in tasks that nobody awaits.
        """
        await self._response.extensions["network_stream"].aclose()

    def answer(self, notes: list[str]) -> Answer:
        """The answer, as far as it came, with what else there is to note about it."""
        extensions = self._response.extensions
        return Answer(
            status=self._response.status_code,
            reason=extensions["reason_phrase"].decode("latin-1"),
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in self._response.headers.raw
            ),
            body=self.body.data,
            body_size=self.body.size,
            http_version=extensions["http_version"].decode("ascii"),
            note="; ".join(note for note in (*notes, self.body.note) if note),
        )


def _notes(wire: WireRequest, transfer: Transfer) -> list[str]:
    """What is odd about how an answer came."""
    notes = []
    if transfer.leads_here and destination_kind(wire.url) == "convert":
        notes.append(f"{LED_HERE} ({transfer.leads_here})")
    if transfer.cut_short:
        whole = len(wire.head) + len(wire.body)
        notes.append(f"{EARLY} (about {size_text(transfer.sent)} of {size_text(whole)})")
    return notes


def _request(wire: WireRequest, watch: Stopwatch, limits: Timeouts) -> httpx.Request:
    """The request as written: with a ready stream httpx adds no header, and `target` keeps the
    path and query as they are.
    """
    address = urlsplit(wire.url)
    extensions = {
        "target": wire.target.encode("ascii"),
        "trace": watch.trace,
        "timeout": {
            "connect": limits.connect,
            "read": limits.silence,
            "write": limits.silence,
            "pool": limits.connect,
        },
    }
    return httpx.Request(
        wire.method,
        f"{address.scheme}://{address.netloc}/",
        headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in wire.headers],
        stream=httpx.ByteStream(wire.body),
        extensions=extensions,
    )
