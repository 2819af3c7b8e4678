"""How a connection is made: directly, to this machine only, or through a proxy."""

from __future__ import annotations

import asyncio
import re
import socket
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address

import anyio
import anyio.abc
import httpcore

from convert_console.core.request.destination import is_loopback_address
from convert_console.core.request.profile import Proxy
from convert_console.core.verdict.exchange import Failure, FailureKind
from convert_console.core.verdict.other_protocols import quoted, server_kind
from convert_console.services.http.early_answer import (
    HttpStream,
    RecoverableStream,
    is_tls,
    speaks_tls,
)
from convert_console.services.http.failures import connection_failure_kind, system_wording
from convert_console.services.http.route import Route, Transfer

MAX_HEAD_BYTES = 65_536
"""Bytes that the head of a proxy's answer may have."""

NEXT_ADDRESS_SECONDS = 0.25
"""Seconds after which the next address of a name is tried as well (as in RFC 8305)."""

TLS_PROBE_SECONDS = 1.0
"""Seconds that a port which gave no answer has to answer a TLS hello."""

_Options = Iterable[httpcore.SOCKET_OPTION] | None


class ConnectionBlocked(Exception):
    """A profile that is local only was about to reach another machine; the text says which."""


class ProxyFailed(Exception):
    """No way through the proxy: `failure` says why, and nothing was sent."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)


def dialer_for(route: Route) -> Dialer:
    """What makes the connections of a route; one for loopback only ignores the proxy."""
    if route.only_loopback:
        return LoopbackDialer()
    return ProxyDialer(route.proxy) if route.proxy else Dialer()


class Dialer(httpcore.AnyIOBackend):
    """Connects directly.

    The sender sets `transfer`, and every connection records its progress in it. A name is
    looked up in a separate step: a name server that does not answer must not look like an endpoint
    that does not answer.
    """

    proxy: Proxy | None = None

    def __init__(self) -> None:
        super().__init__()
        self.transfer = Transfer()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect; the timeout is for the lookup, the connection and a proxy's consent together."""
        try:
            async with asyncio.timeout(timeout):
                stream = await self._connect(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        self.transfer.phase = "connected"
        return HttpStream(stream, stream, lambda: self.transfer)

    async def speaks_tls(self, host: str, port: int) -> bool:
        """Whether a port answers TLS; asked of one that gave no answer to plain HTTP."""
        self.transfer = Transfer()
        try:
            async with asyncio.timeout(TLS_PROBE_SECONDS):
                stream = await self._connect(host, port)
        except (OSError, httpcore.ConnectError, ProxyFailed, ConnectionBlocked):
            return False
        return await speaks_tls(stream, host, TLS_PROBE_SECONDS)

    async def _connect(self, host: str, port: int) -> RecoverableStream:
        """A connection to the other end. Raises `ConnectError`, and `TimeoutError` from outside."""
        return await self._connect_directly(host, port)

    async def _connect_directly(self, host: str, port: int) -> RecoverableStream:
        self.transfer.phase = "name"
        try:
            addresses = await self._addresses(host, port)
            self.transfer.phase = "connect"
            local = self.transfer.local_address = _local_address(host, addresses)
            return RecoverableStream(
                await _first_connection(addresses, port), lambda: self.transfer, local
            )
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

    async def _addresses(self, host: str, port: int) -> list[str]:
        return await resolve(host, port)


class LoopbackDialer(Dialer):
    """Connects to addresses of this machine only.

    A name is looked up once, and the connection goes to one of the addresses that were checked:
    there is no second lookup that could give another answer.
    """

    async def _addresses(self, host: str, port: int) -> list[str]:
        return await resolve_loopback(host, port)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, each once. Raises `OSError`."""
    if _is_address(host):
        return [str(ip_address(host))]
    loop = asyncio.get_running_loop()
    try:
        entries = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # as for `a..test`: a label is empty or over 63 characters
        raise socket.gaierror(socket.EAI_NONAME, f"not a host's name: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


async def resolve_loopback(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises `ConnectionBlocked` if any of them is not this machine."""
    addresses = await resolve(host, port)
    foreign = next((address for address in addresses if not is_loopback_address(address)), "")
    if foreign or not addresses:
        leads = "" if foreign in ("", host) else f" leads to {foreign}, which"
        raise ConnectionBlocked(f"{host}{leads} is not this machine, and the profile is local only")
    return addresses


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _local_address(host: str, addresses: list[str]) -> str:
    """An address of this machine that another machine's name resolved to; "" for none."""
    if host == "localhost" or _is_address(host):
        return ""
    local = (a for a in addresses if is_loopback_address(a) or a in ("0.0.0.0", "::"))  # noqa: S104
    return next(local, "")


async def _first_connection(addresses: list[str], port: int) -> anyio.abc.SocketStream:
    """A connection to the address that answers first. Raises `OSError` with the error of each."""
    if len(addresses) == 1:
        return await anyio.connect_tcp(addresses[0], port)
    won: list[anyio.abc.SocketStream] = []
    errors: list[OSError] = []

    async def attempt(address: str, over: anyio.Event) -> None:
        try:
            stream = await anyio.connect_tcp(address, port)
        except OSError as error:
            errors.append(error)
        else:
            won.append(stream)
            group.cancel_scope.cancel()
        finally:
            over.set()

    try:
        async with anyio.create_task_group() as group:
            for address in addresses:
                over = anyio.Event()
                group.start_soon(attempt, address, over)
                with anyio.move_on_after(NEXT_ADDRESS_SECONDS):
                    await over.wait()
    except BaseException:
        for stream in won:
            await stream.aclose()
        raise
    for stream in won[1:]:
        await stream.aclose()
    if won:
        return won[0]
    raise OSError("no address could be connected to") from ExceptionGroup("each address", errors)


class ProxyDialer(Dialer):
    """Asks a proxy for a tunnel, for http as well as https.

    The endpoint then receives exactly the bytes that the preview shows, and only the proxy gets
    its password. Raises `ProxyFailed` where the proxy fails.
    """

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self.proxy: Proxy = proxy

    async def _connect(self, host: str, port: int) -> RecoverableStream:
        try:
            stream = await self._connect_directly(self.proxy.host, self.proxy.port)
        except httpcore.ConnectError as error:
            raise self._connect_failure(error) from error
        self.transfer.phase = "tunnel"
        # The name was that of the proxy; only the proxy knows the address of the endpoint.
        self.transfer.local_address = stream.local_address = ""
        try:
            await stream.send(connect_request(self.proxy, host, port))
            head, after_head = await self._read_head(stream)
            self._check_tunnel_is_open(head, after_head)
            stream.push_back(after_head)  # from an endpoint that speaks first
        except BaseException:
            await stream.aclose()
            raise
        self.transfer.first_bytes = b""
        return stream

    @property
    def _name(self) -> str:
        return f"the proxy {self.proxy.address}"

    def _connect_failure(self, error: Exception) -> ProxyFailed:
        kind = connection_failure_kind(error)
        match kind:
            case "name":
                return ProxyFailed("proxy-name", f"{self._name} was not found by its name")
            case "name-service":
                return ProxyFailed(
                    "proxy-name",
                    f"{self._name} was not found, because no name server answered",
                )
            case "refused" | "reset":
                return ProxyFailed("proxy-refused", f"{self._name} refuses connections")
            case _:
                detail = system_wording(error)
                return ProxyFailed(
                    "proxy-unreachable", f"{self._name} cannot be reached ({detail})"
                )

    async def _early_close_failure(self, head: bytes) -> ProxyFailed:
        """Why a proxy closed in its answer or without one: perhaps it waited for TLS."""
        if head:
            return ProxyFailed(
                "proxy-broke-off",
                f"{self._name} closed the connection in the middle of its answer "
                f"({self._redact(head)})".replace(" ()", ""),
            )
        with suppress(httpcore.ConnectError):
            second = await self._connect_directly(self.proxy.host, self.proxy.port)
            if await speaks_tls(second, self.proxy.host, TLS_PROBE_SECONDS):
                return self._tls_failure()
        return ProxyFailed(
            "proxy-broke-off", f"{self._name} closed the connection without an answer"
        )

    async def _read_head(self, stream: RecoverableStream) -> tuple[bytes, bytes]:
        """The head of the proxy's final answer, and what came after it."""
        head = b""
        while True:
            self._check_is_http(head)
            end = _HEAD_END.search(head)
            if end and head[9:10] == b"1":  # 1xx: the answer is still to come
                head = head[end.end() :]
                continue
            if end:
                return head[: end.end()], head[end.end() :]
            try:
                head += await stream.receive(4096)
            except (anyio.EndOfStream, anyio.BrokenResourceError) as error:
                raise await self._early_close_failure(head) from error

    def _check_is_http(self, head: bytes) -> None:
        """Raises `ProxyFailed` as soon as what comes is not HTTP."""
        if is_tls(head):
            raise self._tls_failure()
        line, ended, _more = head.partition(b"\n")
        valid = (
            _STATUS_LINE.fullmatch(line.rstrip(b"\r"))
            if ended
            else head[:7] == b"HTTP/1."[: len(head)]
        )
        if valid and len(head) < MAX_HEAD_BYTES:
            return
        if valid:
            raise ProxyFailed(
                "proxy-odd",
                f"{self._name} answered with more than {MAX_HEAD_BYTES:,} bytes of headers",
            )
        who = server_kind(head)
        detail = f"{who}: {quoted(head)}" if who else quoted(head)
        raise ProxyFailed(
            "proxy-odd", f"what answers as the proxy {self.proxy.address} is no proxy ({detail})"
        )

    def _tls_failure(self) -> ProxyFailed:
        return ProxyFailed(
            "proxy-tls",
            f"{self._name} speaks TLS, but only proxies that are spoken to in plain HTTP can be "
            "used",
        )

    def _check_tunnel_is_open(self, head: bytes, after_head: bytes) -> None:
        status, reason = _status(head)
        if 200 <= status < 300:
            # The answer that opens a tunnel has no body (RFC 9110, 9.3.6).
            if after_head and _HAS_BODY.search(head):
                raise ProxyFailed(
                    "proxy-odd",
                    f"{self._name} answered {status} with a body of its own and opened no tunnel",
                )
            return
        detail = f"{self._name} answered {status} {self._redact(reason)}".rstrip()
        if status == 407:
            raise ProxyFailed("proxy-login", self._login_failure(head, detail))
        if status in (405, 501):  # how a web server refuses an unknown method
            raise ProxyFailed("proxy-odd", f"{detail}, so it opens no tunnels")
        raise ProxyFailed("proxy-gateway" if status >= 500 else "proxy-denied", detail)

    def _login_failure(self, head: bytes, detail: str) -> str:
        schemes = {scheme.lower() for scheme in _CHALLENGE.findall(head)}
        if schemes and not _BASIC.search(head):
            named = ", ".join(sorted(s.decode("latin-1") for s in schemes))
            return f"{detail}: it asks for a login by {named}, which is not supported"
        if self.proxy.user or self.proxy.password:
            whom = f" of {self.proxy.user}" if self.proxy.user else ""
            return f"{detail}: it does not accept the user name and password{whom}"
        return f"{detail}: it asks for a user name and password, and none were given"

    def _redact(self, reason: bytes) -> str:
        """A proxy's reason, quoted; "" where it repeats the credentials."""
        secrets = (self.proxy.password.encode(), basic_credentials(self.proxy))
        if any(secret and secret in reason for secret in secrets):
            return ""
        return quoted(reason, 80)[1:-1]


_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] [1-5][0-9]{2}(?: [^\r\n]*)?")
_CHALLENGE = re.compile(rb"\n(?i:proxy-authenticate):[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)")

_HAS_BODY = re.compile(rb"\n(?i:content-type|transfer-encoding|content-length(?=:\s*[1-9]))[ \t]*:")
_BASIC = re.compile(rb"\n(?i:proxy-authenticate):[^\n]*\b(?i:basic)\b")


def _status(head: bytes) -> tuple[int, bytes]:
    """The code and the reason of a head with a valid status line."""
    line = head.partition(b"\n")[0].rstrip(b"\r")
    return int(line[9:12]), line[13:]


def basic_credentials(proxy: Proxy) -> bytes:
    """User and password in the Basic scheme (RFC 7617); b"" where there are none."""
    if not (proxy.user or proxy.password):
        return b""
    return b64encode(f"{proxy.user}:{proxy.password}".encode())


def connect_request(proxy: Proxy, host: str, port: int) -> bytes:
    """The request for a tunnel (RFC 9110, 9.3.6)."""
    goal = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}"]
    if known := basic_credentials(proxy):
        lines.append(f"Proxy-Authorization: Basic {known.decode('ascii')}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
