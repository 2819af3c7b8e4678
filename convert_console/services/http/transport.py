"""How a connection is made: to this machine only, or through a proxy, or straight."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import sys
from base64 import b64encode
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import anyio
import anyio.abc
import httpcore
import httpx
import truststore

from convert_console.core.request.destination import is_loopback_address
from convert_console.core.request.profile import EXTRA_CERTIFICATES
from convert_console.core.verdict.exchange import Failure, FailureKind
from convert_console.core.verdict.other_protocols import quoted, speaker
from convert_console.services.http.early_answer import Heard, Rescued, is_tls, speaks_tls
from convert_console.services.http.failures import connecting_kind, wording
from convert_console.services.http.route import Proxy, Route, Transfer

HEAD_LIMIT = 65_536
"""Bytes of a proxy's answer beyond which it is no answer."""

NEXT_ADDRESS = 0.25
"""Seconds after which the next address of a name is tried as well (as in RFC 8305)."""

TLS_PATIENCE = 1.0
"""Seconds that a port which gave no answer has to answer TLS's first words."""

_Options = Iterable[httpcore.SOCKET_OPTION] | None


class Barred(Exception):
    """A profile that is local only was about to reach another machine; the text says which."""


class ProxyFailed(Exception):
    """No way through the proxy: `failure` says why, and nothing was sent."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)


def dialer_for(route: Route) -> Dialer:
    """What makes the connections of a route. The loopback's has no proxy: it would go elsewhere."""
    if route.only_loopback:
        return LoopbackDialer()
    return ProxyDialer(route.proxy) if route.proxy else Dialer()


