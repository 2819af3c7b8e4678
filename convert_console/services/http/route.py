"""How a request is sent: timeouts, reach, proxy, certificates and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple, Protocol

from convert_console.core.request.destination import destination_kind, host_of
from convert_console.core.request.headers import Headers
from convert_console.core.request.profile import Profile, Proxy, read_proxy
from convert_console.core.request.wire import Unsendable
from convert_console.core.verdict.exchange import Answer, Failure, Timings

REMEMBERED_BYTES = 400
"""Bytes of an answer that are remembered, to tell what answered."""

NOT_SENT = Failure("cancelled-unsent", "Cancelled before it was sent")


class Timeouts(NamedTuple):
    """Seconds a send may take: to connect (name, TCP, TLS), without a byte, and in total."""

    connect: float = 10.0
    silence: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class Route:
    """What a send is given besides the request.

    With `only_loopback` nothing but 127.0.0.0/8 and ::1 is connected to, whatever a name resolves
    to, and no proxy is used. `ca_file` names certificates in PEM form that are trusted besides
    the system's. `secrets` are the values of the request's hidden headers, by name in lower case.
    """

    limits: Timeouts = Timeouts()
    only_loopback: bool = False
    proxy: Proxy | None = None
    ca_file: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def connection_settings(self) -> Route:
        """What a connection depends on: sends that differ in it never share one."""
        return replace(self, limits=Timeouts(), secrets={})


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
    """How a profile's request for a URL goes out; `password` is for a proxy that needs one.

    Requests to this machine use no proxy, and neither does a profile that is local only.
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
        setting = _system_proxy(url)
        if not setting:
            return None
    proxy = read_proxy(setting)
    if isinstance(proxy, str):
        return Unsendable(proxy)
    return Proxy(proxy.host, proxy.port, proxy.user, proxy.password or password)


def _system_proxy(url: str) -> str:
    """The proxy that the environment, or the settings of Windows and macOS, name; "" for none."""
    from urllib.request import getproxies, proxy_bypass  # takes 14 ms: not before a send

    if proxy_bypass(host_of(url)):
        return ""
    named = getproxies()
    return str(named.get(url.partition(":")[0].lower()) or named.get("all") or "")


class SendResult(NamedTuple):
    """The outcome of a request, and how long each part took."""

    outcome: Answer | Failure
    timings: Timings


def mark_unsent(cancellation: BaseException) -> None:
    """Mark a cancellation that came before any byte of the request went out."""
    cancellation.unsent = True  # type: ignore[attr-defined]


def cancelled(cancellation: BaseException) -> Failure:
    """The failure of a cancelled send; unless it is marked, the request may have gone out."""
    if getattr(cancellation, "unsent", False):
        return NOT_SENT
    return Failure("cancelled", "Cancelled while waiting")


@dataclass(slots=True)
class Transfer:
    """The progress of a send, as its connection sees it.

    `sent` counts the bytes that the system has taken; the endpoint may have seen fewer.
    `cut_short` says that the connection took no more before the request's end. `answer_start` is
    the beginning of the answer, and `first_bytes` that of everything received, below TLS.
    `local_address` is an address of this machine that another machine's name resolved to.
    """

    phase: Literal["name", "connect", "tunnel", "connected"] = "name"
    sent: int = 0
    cut_short: bool = False
    answer_start: bytes = field(default=b"", repr=False)
    first_bytes: bytes = field(default=b"", repr=False)
    local_address: str = ""

    def note_answer(self, piece: bytes) -> None:
        """Record bytes of the answer."""
        if len(self.answer_start) < REMEMBERED_BYTES:
            self.answer_start += piece[: REMEMBERED_BYTES - len(self.answer_start)]

    def note_received(self, piece: bytes) -> None:
        """Record bytes received, encrypted or not."""
        if len(self.first_bytes) < REMEMBERED_BYTES:
            self.first_bytes += piece[: REMEMBERED_BYTES - len(self.first_bytes)]
