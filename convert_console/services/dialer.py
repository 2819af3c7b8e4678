"""How a connection is made: to this machine only, or through a proxy, or straight."""

from __future__ import annotations

import asyncio
import socket
from base64 import b64encode
from collections.abc import Iterable
from ipaddress import ip_address

import httpcore

from convert_console.services.route import Proxy, Route

HEAD_LIMIT = 65_536
"""Bytes of a proxy's answer beyond which it is no answer."""

_Options = Iterable[httpcore.SOCKET_OPTION] | None


class Barred(Exception):
    """A profile that is local only was about to reach another machine; the text says which."""


def dialer_for(route: Route) -> httpcore.AsyncNetworkBackend:
    """What makes the connections of a route. The loopback's has no proxy: it would go elsewhere."""
    if route.only_loopback:
        return LoopbackDialer()
    return ProxyDialer(route.proxy) if route.proxy else httpcore.AnyIOBackend()


class LoopbackDialer(httpcore.AnyIOBackend):
    """Connects to addresses of this machine only.

    A name is looked up here, once, and what is connected to is one of the very addresses that
    were judged: there is no second lookup that could answer otherwise.
    """

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await loopback_addresses(host, port, timeout)
        for address in addresses[:-1]:
            try:
                return await super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:  # localhost leads to ::1 and 127.0.0.1; one may be deaf
                continue
        return await super().connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )


async def loopback_addresses(host: str, port: int, patience: float | None = None) -> list[str]:
    """What a host leads to. Raises `Barred` if any of it is not this machine."""
    if is_loopback(host):
        return [host]
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(patience):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    foreign = next((address for address in addresses if not is_loopback(address)), "")
    if foreign or not addresses:
        leads = "" if foreign in ("", host) else f" leads to {foreign}, which"
        raise Barred(f"{host}{leads} is not this machine, and the profile is local only")
    return addresses


def is_loopback(address: str) -> bool:
    """Whether this is an address of 127.0.0.0/8 or ::1; no name is one.

    >>> is_loopback("127.3.2.1"), is_loopback("0.0.0.0"), is_loopback("localhost")
    (True, False, False)
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class ProxyDialer(httpcore.AnyIOBackend):
    """Has a proxy open a tunnel, for http as for https: so what the endpoint receives is, byte for
    byte, what the preview shows, and the proxy's password goes to the proxy alone.
    """

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self._proxy = proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await super().connect_tcp(
            self._proxy.host, self._proxy.port, timeout, local_address, socket_options
        )
        try:
            await stream.write(connect_request(self._proxy, host, port), timeout)
            await self._read_consent(stream, timeout)
        except BaseException:
            await stream.aclose()
            raise
        return stream

    async def _read_consent(
        self, stream: httpcore.AsyncNetworkStream, patience: float | None
    ) -> None:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < HEAD_LIMIT:
            piece = await stream.read(4096, patience)
            if not piece:
                break
            head += piece
        words = head.partition(b"\r\n")[0].decode("latin-1").split(maxsplit=1)
        status = words[1].strip() if len(words) > 1 and words[0].startswith("HTTP/") else ""
        if not status.startswith("2") or b"\r\n\r\n" not in head:
            said = f"answered {status[:80]}" if status else "did not answer as a proxy does"
            raise httpcore.ProxyError(f"the proxy {self._proxy.host}:{self._proxy.port} {said}")


def connect_request(proxy: Proxy, host: str, port: int) -> bytes:
    """What asks a proxy for a tunnel (RFC 9110, 9.3.6; Basic credentials by RFC 7617)."""
    goal = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {goal} HTTP/1.1", f"Host: {goal}"]
    if proxy.user or proxy.password:
        credentials = b64encode(f"{proxy.user}:{proxy.password}".encode()).decode("ascii")
        lines.append(f"Proxy-Authorization: Basic {credentials}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")