class Dialer(httpcore.AnyIOBackend):
    """Connects straight. `transfer` is the send under way, which every connection tells what it
    does; whoever sends puts it there.

    A name is looked up first and apart, so that a name service that does not answer is not taken
    for a server that does not.
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
                below = await self._reach(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        self.transfer.phase = "connected"
        return Heard(below, below, lambda: self.transfer)

    async def speaks_tls(self, host: str, port: int) -> bool:
        """Whether a port answers TLS; asked of one that gave no answer to plain HTTP."""
        self.transfer = Transfer()
        try:
            async with asyncio.timeout(TLS_PATIENCE):
                below = await self._reach(host, port)
        except (OSError, httpcore.ConnectError, ProxyFailed, Barred):
            return False
        return await speaks_tls(below, host, TLS_PATIENCE)

    async def _reach(self, host: str, port: int) -> Rescued:
        """A connection to the other end. Raises `ConnectError`, and `TimeoutError` from outside."""
        return await self._open(host, port)

    async def _open(self, host: str, port: int) -> Rescued:
        self.transfer.phase = "name"
        try:
            addresses = await self._addresses(host, port)
            self.transfer.phase = "connect"
            here = self.transfer.leads_here = _leads_here(host, addresses)
            return Rescued(await _connected(addresses, port), lambda: self.transfer, here)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error

    async def _addresses(self, host: str, port: int) -> list[str]:
        return await looked_up(host, port)


class LoopbackDialer(Dialer):
    """Connects to addresses of this machine only.

    A name is looked up here, once, and what is connected to is one of the very addresses that
    were judged: there is no second lookup that could answer otherwise.
    """

    async def _addresses(self, host: str, port: int) -> list[str]:
        return await loopback_addresses(host, port)


async def looked_up(host: str, port: int) -> list[str]:
    """What a host leads to, each address once. Raises `OSError`."""
    if _is_address(host):
        return [str(ip_address(host))]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # as for `a..test`: a label is empty or over 63 characters
        raise socket.gaierror(socket.EAI_NONAME, f"not a host's name: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def loopback_addresses(host: str, port: int) -> list[str]:
    """What a host leads to. Raises `Barred` if any of it is not this machine."""
    addresses = await looked_up(host, port)
    foreign = next((address for address in addresses if not is_loopback_address(address)), "")
    if foreign or not addresses:
        leads = "" if foreign in ("", host) else f" leads to {foreign}, which"
        raise Barred(f"{host}{leads} is not this machine, and the profile is local only")
    return addresses


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _leads_here(host: str, addresses: list[str]) -> str:
    """An address of this machine that the name of another one led to; "" for none."""
    if host == "localhost" or _is_address(host):
        return ""
    here = (a for a in addresses if is_loopback_address(a) or a in ("0.0.0.0", "::"))  # noqa: S104
    return next(here, "")


async def _connected(addresses: list[str], port: int) -> anyio.abc.SocketStream:
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
                with anyio.move_on_after(NEXT_ADDRESS):
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
    """Has a proxy open a tunnel, for http as for https: so what the endpoint receives is, byte for
    byte, what the preview shows, and the proxy's password goes to the proxy alone.

    Raises `ProxyFailed` where the proxy is to blame.
    """

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self.proxy: Proxy = proxy

    async def _reach(self, host: str, port: int) -> Rescued:
        try:
            below = await self._open(self.proxy.host, self.proxy.port)
        except httpcore.ConnectError as error:
            raise self._unreached(error) from error
        self.transfer.phase = "tunnel"
        # The name was the proxy's own; where the endpoint's leads to is known to the proxy alone.
        self.transfer.leads_here = below.leads_here = ""
        try:
            await below.send(connect_request(self.proxy, host, port))
            head, beyond = await self._read_head(below)
            self._check_consent(head, beyond)
            below.unread(beyond)  # from an endpoint that speaks first
        except BaseException:
            await below.aclose()
            raise
        self.transfer.greeting = b""
        return below

    @property
    def _named(self) -> str:
        return f"the proxy {self.proxy.address}"

    def _unreached(self, error: Exception) -> ProxyFailed:
        kind = connecting_kind(error)
        match kind:
            case "name":
                return ProxyFailed("proxy-name", f"{self._named} was not found by its name")
            case "name-service":
                return ProxyFailed(
                    "proxy-name", f"{self._named} was not found, because no name server answered"
                )
            case "refused" | "reset":
                return ProxyFailed("proxy-refused", f"{self._named} refuses connections")
            case _:
                said = wording(error)
                return ProxyFailed("proxy-unreachable", f"{self._named} cannot be reached ({said})")

    async def _broken_off(self, head: bytes) -> ProxyFailed:
        """A proxy that closed in its answer, or without a word: perhaps it waited for TLS."""
        if head:
            return ProxyFailed(
                "proxy-broke-off",
                f"{self._named} closed the connection in the middle of its answer "
                f"({self._redact(head)})".replace(" ()", ""),
            )
        with suppress(httpcore.ConnectError):
            again = await self._open(self.proxy.host, self.proxy.port)
            if await speaks_tls(again, self.proxy.host, TLS_PATIENCE):
                return self._is_tls()
        return ProxyFailed(
            "proxy-broke-off", f"{self._named} closed the connection without an answer"
        )

    async def _read_head(self, stream: Rescued) -> tuple[bytes, bytes]:
        """The proxy's final answer up to its blank line, and what came after that."""
        head = b""
        while True:
            self._check_beginning(head)
            end = _HEAD_END.search(head)
            if end and head[9:10] == b"1":  # 1xx: the answer is still to come
                head = head[end.end() :]
                continue
            if end:
                return head[: end.end()], head[end.end() :]
            try:
                head += await stream.receive(4096)
            except (anyio.EndOfStream, anyio.BrokenResourceError) as error:
                raise await self._broken_off(head) from error

    def _check_beginning(self, head: bytes) -> None:
        """Raises `ProxyFailed` as soon as what comes is no answer of HTTP."""
        if is_tls(head):
            raise self._is_tls()
        line, ended, _more = head.partition(b"\n")
        valid = (
            _STATUS_LINE.fullmatch(line.rstrip(b"\r"))
            if ended
            else head[:7] == b"HTTP/1."[: len(head)]
        )
        if valid and len(head) < HEAD_LIMIT:
            return
        if valid:
            raise ProxyFailed(
                "proxy-odd",
                f"{self._named} answered with more than {HEAD_LIMIT:,} bytes of headers",
            )
        who = speaker(head)
        said = f"{who}: {quoted(head)}" if who else quoted(head)
        raise ProxyFailed(
            "proxy-odd", f"what answers as the proxy {self.proxy.address} is no proxy ({said})"
        )

    def _is_tls(self) -> ProxyFailed:
        return ProxyFailed(
            "proxy-tls",
            f"{self._named} speaks TLS, but only proxies that are spoken to in plain HTTP can be "
            "used",
        )

    def _check_consent(self, head: bytes, beyond: bytes) -> None:
        status, reason = _status(head)
        if 200 <= status < 300:
            # A tunnel has no body of the proxy's own (RFC 9110, 9.3.6).
            if beyond and _DESCRIBES_A_BODY.search(head):
                raise ProxyFailed(
                    "proxy-odd",
                    f"{self._named} answered {status} with a body of its own and opened no tunnel",
                )
            return
        said = f"{self._named} answered {status} {self._redact(reason)}".rstrip()
        if status == 407:
            raise ProxyFailed("proxy-login", self._login(head, said))
        if status in (405, 501):  # what a web server says to a method that it does not know
            raise ProxyFailed("proxy-odd", f"{said}, so it opens no tunnels")
        raise ProxyFailed("proxy-gateway" if status >= 500 else "proxy-denied", said)

    def _login(self, head: bytes, said: str) -> str:
        schemes = {scheme.lower() for scheme in _CHALLENGE.findall(head)}
        if schemes and not _BASIC.search(head):
            named = ", ".join(sorted(s.decode("latin-1") for s in schemes))
            return f"{said}: it asks for a login by {named}, which is not supported"
        if self.proxy.user or self.proxy.password:
            whom = f" of {self.proxy.user}" if self.proxy.user else ""
            return f"{said}: it does not accept the user name and password{whom}"
        return f"{said}: it asks for a user name and password, and none were given"

    def _redact(self, reason: bytes) -> str:
        """A proxy's words, fit for a sentence; one that repeats the credentials is not heard."""
        secrets = (self.proxy.password.encode(), credentials(self.proxy))
        if any(secret and secret in reason for secret in secrets):
            return ""
        return quoted(reason, 80)[1:-1]


