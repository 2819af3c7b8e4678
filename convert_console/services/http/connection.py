"""One HTTP connection: sends one request at a time and reads its answer."""

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
from convert_console.core.verdict.exchange import BODY_BROKE_OFF, Answer, Failure
from convert_console.core.verdict.verdict import EARLY, LED_HERE
from convert_console.services.http.body import Body
from convert_console.services.http.failures import failure_of
from convert_console.services.http.route import Route, SendResult, Timeouts, Transfer, mark_unsent
from convert_console.services.http.stopwatch import OnPhase, Stopwatch
from convert_console.services.http.transport import ConnectionBlocked, ProxyFailed, dialer_for

# httpcore would write the headers of answers, with cookies, into any log that is set to DEBUG. This
# is a filter, not a level, since a level can be changed by later logging configuration.
for _part in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_part}").addFilter(lambda record: record.levelno > logging.DEBUG)

KEPT_OPEN = 4.0
"""Seconds an idle connection can be reused. Node closes one after 5, the shortest time among common
servers: a later send could meet a connection that is just being closed."""


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool made here, since httpx takes no network backend."""

    def __init__(self, context: ssl.SSLContext, dialer: httpcore.AsyncNetworkBackend) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=KEPT_OPEN,
            http1=True,
            http2=False,
            retries=0,  # never send a request again without the user knowing
            network_backend=dialer,
        )


class Connection:
    """At most one connection, opened when a request needs it.

    It uses httpx's transport without a client: a client would add headers, redirects and cookies,
    and take 10 % longer.
    """

    def __init__(self, context: ssl.SSLContext, route: Route = Route()) -> None:
        self._dialer = dialer_for(route)
        self._transport = _Transport(context, self._dialer)
        self._without_tls: set[str] = set()

    async def carry(
        self, wire: WireRequest, limits: Timeouts, on_phase: OnPhase | None = None
    ) -> SendResult:
        """Send a request and read its answer.

        What the network does comes back as a value. Once a status line has arrived the outcome
        is an `Answer`, even if its body then breaks off: a tester looks for the status, and the
        note says what is missing.
        """
        watch = Stopwatch(on_phase)
        transfer = self._dialer.transfer = Transfer()
        incoming: _IncomingAnswer | None = None
        try:
            async with asyncio.timeout(limits.total):
                request = _request(wire, watch, limits)
                incoming = _IncomingAnswer(await self._transport.handle_async_request(request))
                await incoming.read()
        except asyncio.CancelledError as cancelled:
            if not watch.request_started:
                mark_unsent(cancelled)
            raise
        except ConnectionBlocked as reason:
            return SendResult(Failure("forbidden", str(reason)), watch.stop())
        except ProxyFailed as reason:
            return SendResult(reason.failure, watch.stop())
        except (httpx.TransportError, httpx.InvalidURL, OSError) as error:
            if incoming is not None:  # its head is complete
                transfer = replace(transfer, answer_start=b"")
            failure = failure_of(error, watch, limits, transfer, self._dialer.proxy)
            timings = watch.stop()
            if incoming is None:
                return SendResult(
                    await self._check_for_tls(failure, wire, watch, transfer), timings
                )
            incoming.body.add_note(f"{BODY_BROKE_OFF}: {failure.detail}")
        return SendResult(incoming.answer(_notes(wire, transfer)), watch.stop())

    async def _check_for_tls(
        self, failure: Failure, wire: WireRequest, watch: Stopwatch, transfer: Transfer
    ) -> Failure:
        """Find out whether plain HTTP got no answer because the server speaks TLS.

        Most such servers close without an answer. The port gets a TLS hello; the request is not
        repeated.
        """
        address = urlsplit(wire.url)
        if (
            failure.kind != "reset"
            or transfer.first_bytes
            or watch.reused
            or address.scheme != "http"
        ):
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


class _IncomingAnswer:
    """An answer after its status line and headers have arrived."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.body = Body(response.headers.get("content-encoding", ""))

    async def read(self) -> None:
        """Read the body to its end or its limit."""
        stream = self._response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        complete = True
        try:
            async for piece in stream:
                if complete and not self.body.add(piece):
                    complete = False
                    await self._hang_up()
        except httpx.ReadError:
            if complete:
                raise
        if complete:
            self.body.finish()
        await stream.aclose()  # otherwise the connection stays in use, even at the body's end

    async def _hang_up(self) -> None:
        """Make the next read fail.

        If the loop were left instead, the garbage collector would finish four nested generators of
        httpx and httpcore in tasks that nobody awaits.
        """
        await self._response.extensions["network_stream"].aclose()

    def answer(self, notes: list[str]) -> Answer:
        """The answer, as far as it came, with these notes."""
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
    """What is unusual about how an answer came."""
    notes = []
    if transfer.local_address and destination_kind(wire.url) == "convert":
        notes.append(f"{LED_HERE} ({transfer.local_address})")
    if transfer.cut_short:
        size = len(wire.head) + len(wire.body)
        notes.append(f"{EARLY} (about {size_text(transfer.sent)} of {size_text(size)})")
    return notes


def _request(wire: WireRequest, watch: Stopwatch, limits: Timeouts) -> httpx.Request:
    """The request as written.

    With a ready stream httpx adds no header, and `target` keeps the path and query unchanged.
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
