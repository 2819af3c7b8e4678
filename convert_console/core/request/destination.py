"""Whose machine a URL leads to: this one, Convert's live statistics, or somebody else's."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from convert_console.core.request.profile import Profile
    from convert_console.core.request.wire import WireRequest

Whose = Literal["loopback", "convert", "other"]

COLLECTOR = "convert-console-collector"
"""What the local collector calls itself in the `Server` header of its answers."""

_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_LONGEST_HOST = 253
_CONVERT = re.compile(r"(.+\.)?convertexperiments\.com\.?", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host of a URL, in lower case and without brackets; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_host(host: str) -> bool:
    """Whether a connection can be made to a host of this spelling at all.

    The lookup of names raises UnicodeError where a label is empty or has more than 63 characters.

    >>> is_host("shop.example."), is_host("::1"), is_host("a..test")
    (True, True, False)
    """
    if ":" in host:
        return _is_address(host)
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in labels)


def whose(url: str) -> Whose:
    """Judge a URL by its host alone; no name is ever looked up.

    Only `localhost` and literal addresses of 127.0.0.0/8 and ::1 count as this machine: any
    other name may be pointed anywhere.

    >>> whose("http://127.0.0.1:8765/track"), whose("https://7.metrics.convertexperiments.com/")
    ('loopback', 'convert')
    """
    host = host_of(url)
    if host == "localhost" or _is_loopback_address(host):
        return "loopback"
    return "convert" if _CONVERT.fullmatch(host) else "other"


def barred(wire: WireRequest, profile: Profile) -> str:
    """Why a profile must not send a request there; "" where it may."""
    if profile.reach != "local" or whose(wire.url) == "loopback":
        return ""
    return (
        f"The profile {profile.name} is local only, and {host_of(wire.url)} is not this machine. "
        "Choose the local collector, or let the profile ask before it sends."
    )


def _is_loopback_address(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return "%" not in host  # a zone has no place in a URL that others shall follow