_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] [1-5][0-9]{2}(?: [^\r\n]*)?")
_CHALLENGE = re.compile(rb"\n(?i:proxy-authenticate):[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)")

_DESCRIBES_A_BODY = re.compile(
    rb"\n(?i:content-type|transfer-encoding|content-length(?=:\s*[1-9]))[ \t]*:"
)
_BASIC = re.compile(rb"\n(?i:proxy-authenticate):[^\n]*\b(?i:basic)\b")


def _status(head: bytes) -> tuple[int, bytes]:
    """The code and the reason of a head whose status line is valid."""
    line = head.partition(b"\n")[0].rstrip(b"\r")
    return int(line[9:12]), line[13:]


def credentials(proxy: Proxy) -> bytes:
    """User and password in the Basic scheme (RFC 7617); b"" where there are none."""
    if not (proxy.user or proxy.password):
        return b""
    return b64encode(f"{proxy.user}:{proxy.password}".encode())


def connect_request(proxy: Proxy, host: str, port: int) -> bytes:
    """What asks a proxy for a tunnel (RFC 9110, 9.3.6)."""
    goal = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}"]
    if known := credentials(proxy):
        lines.append(f"Proxy-Authorization: Basic {known.decode('ascii')}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


# Whom TLS trusts: what the operating system trusts, and perhaps one file of certificates more.

LONGEST_FILE = 20_000_000
"""Bytes of a file of certificates that are read; those of all systems together have half of one."""

_MARKS = (b"-----BEGIN CERTIFICATE-----", b"-----BEGIN TRUSTED CERTIFICATE-----")

BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep the store, for an OpenSSL that was built for another one (those that
truststore knows, too).
"""


def trusting_context(ca_file: str = "") -> ssl.SSLContext:
    """Trust what the system trusts; where a system has nothing, what httpx brings along.

    Raises `CertificatesUnusable` where `ca_file` cannot be read or holds no certificate.
    """
    if ca_file:
        _check(ca_file)
    context = _of_system() if sys.platform in ("win32", "darwin") else _of_files()
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or str(error)
            words = str(reason).replace("_", " ").lower()
            raise CertificatesUnusable(ca_file, f"holds a broken certificate ({words})") from error
    return context


class CertificatesUnusable(Exception):
    """The file of extra certificates is of no use; the text names the setting, the file and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the file of “{EXTRA_CERTIFICATES}”, {path}, {why}")


def _check(path: str) -> None:
    """Raises `CertificatesUnusable`. OpenSSL would name neither the file nor the fault, and would
    wait for a pipe.
    """
    try:
        if Path(path).is_dir():
            raise CertificatesUnusable(path, "is a folder, not a file")
        Path(path).stat()
        if not Path(path).is_file():
            raise CertificatesUnusable(path, "is not a regular file")
        with Path(path).open("rb") as file:
            content = file.read(LONGEST_FILE)
    except FileNotFoundError as error:
        raise CertificatesUnusable(path, "does not exist") from error
    except PermissionError as error:
        raise CertificatesUnusable(path, "may not be read by you (permission denied)") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise CertificatesUnusable(path, f"cannot be read ({reason})") from error
    if not content.strip():
        raise CertificatesUnusable(path, "is empty")
    if not any(mark in content for mark in _MARKS):
        raise CertificatesUnusable(path, "holds no certificate in PEM form")


def _of_system() -> ssl.SSLContext:
    """The system's own judgement, certificates that an administrator has installed included."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _of_files() -> ssl.SSLContext:
    """The files of Linux. truststore would read them anew for each handshake, in 20 ms."""
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath  # read only when needed, so not in the count
    with suppress(OSError):
        if context.cert_store_stats()["x509_ca"] or (folder and any(Path(folder).iterdir())):
            return context
    bundle = next((path for path in BUNDLES if Path(path).is_file()), "")
    if bundle:
        context.load_verify_locations(cafile=bundle)
        return context

    return httpx.create_ssl_context(trust_env=False)
