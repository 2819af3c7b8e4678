"""The way of a send: how long it may take, whom it may reach, through what, and whom it trusts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol
from urllib.request import getproxies, proxy_bypass

from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Profile, Proxy, read_proxy
from convert_console.core.request.wire import Unsendable
from convert_console.core.verdict.exchange import Answer, Failure, Timings

__all__ = ["Proxy", "Route"]

# What a send is given, what it knows while it is under way, and what it gives back.

HEARD = 400
"""Bytes of an answer that are remembered as they came, to say what answered."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a send may take: to connect (name, TCP, TLS), in silence, and altogether."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 60.0


def mark_unsent(given_up: BaseException) -> None:
    """Mark a cancellation that came before any byte of the request went out."""
    given_up.unsent = True  # type: ignore[attr-defined]


def cancelled(given_up: BaseException) -> Failure:
    """The failure of a cancelled send; unless it is marked, the request may have gone out."""
    if getattr(given_up, "unsent", False):
        return NOT_SENT
    return Failure("cancelled", "Cancelled while waiting")


NOT_SENT = Failure("cancelled-unsent", "Cancelled before it was sent")


@dataclass(slots=True)
class Transfer:
    """What a send has done by now, as its connection sees it.

    `sent` counts the bytes that the system has taken; the endpoint may have seen fewer.
    `cut_short` says that the connection took no more before the request's end. `heard` is how the
    answer began, and `greeting` how the other side began to speak at all, below TLS. `leads_here`
    is an address of this machine that another machine's name led to.
    """

    phase: Literal["name", "connect", "tunnel", "connected"] = "name"
    sent: int = 0
    cut_short: bool = False
    heard: bytes = field(default=b"", repr=False)
    greeting: bytes = field(default=b"", repr=False)
    leads_here: str = ""

    def hear(self, piece: bytes) -> None:
        """Note what came of the answer."""
        if len(self.heard) < HEARD:
            self.heard += piece[: HEARD - len(self.heard)]

    def greet(self, piece: bytes) -> None:
        """Note what came over the connection, encrypted or not."""
        if len(self.greeting) < HEARD:
            self.greeting += piece[: HEARD - len(self.greeting)]


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a request, and how long each part took."""

    outcome: Answer | Failure
    timings: Timings


PATIENCE = Timeouts()


@dataclass(frozen=True, slots=True)
class Route:
    """What a send is given besides the request.

    With `only_loopback` nothing but 127.0.0.0/8 and ::1 is connected to, whatever a name leads
    to, and no proxy is used. `ca_file` names certificates in PEM form that are trusted besides
    the system's. `secrets` are the values of the request's hidden headers, by name in lower case.
    """

    limits: Timeouts = PATIENCE
    only_loopback: bool = False
    proxy: Proxy | None = None
    ca_file: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def connection_settings(self) -> Route:
        """What a connection depends on: sends that differ in it never share one."""
        return replace(self, limits=PATIENCE, secrets={})


class Credentials(Protocol):
    """Where the secrets of profiles are kept."""

    async def header_values(self, profile: Profile, headers: Headers) -> dict[str, str]:
        """The values of the hidden headers, by name in lower case."""

    async def proxy_password(self, profile: Profile) -> str:
        """The password for the profile's proxy; "" for none."""


async def authorised_route(
    profile: Profile, url: str, headers: Headers, credentials: Credentials
) -> Route | Unsendable:
    """How a profile's request for a URL goes out, with the secrets that it needs."""
    secrets = await credentials.header_values(profile, headers)
    route = route_for(profile, url, await credentials.proxy_password(profile))
    return route if isinstance(route, Unsendable) else replace(route, secrets=secrets)


def route_for(profile: Profile, url: str, password: str = "") -> Route | Unsendable:
    """How a profile's request for a URL goes out; `password` is the proxy's, if it wants one.

    Nothing of this machine is asked for through a proxy, and a profile that is local only has
    none: its route leads nowhere else.
    """
    limits = Timeouts(profile.connect_timeout, profile.silence_timeout, profile.total_timeout)
    only_loopback = profile.reach == "local"
    if only_loopback or destination_kind(url) == "loopback":
        return Route(limits, only_loopback, None, profile.ca_file)
    proxy = proxy_for(profile, url, password)
    if isinstance(proxy, Unsendable):
        return proxy
    return Route(limits, only_loopback, proxy, profile.ca_file)


def proxy_for(profile: Profile, url: str, password: str = "") -> Proxy | Unsendable | None:
    """The proxy between a profile and a URL; `None` where there is none."""
    setting = profile.proxy.strip()
    if setting in ("", "none"):
        return None
    if setting == "system":
        setting = _of_system(url)
        if not setting:
            return None
    proxy = read_proxy(setting)
    if isinstance(proxy, str):
        return Unsendable(proxy)
    return Proxy(proxy.host, proxy.port, proxy.user, proxy.password or password)


def _of_system(url: str) -> str:
    """What the environment, or the settings of Windows and macOS, name for a URL; "" for none."""
    if proxy_bypass(host_of(url)):
        return ""
    named = getproxies()
    return str(named.get(url.partition(":")[0].lower()) or named.get("all") or "")
