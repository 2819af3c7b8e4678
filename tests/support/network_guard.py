"""Refuses connections and name lookups beyond loopback."""

# Names under `.invalid` do not exist, and names under `.localhost` are this machine (RFC 6761, 6.3
# and 6.4). Both are answered here, so that they are the same on every machine.

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest


class BeyondThisMachine(RuntimeError):
    """Not an OSError, which the code under test would handle as a network error."""


class NetworkGuard:
    """Refuses, and records what it refused, since the code under test may handle the exception."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Replace the three calls of Python that reach the network, until the patch is undone."""
        look_up = socket.getaddrinfo
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

        def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
            return look_up(self._name(host), *args, **kwargs)

        def guarded_connect(this: socket.socket, address: Any) -> Any:
            return connect(this, self._address(this, address))

        def guarded_connect_ex(this: socket.socket, address: Any) -> Any:
            return connect_ex(this, self._address(this, address))

        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)

    def _name(self, host: Any) -> Any:
        name = _plain(host)
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if name.endswith(".localhost"):
            return "localhost"
        if name in ("", "localhost") or _ip(name) is not None:
            return host
        try:
            name.encode("idna")
        except UnicodeError:
            return host  # not a valid name: Python raises an error without a lookup
        raise self._refuse(f"look up {name}")

    def _address(self, this: socket.socket, address: Any) -> Any:
        if this.family not in (socket.AF_INET, socket.AF_INET6):
            return address
        name = _plain(address[0])
        number = _ip(name)
        if name == "localhost" or (number and (number.is_loopback or number.is_unspecified)):
            return address
        raise self._refuse(f"connect to {name} port {address[1]}")

    def _refuse(self, action: str) -> BeyondThisMachine:
        self.refused.append(action)
        return BeyondThisMachine(f"this test tried to {action}; tests stay on loopback")


def _plain(host: Any) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return text.lower().rstrip(".")


def _ip(name: str) -> Any:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        return None
