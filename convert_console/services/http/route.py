"""The way of a send: how long it may take, whom it may reach, through what, and whom it trusts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from convert_console.core.request.proxy import Proxy
from convert_console.services.http.sent import Timeouts

__all__ = ["Proxy", "Route"]

PATIENCE = Timeouts()


@dataclass(frozen=True, slots=True)
class Route:
    """What a send is given besides the request.

    With `only_loopback` nothing but 127.0.0.0/8 and ::1 is connected to, whatever a name leads
    to, and no proxy is used. `ca_file` names certificates in PEM form that are trusted besides
    the system's.
    """

    limits: Timeouts = PATIENCE
    only_loopback: bool = False
    proxy: Proxy | None = None
    ca_file: str = ""

    @property
    def way(self) -> Route:
        """What a connection depends on: sends that differ in it never share one."""
        return replace(self, limits=PATIENCE)
