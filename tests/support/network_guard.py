"""Keeps tests on this machine: nothing beyond loopback is looked up or connected to.

Names under `.invalid` do not exist, names under `.localhost` are this machine (RFC 6761, 6.3 and
6.4): both are answered here, so that such a test says the same on every machine.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest


class BeyondThisMachine(RuntimeError):
    """Not an OSError: code that takes network errors for answers must not swallow it."""


class NetworkGuard:
    """Refuses, and remembers what it refused, since code under test may swallow even that."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in for the three calls of Python that reach out, until the patch is undone."""
        look_up = socket.getaddrinfo
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

        def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
            return look_up(self._name(host), *rest, **named)

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
            return host  # no name at all: Python says so, and asks nobody
        raise self._refuse(f"look up {name}")

    def _address(self, this: socket.socket, address: Any) -> Any:
        if this.family not in (socket.AF_INET, socket.AF_INET6):
            return address
        name = _plain(address[0])
        number = _ip(name)
        if name == "localhost" or (number and (number.is_loopback or number.is_unspecified)):
            return address
        raise self._refuse(f"connect to {name} port {address[1]}")

    def _refuse(self, deed: str) -> BeyondThisMachine:
        self.refused.append(deed)
        return BeyondThisMachine(f"this test tried to {deed}; tests stay on loopback")


def _plain(host: Any) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return text.lower().rstrip(".")


def _ip(name: str) -> Any:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        return None
